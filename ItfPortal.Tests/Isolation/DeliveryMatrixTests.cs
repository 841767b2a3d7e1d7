using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Security;
using Npgsql;
using Xunit.Abstractions;

namespace ItfPortal.Tests.Isolation;

/// <summary>
/// T-EVENTS: every demo person against every kind of event. <c>deliveries.py</c> changes records of three companies in every
/// way that makes an event, each in a transaction of its own, and says who could read the record before and after; the feed
/// must hand an event to exactly those, and for a person of two companies to the page of the record's company only.
/// </summary>
[Trait("needs", "tryton")]
public sealed class DeliveryMatrixTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly string _database = "deliveries_" + Guid.NewGuid().ToString("N")[..12];

    public Task InitializeAsync() => AdminAsync($"create database {_database} owner tryton template {Stack.Get("TEST_TEMPLATE")}");

    public Task DisposeAsync() => AdminAsync($"drop database if exists {_database} with (force)");

    [Fact]
    public async Task T_EVENTS_EveryPersonEveryKindOfEvent_PushedExactlyIfTheyCanReadTheRecord()
    {
        var deeds = await DeedsAsync();
        var events = (await EventsAsync()).ToLookup(e => e.Tx);

        var (pairs, pushed) = (0, 0);
        var kinds = new HashSet<(EventKind, EventArea)>();
        foreach (var deed in deeds)
        {
            events[deed.Tx].Should().NotBeEmpty("{0} is told", deed.Name);
            foreach (var told in events[deed.Tx])
            {
                kinds.Add((told.Kind, told.Area));
                var record = string.Create(CultureInfo.InvariantCulture, $"{told.Model},{told.Record}");
                // Who could read what is gone is told that it is.
                var readers = told.Kind == EventKind.Removed || told.Detail.Reason == "revoked" ? deed.Before : deed.After;
                readers.Should().ContainKey(record, "{0} is about it", deed.Name);
                foreach (var (login, person) in deed.People)
                {
                    foreach (var company in person.Companies)
                    {
                        var scope = new PartyScope(person.User, company);
                        var reads = told.Party == company.Party && readers[record].Contains((login, company.Party));
                        scope.Receives(told).Should().Be(
                            reads, "{0} for {1} may {2}read {3} after \"{4}\" ({5}, {6})", login, company.Party, reads ? "" : "not ", record, deed.Name, told.Kind, told.Area);
                        pairs++;
                        pushed += reads ? 1 : 0;
                    }
                }
            }
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{pairs} pairs of a person's company and an event compared, {pushed} pushed; {deeds.Count} deeds, {kinds.Count} kinds of event and area"));
        pushed.Should().BeInRange(1, pairs - 1, "a comparison in which all are the same proves nothing");
        // Progress comes of Tryton's own queue, and only when nothing else of its transaction does.
        kinds.Select(kind => kind.Item1).Should().Contain(Enum.GetValues<EventKind>().Except([EventKind.Unknown, EventKind.Progress]), "every kind is tried");
        kinds.Select(kind => kind.Item2).Should().Contain([EventArea.Order, EventArea.Quote, EventArea.Invoice, EventArea.Access, EventArea.Internal]);
    }

    private static async Task AdminAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, "postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<Deed>> DeedsAsync()
    {
        using var python = TrytonPython.Start("Isolation/deliveries.py", _database);
        var said = python.StandardError.ReadToEndAsync();
        var deeds = new List<Deed>();
        while (await python.StandardOutput.ReadLineAsync() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            deeds.Add(Deed.Read(json.RootElement));
        }
        await python.WaitForExitAsync();
        python.ExitCode.Should().Be(0, await said);
        return deeds;
    }

    private async Task<ImmutableArray<PortalEvent>> EventsAsync()
    {
        var (feed, _) = await FeedConnection.OpenAsync(Stack.ConnectionString(Stack.FeedUrl, _database), new EventDetailReader(), default);
        await using var opened = feed;
        return (await feed.CatchUpAsync(TransactionSnapshot.TryParse("1:1:")!, default)).Events;
    }

    private sealed record Person(int User, ImmutableArray<CompanyAccess> Companies);

    private sealed record Deed(
        string Name, ulong Tx, Dictionary<string, Person> People,
        Dictionary<string, HashSet<(string Login, int Party)>> Before, Dictionary<string, HashSet<(string Login, int Party)>> After)
    {
        public static Deed Read(JsonElement json) => new(
            json.GetProperty("deed").GetString()!, json.GetProperty("tx").GetUInt64(),
            json.GetProperty("people").EnumerateObject().ToDictionary(person => person.Name, person => ReadPerson(person.Value)),
            Readers(json.GetProperty("before")), Readers(json.GetProperty("after")));

        private static Person ReadPerson(JsonElement json) => new(json.GetProperty("user").GetInt32(),
        [
            .. json.GetProperty("grants").EnumerateArray().GroupBy(grant => grant.GetProperty("party").GetInt32()).Select(company =>
                new CompanyAccess(company.Key, $"C{company.Key}", "", [.. company.Select(ReadGrant)], [.. Enum.GetValues<PortalFeature>()])),
        ]);

        private static Grant ReadGrant(JsonElement json) => new(
            Enum.Parse<PortalRole>(json.GetProperty("role").GetString()!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            Enum.Parse<GrantScope>(json.GetProperty("scope").GetString()!, ignoreCase: true),
            json.GetProperty("site") is { ValueKind: JsonValueKind.Number } site ? site.GetInt32() : null, null);

        private static Dictionary<string, HashSet<(string Login, int Party)>> Readers(JsonElement json) => json.EnumerateObject().ToDictionary(
            record => record.Name, record => record.Value.EnumerateArray().Select(reader => (reader[0].GetString()!, reader[1].GetInt32())).ToHashSet());
    }
}
