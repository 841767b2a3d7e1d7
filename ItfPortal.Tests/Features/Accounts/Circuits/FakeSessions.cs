using System.Collections.Immutable;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Tests.Features.Accounts.Circuits;

/// <summary>Sessions that live, end, or cannot be asked for.</summary>
internal sealed class FakeSessions(params string[] alive) : ISessionLookup
{
    public HashSet<string> Alive { get; } = [.. alive];

    public bool Fails { get; set; }

    public ValueTask<PortalSession?> FindAsync(string id, CancellationToken cancellationToken) => Fails
        ? throw new Npgsql.NpgsqlException("away")
        : ValueTask.FromResult(Alive.Contains(id) ? Session(id) : null);

    public ValueTask<PortalSession?> FindNowAsync(string id, CancellationToken cancellationToken) => FindAsync(id, cancellationToken);

    private static PortalSession Session(string id) => new(
        id, new SessionToken(id, 1, new string('a', 64)),
        new Identity(1, id, id, "fr", null, ImmutableArray<CompanyAccess>.Empty, new OwnCompany("ITF", null, null, "America/Toronto", "CAD")), default);
}
