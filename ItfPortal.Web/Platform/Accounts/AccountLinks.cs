using Npgsql;

namespace ItfPortal.Web.Platform.Accounts;

/// <inheritdoc/>
internal sealed class AccountLinks(LinkStore store, NpgsqlDataSource dataSource) : IAccountLinks
{
    /// <inheritdoc/>
    public async Task<bool> SendAsync(AccountLink link, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await store.AddAsync(link, connection, null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> SendAsync(AccountLink link, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return store.AddAsync(link, transaction.Connection!, transaction, cancellationToken);
    }
}
