using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ItfPortal.Tests.Live;

/// <summary>
/// The feed goes round Tryton's own wall, so the portal's must stand in the same place: every demo person against every
/// order that has an event, by the order's newest event and by RPC as that person.
/// </summary>
[Collection(TrytonLive.LiveTrytonGroup.Name)] // while nobody moves or stops Tryton
[Trait("needs", "tryton")]
public class ReceivesAgreesWithTrytonTests
{
    private static readonly EventArea[] s_ordersAreas = [EventArea.Order, EventArea.Quote, EventArea.Internal];

    [Fact]
    public async Task EveryPerson_EveryOrder_ReceivesExactlyWhatTheyCanRead()
    {
        await using var services = new ServiceCollection().AddLogging().AddTryton(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tryton:RpcUrl"] = Stack.TrytonRpcUrl,
            ["Tryton:LoginRpcUrl"] = Stack.TrytonLoginRpcUrl,
            ["Tryton:Database"] = Stack.TrytonDatabase,
            ["Tryton:PortalKey"] = Stack.Get("TRYTON_PORTAL_KEY"),
            ["Tryton:AllowedVersions"] = Stack.Get("TRYTON_ALLOWED_VERSIONS"),
            ["Tryton:ServiceUser"] = Stack.Get("TRYTON_USER"),
            ["Tryton:ServicePassword"] = Stack.Get("TRYTON_PASSWORD"),
        }).Build()).BuildServiceProvider();
        var (sessions, orders) = (services.GetRequiredService<ISessionClient>(), services.GetRequiredService<IOrdersClient>());
        var newest = await NewestEventsAsync();
        newest.Should().NotBeEmpty("the demo company's orders have moved");
        var (compared, received) = (0, 0);
        foreach (var person in Stack.People.Where(person => person.Party is not null).DistinctBy(person => person.Login))
        {
            SessionToken session;
            try
            {
                session = await sessions.SignInAsync(new SignInRequest(person.Login, person.Password, "fr", null), default);
            }
            catch (TrytonSignInRefusedException)
            {
                // Somebody who was deactivated has no session, so no scope and no subscription.
                continue;
            }
            var identity = await sessions.WhoAmIAsync(session, default);
            foreach (var scope in identity.Companies.Select(company => new PartyScope(identity.User, company)))
            {
                foreach (var (sale, last) in newest)
                {
                    var receives = last.Any(e => e.Kind != EventKind.Removed && scope.Receives(e));
                    var reads = await orders.DetailAsync(session, scope.Party, sale, default) is not null;
                    receives.Should().Be(
                        reads, "that is what {0} may read for {1} of order {2}: {3}", person.Login, scope.Code, sale,
                        string.Join("; ", last.Select(e => $"{e.Id} {e.Kind} {e.Area}")));
                    compared++;
                    received += receives ? 1 : 0;
                }
            }
            await sessions.SignOutAsync(session, default);
        }
        received.Should().BeInRange(1, compared - 1, "a comparison in which all are the same proves nothing");
    }

    [Fact]
    public async Task FeedsRole_ReadsTheEventsAndNothingElse()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(FeedListener.ConnectionString(Stack.FeedUrl));
        foreach (var table in new[] { "sale_sale", "party_party", "res_user", "ir_session", "itf_portal_access", "itf_portal_request" })
        {
            await using var command = source.CreateCommand($"select count(*) from {table}");
            var reading = async () => await command.ExecuteScalarAsync();
            (await reading.Should().ThrowAsync<Npgsql.PostgresException>(table)).Which.SqlState.Should().BeOneOf(
                [Npgsql.PostgresErrorCodes.InsufficientPrivilege, Npgsql.PostgresErrorCodes.UndefinedTable], table);
        }
        await using var writing = source.CreateCommand("update itf_portal_event set party = party");
        var changing = async () => await writing.ExecuteNonQueryAsync();
        (await changing.Should().ThrowAsync<Npgsql.PostgresException>()).Which.SqlState.Should().Be(Npgsql.PostgresErrorCodes.InsufficientPrivilege);
    }

    // Of each order its newest transaction: what came before may have been about another state, site or owner.
    private static async Task<List<(int Sale, List<PortalEvent> Events)>> NewestEventsAsync()
    {
        var (feed, _) = await FeedConnection.OpenAsync(FeedListener.ConnectionString(Stack.FeedUrl), new EventDetailReader(), default);
        await using var opened = feed;
        var all = await feed.CatchUpAsync(TransactionSnapshot.TryParse("1:1:")!, default);
        return
        [
            .. all.Events.Where(e => e.Sale is not null && s_ordersAreas.Contains(e.Area)).GroupBy(e => e.Sale!.Value)
                .Select(group => (group.Key, group.Where(e => e.Tx == group.MaxBy(one => one.Id)!.Tx).ToList())),
        ];
    }
}
