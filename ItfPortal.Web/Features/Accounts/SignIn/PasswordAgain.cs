using System.Globalization;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Security;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>Signs the circuit's person in to Tryton again. Counted like a sign-in from a known device: that session's own count.</summary>
internal sealed partial class PasswordAgain(
    ICurrentSession current, ISessionClient tryton, SessionStore store, PortalSessions sessions, SignInThrottle throttle,
    IAuditLog audit, ILogger<PasswordAgain> logger) : IPasswordAgain
{
    public async Task<PasswordAnswer> TryAsync(string password, string? code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(password);
        PortalSession? found;
        try
        {
            found = await current.GetAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogUnavailable(exception.Message);
            return PasswordAnswer.Unavailable;
        }
        if (found is not { } session)
        {
            return PasswordAnswer.Ended;
        }
        if (password.Length is 0 or > SignInForm.MaxPassword || code is { Length: > FactorCode.MaxLength })
        {
            return PasswordAnswer.Refused;
        }
        var begun = string.IsNullOrWhiteSpace(code)
            ? await throttle.BeginAsync(session.Token.Login, session.Id, cancellationToken)
            : await throttle.BeginCodeAsync(session.Token.Login, session.Id, cancellationToken);
        if (begun is not { } counted)
        {
            Note(session, AuditOutcome.Denied);
            return PasswordAnswer.Refused;
        }
        // From here on not tied to the page: a session opened in Tryton must be kept or closed.
        var answer = await OpenAsync(session, password, string.IsNullOrWhiteSpace(code) ? null : code);
        await (answer switch
        {
            PasswordAnswer.Refused => throttle.FailedAsync(counted, CancellationToken.None),
            PasswordAnswer.Unavailable or PasswordAnswer.CodeNeeded => throttle.UnansweredAsync(counted, CancellationToken.None),
            _ => throttle.SucceededAsync(counted, CancellationToken.None),
        });
        if (answer is PasswordAnswer.CodeNeeded)
        {
            return answer;
        }
        Note(session, answer switch
        {
            PasswordAnswer.Accepted => AuditOutcome.Ok,
            PasswordAnswer.Unavailable => AuditOutcome.Error,
            _ => AuditOutcome.Fail,
        });
        return answer;
    }

    private void Note(PortalSession session, AuditOutcome outcome) => audit.Note(
        new AuditEntry(AuditEvent.PasswordAgain, outcome, AuditActor.Of(session))
        {
            Parties = [.. session.Identity.Companies.Select(company => company.Party)],
        });

    private async Task<PasswordAnswer> OpenAsync(PortalSession session, string password, string? code)
    {
        SessionToken? token = null;
        try
        {
            var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
            var request = new SignInRequest(session.Token.Login, password, language, null);
            token = await tryton.SignInAsync(code is null ? request : request.With(FactorRefusals.Parameter, code), CancellationToken.None);
            if (token.UserId == session.Identity.User && await store.RenewAsync(session.Id, token, CancellationToken.None))
            {
                sessions.Forget(session.Id);
                LogRenewed(session.Id);
                // Another tab may have renewed it already: what is replaced here would stay open in Tryton.
                await CloseAsync(session.Token);
                return PasswordAnswer.Accepted;
            }
            // Signed out meanwhile, or the login is somebody else's by now.
            await CloseAsync(token);
            return PasswordAnswer.Ended;
        }
        catch (TrytonLoginParameterException question) when (code is null && question.Parameter == FactorRefusals.Parameter)
        {
            return PasswordAnswer.CodeNeeded;
        }
        catch (TrytonException exception) when (exception
            is TrytonSignInRefusedException or TrytonRateLimitedException or TrytonAccessDeniedException or TrytonLoginParameterException)
        {
            return PasswordAnswer.Refused;
        }
        catch (Exception exception) when (exception is TrytonException or NpgsqlException)
        {
            LogUnavailable(exception.Message);
            if (token is not null)
            {
                await CloseAsync(token);
            }
            return PasswordAnswer.Unavailable;
        }
    }

    private async Task CloseAsync(SessionToken token)
    {
        try
        {
            await tryton.SignOutAsync(token, CancellationToken.None);
        }
        catch (TrytonException exception)
        {
            // Tryton forgets it by age.
            LogLeftOpen(token.UserId, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {SessionId} has a new session in Tryton")]
    private partial void LogRenewed(string sessionId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A session of user {UserId} stays open in Tryton: {Problem}")]
    private partial void LogLeftOpen(int userId, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A password could not be tried: {Problem}")]
    private partial void LogUnavailable(string problem);
}
