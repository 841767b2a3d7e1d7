using System.Diagnostics;
using System.Security.Cryptography;

namespace ItfPortal.Web.Platform.Security;

/// <summary>Answers that take as long whatever came of them, unless what they wait for takes longer: their time tells nothing.</summary>
public static class AnswerFloor
{
    /// <summary>Waits until an answer may be given.</summary>
    /// <param name="started">When it was asked for, as <see cref="Stopwatch.GetTimestamp"/> says.</param>
    /// <param name="floor">How long it takes at least.</param>
    /// <param name="jitter">At random on top of it, at most.</param>
    /// <param name="cancellationToken">Answers at once: only for who would not hear it.</param>
    public static Task RestAsync(long started, TimeSpan floor, TimeSpan jitter, CancellationToken cancellationToken)
    {
        var rest = floor - Stopwatch.GetElapsedTime(started);
        return Task.Delay((rest > TimeSpan.Zero ? rest : TimeSpan.Zero) + (jitter * (RandomNumberGenerator.GetInt32(1001) / 1000.0)), TimeProvider.System, cancellationToken);
    }
}
