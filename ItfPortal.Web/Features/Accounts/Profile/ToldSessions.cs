using ItfPortal.Web.Features.Accounts.Sessions;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>Tells a person's open sessions what the person has just said of themselves. Other replicas know within the cache's 5 seconds.</summary>
internal sealed partial class ToldSessions(SessionStore store, PortalSessions sessions, ILogger<ToldSessions> logger)
{
    /// <summary>Stores it; null leaves as it is. The next look at Tryton repairs what could not be stored.</summary>
    public async Task RetellAsync(int user, string? name, string? language)
    {
        try
        {
            foreach (var id in await store.RetellAsync(user, name, language, CancellationToken.None))
            {
                sessions.Forget(id);
            }
        }
        catch (NpgsqlException exception)
        {
            LogUntold(user, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sessions of user {UserId} do not know yet what they said of themselves: {Problem}")]
    private partial void LogUntold(int userId, string problem);
}
