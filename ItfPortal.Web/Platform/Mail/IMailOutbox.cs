using Npgsql;

namespace ItfPortal.Web.Platform.Mail;

/// <summary>
/// The only way to send mail: a row of <c>outbox_mail</c>, in the transaction of what the mail tells of. Workers of every replica send it,
/// at least once; a mail that is in the outbox already is not put there again. Singleton.
/// </summary>
public interface IMailOutbox
{
    /// <summary>Puts a mail into the outbox together with what else the transaction does: both or neither.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="transaction">Of the portal's own database.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    /// <returns>Whether it was new; false when the same fact was already told to the same address.</returns>
    /// <exception cref="ArgumentException">The address is none, or a text is longer than its column.</exception>
    /// <exception cref="NpgsqlException">Not written; the transaction is lost.</exception>
    Task<bool> EnqueueAsync(OutgoingMail mail, NpgsqlTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Puts a mail into the outbox in a transaction of its own, for facts that live in Tryton.</summary>
    /// <returns>As above.</returns>
    /// <exception cref="ArgumentException">The address is none, or a text is longer than its column.</exception>
    /// <exception cref="NpgsqlException">Not written.</exception>
    Task<bool> EnqueueAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
