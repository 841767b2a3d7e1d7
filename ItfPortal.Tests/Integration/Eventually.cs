using System.Diagnostics;

namespace ItfPortal.Tests.Integration;

/// <summary>Waits for what happens soon.</summary>
public static class Eventually
{
    public static Task<TimeSpan> TrueAsync(Func<bool> condition, string because, int seconds = 5) =>
        TrueAsync(() => Task.FromResult(condition()), because, seconds);

    /// <summary>Fails after the seconds, else says how long it took.</summary>
    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> condition, string because, int seconds = 5)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(seconds), because);
            await Task.Delay(50);
        }
        return clock.Elapsed;
    }
}
