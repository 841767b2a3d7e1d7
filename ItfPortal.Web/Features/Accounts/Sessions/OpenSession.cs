namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>A browser somebody is signed in with.</summary>
/// <param name="Id">Of the session.</param>
/// <param name="StartedAt">When they signed in, UTC.</param>
/// <param name="LastSeenAt">When they last did something, UTC; written every 5 seconds at most.</param>
/// <param name="Address">From where they signed in.</param>
/// <param name="UserAgent">The browser's.</param>
internal sealed record OpenSession(string Id, DateTime StartedAt, DateTime LastSeenAt, string? Address, string? UserAgent);

/// <summary>How long a session still lives.</summary>
/// <param name="Idle">When the person does nothing more.</param>
/// <param name="Absolute">Whatever they do.</param>
internal sealed record TimeLeft(TimeSpan Idle, TimeSpan Absolute)
{
    /// <summary>The nearer of both.</summary>
    public TimeSpan Nearest => Idle < Absolute ? Idle : Absolute;
}
