using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Words;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>
/// What asks for the password again: counted as a sign-in from this session is, so that guessing here locks nobody out elsewhere, and
/// what the person is told of by mail.
/// </summary>
internal sealed partial class ProvenDeed(SignInThrottle throttle, TrytonGuard guard, IMailOutbox outbox, TimeProvider time, ILogger<ProvenDeed> logger)
{
    /// <summary>Does it in Tryton, which checks the password.</summary>
    /// <exception cref="TrytonRateLimitedException">Too many were wrong: not even tried.</exception>
    public async Task<T> DoAsync<T>(PortalSession current, Func<Task<T>> deed)
    {
        if (await throttle.BeginAsync(current.Token.Login, current.Id, CancellationToken.None) is not { } counted)
        {
            throw new TrytonRateLimitedException();
        }
        try
        {
            var done = await guard.CallAsync(deed);
            await throttle.SucceededAsync(counted, CancellationToken.None);
            return done;
        }
        catch (TrytonUserErrorException refused)
        {
            await (refused.Code == PasswordRefusals.WrongPassword
                ? throttle.FailedAsync(counted, CancellationToken.None) : throttle.UnansweredAsync(counted, CancellationToken.None));
            throw;
        }
        catch
        {
            await throttle.UnansweredAsync(counted, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Tells the address before that notices go elsewhere.</summary>
    public Task TellMovedAsync(PortalSession current, RequestId request, string before, string address) =>
        TellAsync(current, before, $"notices:{request}", new EmailChangedMail(time.GetUtcNow().UtcDateTime, address));

    /// <summary>Confirms that the account is to be closed, or not any more.</summary>
    public Task TellClosingAsync(PortalSession current, RequestId request, bool asked) =>
        TellAsync(current, current.Token.Login, $"closing:{request}", new AccountClosingMail(time.GetUtcNow().UtcDateTime, asked));

    // It is done by then: a mail that cannot be written is told in the log.
    private async Task TellAsync(PortalSession current, string address, string key, MailModel model)
    {
        if (!MailAddresses.IsAddress(address))
        {
            return;
        }
        var language = current.Identity.Language == "en" ? Language.English : Language.French;
        try
        {
            await outbox.EnqueueAsync(new OutgoingMail(key, new MailRecipient(address, current.Identity.Name, language), model), CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            LogUntold(current.Identity.User, key, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "User {UserId} could not be told of {Key}: {Problem}")]
    private partial void LogUntold(int userId, string key, string problem);
}
