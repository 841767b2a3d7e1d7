namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <summary>When a mail that did not go is tried again.</summary>
internal static class BackOff
{
    private static readonly TimeSpan[] s_steps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    /// <summary>How long to wait after so many attempts, from 1 on.</summary>
    public static TimeSpan After(int attempts) => s_steps[Math.Clamp(attempts, 1, s_steps.Length) - 1];
}
