namespace ItfPortal.Web.Platform.Errors;

/// <summary>Since when Tryton has been silent, as this replica sees it. Singleton.</summary>
public sealed class TrytonPulse(TimeProvider time)
{
    private long _silentSince;

    /// <summary>The first unanswered call after the last answer, UTC; null while Tryton answers.</summary>
    public DateTimeOffset? SilentSince
    {
        get
        {
            var ticks = Interlocked.Read(ref _silentSince);
            return ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
        }
    }

    /// <summary>Tryton answered, be it with a refusal.</summary>
    public void Answered() => Interlocked.Exchange(ref _silentSince, 0);

    /// <summary>Tryton gave no usable answer.</summary>
    public void Missed() => Interlocked.CompareExchange(ref _silentSince, time.GetUtcNow().UtcTicks, 0);
}
