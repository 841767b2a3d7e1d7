using ItfPortal.Web.Platform.Persistence;
using Npgsql;

namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <inheritdoc/>
internal sealed class MailOutbox(OutboxStore store, NpgsqlDataSource dataSource) : IMailOutbox
{
    private const int MaxKey = 200;
    private const int MaxName = 200;

    /// <inheritdoc/>
    public Task<bool> EnqueueAsync(OutgoingMail mail, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return store.AddAsync(Checked(mail), transaction.Connection!, transaction, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> EnqueueAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var good = Checked(mail);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await store.AddAsync(good, connection, null, cancellationToken);
    }

    private static OutgoingMail Checked(OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.Key.Length is 0 or > MaxKey)
        {
            throw new ArgumentException("The key is empty or longer than 200 characters.", nameof(mail));
        }
        // Not repeated here: it is somebody's.
        if (!MailAddresses.IsAddress(mail.To.Address))
        {
            throw new ArgumentException("The recipient's address is not one address of mail.", nameof(mail));
        }
        var name = mail.To.Name is null ? null : MailAddresses.OneLine(mail.To.Name);
        return mail with { To = mail.To with { Name = name is { Length: 0 } ? null : (name is null ? null : ShortText.Cut(name, MaxName)) } };
    }
}
