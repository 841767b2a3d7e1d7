using System.Diagnostics;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.Extensions.Localization;

namespace ItfPortal.Web.Platform.Errors;

/// <summary>
/// The one place where what goes wrong between portal and Tryton becomes an <see cref="Error"/> with words for the
/// reader. What nobody expected is logged once, with the id that the reader sees.
/// </summary>
public sealed partial class TrytonGuard(TrytonPulse pulse, IStringLocalizer<ErrorTexts> texts, ILogger<TrytonGuard> logger)
{
    /// <summary>Runs a read through the cache or a call, and turns its failure into an <see cref="Error"/>.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; not an error.</exception>
    public async Task<Result<T>> RunAsync<T>(Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            return await read(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            return Translate(exception);
        }
    }

    /// <summary>Marks one real call to Tryton (inside the cache's read), so that the portal knows since when it is silent.</summary>
    public async ValueTask<T> CallAsync<T>(Func<Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            var answer = await call();
            pulse.Answered();
            return answer;
        }
        catch (TrytonTransportException)
        {
            pulse.Missed();
            throw;
        }
        catch (TrytonException)
        {
            pulse.Answered();
            throw;
        }
    }

    /// <summary>The one answer for a missing record and for somebody else's.</summary>
    public NotFoundError NotFound() => new(texts["NotFound"]);

    private Error Translate(Exception exception) => exception switch
    {
        TrytonSessionExpiredException or SessionEndedException => new SignInNeededError(texts["SignInNeeded"]),
        TrytonAccessDeniedException => NotFound(),
        TrytonUserErrorException { Code: BadQueryError.Code } => new BadQueryError(texts["BadQuery"]),
        TrytonUserErrorException refused => new RefusedError(refused.Message, refused.Code),
        TrytonUserWarningException => new RefusedError(exception.Message),
        AuditUnavailableException => new AuditUnavailableError(texts["AuditUnavailable"]),
        TrytonConcurrencyException => new RefusedError(texts["Concurrency"]),
        TrytonRateLimitedException => new RefusedError(texts["Busy"]),
        // Somebody else's cancellation of a shared read: there is no answer, and this caller still wants one.
        TrytonTransportException or OperationCanceledException => Silent(exception),
        _ => Unexpected(exception),
    };

    private TrytonUnavailableError Silent(Exception exception)
    {
        // The client logs the failure where it happens; here it is a state of the page, so only worth a trace.
        TrytonSilent(logger, exception.Message);
        var since = pulse.SilentSince;
        var message = since is { } moment
            ? texts["TrytonUnavailableSince", Formats.Time(moment.UtcDateTime)]
            : texts["TrytonUnavailable"];
        return new TrytonUnavailableError(message, since);
    }

    private UnexpectedError Unexpected(Exception exception)
    {
        var id = Activity.Current?.TraceId.ToHexString() ?? Guid.NewGuid().ToString("N");
        CallFailed(logger, exception, id);
        return new UnexpectedError(texts["Unexpected"], id);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Call failed, correlation {CorrelationId}")]
    private static partial void CallFailed(ILogger logger, Exception exception, string correlationId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Tryton gave no usable answer: {Reason}")]
    private static partial void TrytonSilent(ILogger logger, string reason);
}

/// <summary>The module did not understand the query (an old link, an invented cursor): show the plain list instead.</summary>
public sealed record BadQueryError(string Message) : Error(Message)
{
    /// <summary>The module's code for it.</summary>
    public const string Code = "itf_portal.bad_query";
}
