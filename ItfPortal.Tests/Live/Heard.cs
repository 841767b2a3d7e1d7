using System.Collections.Concurrent;
using ItfPortal.Web.Live;

namespace ItfPortal.Tests.Live;

/// <summary>A subscriber that remembers.</summary>
internal sealed class Heard
{
    private readonly ConcurrentQueue<LiveSignal> _signals = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Throws { get; init; }

    public ManualResetEventSlim? Waits { get; init; }

    public LiveSignal[] Signals => [.. _signals];

    public long[] Ids => [.. _signals.OfType<LiveSignal.Changed>().SelectMany(changed => changed.Events).Select(e => e.Id)];

    public void Add(LiveSignal signal)
    {
        _signals.Enqueue(signal);
        _entered.TrySetResult();
        Waits?.Wait();
        if (Throws)
        {
            throw new InvalidOperationException("a page that fails");
        }
    }

    public Task EnteredAsync() => _entered.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public Task UntilAsync(int events) => BroadcasterTests.Eventually(() => Ids.Length >= events);

    public Task SignalsAsync(int signals) => BroadcasterTests.Eventually(() => _signals.Count >= signals);
}
