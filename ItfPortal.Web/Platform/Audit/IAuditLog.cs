using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Platform.Errors;
using Npgsql;

namespace ItfPortal.Web.Platform.Audit;

/// <summary>
/// The audit log. A write and a look of staff's at a customer's things are not done when they cannot be audited
/// (<see cref="WriteAsync(AuditEntry, CancellationToken)"/>, <see cref="AuditLogExtensions.DoAsync"/>); signing in and out, and refusals, do not wait for it
/// (<see cref="Note"/>). Why: docs/decisions/0004. Singleton.
/// </summary>
public interface IAuditLog
{
    /// <summary>Writes a line now: before what it speaks of is shown or done.</summary>
    /// <returns>Id of the line, for <see cref="AuditEntry.Completes"/>; 0 when its <see cref="AuditEntry.Source"/> is written already.</returns>
    /// <exception cref="AuditUnavailableException">It could not be written: what it speaks of must not happen.</exception>
    Task<long> WriteAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Writes a line in a transaction of the portal's own database: both or neither.</summary>
    /// <returns>As above.</returns>
    /// <exception cref="AuditUnavailableException">It could not be written; the transaction is lost.</exception>
    Task<long> WriteAsync(AuditEntry entry, NpgsqlTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Writes a line soon, in the order of the calls; tried again while the database is away. Never waits, never throws.</summary>
    void Note(AuditEntry entry);
}

/// <summary>A line could not be written, so what it was about is not done.</summary>
public sealed class AuditUnavailableException : Exception
{
    /// <summary>For the log.</summary>
    public AuditUnavailableException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}

/// <summary>What cannot be put on record is not done.</summary>
public sealed record AuditUnavailableError(string Message) : Error(Message);

/// <summary>Audited deeds.</summary>
public static class AuditLogExtensions
{
    /// <summary>
    /// Does something elsewhere (in Tryton) on record: a line "begun" before it, a line with what came of it after it. When the first
    /// cannot be written, nothing is done. The second is noted: a deed that is done is not undone for it, and the first stands alone.
    /// For use inside <see cref="TrytonGuard.RunAsync"/>, which has words for every exception.
    /// </summary>
    /// <param name="audit">The log.</param>
    /// <param name="entry">The line; its outcome is not looked at.</param>
    /// <param name="deed">Does it; an exception is an outcome too, and thrown on.</param>
    /// <exception cref="AuditUnavailableException">Not done.</exception>
    public static async Task<T> DoAsync<T>(this IAuditLog audit, AuditEntry entry, Func<Task<T>> deed)
    {
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(deed);
        var begun = await audit.WriteAsync(entry with { Outcome = AuditOutcome.Begun }, CancellationToken.None);
        var outcome = AuditOutcome.Error;
        try
        {
            var answer = await deed();
            outcome = AuditOutcome.Ok;
            return answer;
        }
        catch (TrytonAccessDeniedException)
        {
            outcome = AuditOutcome.Denied;
            throw;
        }
        catch (TrytonException exception) when (exception is TrytonUserErrorException or TrytonUserWarningException or TrytonConcurrencyException)
        {
            outcome = AuditOutcome.Fail;
            throw;
        }
        finally
        {
            audit.Note(entry with { Outcome = outcome, Completes = begun, Source = null });
        }
    }
}
