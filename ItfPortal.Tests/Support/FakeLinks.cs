using ItfPortal.Web.Platform.Accounts;
using Npgsql;

namespace ItfPortal.Tests.Support;

/// <summary>Keeps what is asked for, each fact once.</summary>
internal sealed class FakeLinks : IAccountLinks
{
    public List<AccountLink> Asked { get; } = [];

    public Task<bool> SendAsync(AccountLink link, CancellationToken cancellationToken)
    {
        var isNew = Asked.TrueForAll(other => other.Key != link.Key);
        if (isNew)
        {
            Asked.Add(link);
        }
        return Task.FromResult(isNew);
    }

    public Task<bool> SendAsync(AccountLink link, NpgsqlTransaction transaction, CancellationToken cancellationToken) => SendAsync(link, cancellationToken);
}
