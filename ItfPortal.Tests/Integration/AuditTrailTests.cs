using System.Net;
using Dapper;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Features.Journal;
using ItfPortal.Web.Platform.Audit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>What people do leaves its line, the right people may read it, and nobody's answer changes for it.</summary>
[Trait("needs", "postgresql")]
public sealed class AuditTrailTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private static readonly Person s_administrator = new("chef@itf.example", "juste assez long 6", 12, "[]", "administrator");
    private static readonly Person s_companyAdministrator = new(
        "directrice@boreal.example", "juste assez long 7", 13,
        """[{"party":5,"code":"BOREAL","name":"Boréal","grants":[{"role":"company_administrator","scope":"company","site":null,"site_name":null,"until":null}],"features":["company_access","journal","invoices"]}]""", null);

    private PortalHost Host => portal.Host;

    [Fact]
    public async Task SignInAndOut_EachLeavesItsLine_WithoutLoginOrPassword()
    {
        var from = await LastAsync();
        using var browser = Host.Browser();
        await browser.SignInAsync("marie@boreal.example", "her secret, mistyped");
        await browser.SignInAsync(TrytonPeople.Buyer);
        await browser.SignOutAsync();
        await LinesAsync(from, "auth.sign-in fail unknown -  password", "auth.sign-in ok customer 7 {5} -", "auth.sign-out ok customer 7 {5} -");
        (await TextAsync(from)).Should().NotContain("marie").And.NotContain("mistyped").And.NotContain(TrytonPeople.Buyer.Password)
            .And.NotContain(browser.CookieLines.First(line => line.StartsWith("__Host-itf=", StringComparison.Ordinal)).Split('=', ';')[1]);
        (await TextAsync(from)).Should().Contain("127.0.0.1");
    }

    [Fact]
    public async Task T_BRUTE_SignIn_TooManyFailures_DeniedAndSaid()
    {
        var from = await LastAsync();
        using var browser = Host.Browser();
        for (var i = 0; i < 5; i++)
        {
            await browser.SignInAsync("quelquun@boreal.example", "wrong wrong wrong");
        }
        await LinesAsync(from, [.. Enumerable.Repeat("auth.sign-in fail unknown -  password", 4), "auth.sign-in denied unknown -  account"]);
        await using var connection = await ConnectAsync();
        (await connection.ExecuteScalarAsync<int>("select count(distinct actor_login) from audit_log where id > @from", new { from }))
            .Should().Be(1, "the same login has the same mark");
    }

    [Fact]
    public async Task T_IDOR_ForeignOrder_DeniedOnRecord_AnswerOfAMissingOne()
    {
        Host.People.Tryton.Always("model.itf_portal.order.detail", FakeAnswers.Result("null"));
        using var browser = Host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        var from = await LastAsync();
        var foreign = await browser.GetAsync("/espace/commandes/4711");
        var malformed = await browser.GetAsync("/espace/commandes/04711");
        var company = await browser.GetAsync("/espace/commandes?societe=CEDRE");
        var page = await browser.GetAsync("/soutien");
        foreach (var answer in new[] { foreign, malformed, company, page })
        {
            answer.Status.Should().Be(HttpStatusCode.NotFound);
        }
        foreign.Plain.Should().Be(malformed.Plain.Replace("04711", "4711", StringComparison.Ordinal));
        await LinesAsync(from, "access.denied denied customer 7 {5} - order 4711", "access.denied denied customer 7 {5} - company CEDRE", "access.denied denied customer 7 {5} - page /soutien");
    }

    [Fact]
    public async Task T_AUDIT_READ_Journals_OnlyForThoseWhoAdminister()
    {
        Host.People.Set(s_administrator);
        Host.People.Set(s_companyAdministrator);
        foreach (var (person, journal, company) in new[]
        {
            (TrytonPeople.Buyer, false, false), (TrytonPeople.Accountant, false, false), (TrytonPeople.Agent, false, false),
            (s_administrator, true, false), (s_companyAdministrator, false, true),
        })
        {
            using var browser = Host.Browser();
            await browser.SignInAsync(person);
            foreach (var path in new[] { "/admin/journal", "/admin/journal.csv" })
            {
                (await browser.GetAsync(path)).Status.Should().Be(journal ? HttpStatusCode.OK : HttpStatusCode.NotFound, $"{path} for {person.Login}");
            }
            foreach (var path in new[] { "/espace/entreprise/journal", "/espace/entreprise/journal.csv" })
            {
                (await browser.GetAsync(path)).Status.Should().Be(company ? HttpStatusCode.OK : HttpStatusCode.NotFound, $"{path} for {person.Login}");
            }
        }
        using var visitor = Host.Browser();
        (await visitor.GetAsync("/admin/journal.csv")).Location.Should().StartWith("/connexion?");
    }

    [Fact]
    public async Task T_AUDIT_READ_CompanysJournal_ItsOwnLinesOnly_WithoutAddressesOrNumbersOfPeople()
    {
        Host.People.Set(s_companyAdministrator);
        await using (var connection = await ConnectAsync())
        {
            await connection.ExecuteAsync(
                """
                insert into audit_log (event, outcome, actor_kind, actor_user, parties, address, target_type, target_id) values
                    ('staff.viewed', 'ok', 'staff', 990099, '{5}', '192.0.2.55', 'order', '515151'),
                    ('staff.view.page', 'ok', 'staff', 990099, '{5}', '192.0.2.55', 'order', '525252'),
                    ('staff.viewed', 'ok', 'staff', 990099, '{6}', '192.0.2.66', 'order', '616161'),
                    ('access.granted', 'ok', 'system', null, '{6}', null, 'grant', '626262'),
                    ('access.granted', 'ok', 'system', null, '{5}', null, 'grant', '636363'),
                    ('session.revoked', 'ok', 'system', null, '{5}', null, 'person', '646464')
                """);
        }
        using var browser = Host.Browser();
        await browser.SignInAsync(s_companyAdministrator);
        foreach (var path in new[] { "/espace/entreprise/journal", "/espace/entreprise/journal?client=6", "/espace/entreprise/journal.csv?client=6" })
        {
            var answer = await browser.GetAsync(path);
            answer.Text.Should().NotContainAny("616161", "192.0.2.", "990099", "626262", "636363", "646464");
        }
        (await browser.GetAsync("/espace/entreprise/journal?evenement=staff.viewed")).Text.Should().Contain("515151")
            .And.Contain("525252", "a page seen as one of the company's people is a look too");
        (await browser.GetAsync("/espace/entreprise/journal?evenement=staff.view.page")).Text.Should().Contain("525252").And.NotContain("515151");
    }

    [Fact]
    public async Task T_AUDIT_READ_SomebodyInvited_IsNamedBesideNoLine()
    {
        // Invited at the addresses of one of ITF's people and of a customer elsewhere; neither has come.
        const string Invited = """{"id":81,"name":"Devine","login":"agente@itf.example","self":false,"state":"invited","accepted":false,"signed_in_at":null,"grants":[]}""";
        const string Disabled = """{"id":82,"name":"Essai","login":"ailleurs@cedre.example","self":false,"state":"disabled","accepted":false,"signed_in_at":null,"grants":[]}""";
        Host.People.Set(s_companyAdministrator);
        Host.People.Tryton.Always("model.itf_portal.company.people", FakeAnswers.Result(
            $$"""
            {"colleagues":[{{Invited}},{{Disabled}}],"sites":[],"today":{"__class__":"date","year":2026,"month":11,"day":30},
             "as_of":{"__class__":"datetime","year":2026,"month":11,"day":30,"hour":1,"minute":0,"second":0,"microsecond":0} }
            """));
        var store = Host.Services.GetRequiredService<AuditStore>();
        await using (var connection = await ConnectAsync())
        {
            await connection.ExecuteAsync(
                """
                insert into audit_log (event, outcome, actor_kind, actor_user, actor_login, parties, target_type, target_id) values
                    ('staff.viewed', 'ok', 'staff', 8801, @staff, '{5}', 'order', '717171'),
                    ('auth.sign-in', 'ok', 'customer', 8802, @other, '{6}', null, null);
                insert into audit_log (event, outcome, actor_kind, parties, target_type, target_id, detail) values
                    ('access.granted', 'ok', 'system', '{5}', 'grant', '727272', '{"user": 8802}');
                """,
                new { staff = store.LoginMarks("agente@itf.example")[0], other = store.LoginMarks("ailleurs@cedre.example")[0] });
        }
        using var browser = Host.Browser();
        await browser.SignInAsync(s_companyAdministrator);
        var file = await browser.GetAsync("/espace/entreprise/journal.csv");
        file.Text.Should().Contain("717171").And.NotContain("Devine").And.NotContain("Essai");
        (await browser.GetAsync("/espace/entreprise/journal.csv?personne=81")).Text.Should().NotContain("717171");
    }

    [Fact]
    public async Task CompanysJournalAndAccess_AskedForInVain_OnRecord()
    {
        using var browser = Host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        var from = await LastAsync();
        foreach (var path in new[] { "/espace/entreprise", "/espace/entreprise/journal", "/espace/entreprise/journal.csv" })
        {
            (await browser.GetAsync(path)).Status.Should().Be(HttpStatusCode.NotFound, path);
        }
        await LinesAsync(
            from, "access.denied denied customer 7 {5} - page /espace/entreprise", "access.denied denied customer 7 {5} - journal", "access.denied denied customer 7 {5} - journal");
    }

    [Fact]
    public async Task T_AUDIT_OPEN_OrderThatTrytonDoesNotAnswer_NothingOfItWithoutALine()
    {
        using var browser = Host.Browser();
        await browser.SignInAsync(TrytonPeople.Agent);
        var from = await LastAsync();
        foreach (var answer in new[] { FakeAnswers.Cut(), FakeAnswers.Status(401) })
        {
            Host.People.Tryton.Always("model.itf_portal.board.detail", answer);
            var page = await browser.GetAsync("/soutien/commandes/4712");
            page.Plain.Should().Contain("Commande non ouverte");
            page.Text.Should().NotContain("\"formattedComponentKey\":\"order\"", "an island would read on without a line");
        }
        await using var connection = await ConnectAsync();
        (await connection.ExecuteScalarAsync<int>("select count(*) from audit_log where event = 'staff.viewed' and id > @from", new { from })).Should().Be(0);
    }

    [Fact]
    public async Task T_AUDIT_OPEN_Why_EachDocumentFound_IsALineOfItsCompany()
    {
        Host.People.Set(s_administrator);
        const string Document = """ "number":"2053","reference":null,"party_name":"X","state":"confirmed","site":null,"seen":true,"opened_by":[],"reasons":[]""";
        Host.People.Tryton
            .Always("model.itf_portal.administration.person", FakeAnswers.Result(
                """{"person":{"id":7,"name":"Marie","login":"marie@boreal.example","active":true,"customer":true,"signed_in_at":null,"problems":[],"grants":[]},"history":[]}"""))
            .Always("model.itf_portal.administration.why", FakeAnswers.Result(
                $$"""[{"model":"sale.sale","id":41,"party":5,{{Document}} },{"model":"account.invoice","id":42,"party":6,{{Document}} }]"""));
        using var browser = Host.Browser();
        await browser.SignInAsync(s_administrator);
        var from = await LastAsync();
        (await browser.GetAsync("/admin/personnes/7?document=2053")).Status.Should().Be(HttpStatusCode.OK);
        await LinesAsync(
            from, "staff.viewed ok staff 12 {} - person 7", "staff.viewed ok staff 12 {5} - order 41", "staff.viewed ok staff 12 {6} - invoice 42");
    }

    [Fact]
    public async Task T_CSV_Export_IsAFileThatRunsNothing_AndALineItself()
    {
        Host.People.Set(s_administrator);
        await using (var connection = await ConnectAsync())
        {
            await connection.ExecuteAsync(
                "insert into audit_log (event, outcome, actor_kind, target_type, target_id) values ('access.denied', 'denied', 'customer', 'page', '/=1+1'), ('access.denied', 'denied', 'customer', '=cmd', 'x')");
        }
        using var browser = Host.Browser();
        await browser.SignInAsync(s_administrator);
        var from = await LastAsync();
        var file = await browser.GetAsync("/admin/journal.csv?resultat=refus");
        file.Header("Content-Type").Should().Be("text/csv; charset=utf-8");
        file.Header("Content-Disposition").Should().MatchRegex("^attachment; filename=\"journal-[0-9-]{10}\\.csv\"$");
        file.Header("Cache-Control").Should().Contain("no-store");
        file.Header("X-Content-Type-Options").Should().Be("nosniff");
        file.Text.Should().Contain("\"'=cmd x\"").And.NotContain("\"=").And.NotContain("auth.sign-in\";\"Fait");
        await LinesAsync(from, "data.exported begun staff 12 {} - journal", "data.exported ok staff 12 {} - journal");
        await using var database = await ConnectAsync();
        (await database.ExecuteScalarAsync<int>("select (detail->>'rows')::int from audit_log where event = 'data.exported' and outcome = 'ok' and id > @from", new { from }))
            .Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public void AccessEvent_OneLineOverAllReplicas_ByItsNumber()
    {
        PortalEvent change = new(
            77, 1, new DateTime(2026, 11, 24, 7, 0, 0, DateTimeKind.Utc), EventKind.Access, "itf_portal.access", 31, null, 5, null, null, 7, EventArea.Access,
            new EventDetail { Reason = "revoked", By = 9, ByStaff = true });
        var entry = AccessJournal.Entry(change);
        (entry.Event.ToString(), entry.Detail.User, entry.Parties.Single(), entry.Source).Should().Be(("AccessRevoked", 7, 5, "itf_portal_event:77:20261124070000"));
        (entry.Actor.Kind, entry.Actor.User).Should().Be((AuditActorKind.Staff, 9));
        AccessJournal.Entry(change with { Detail = new EventDetail { Reason = "revoked" } }).Actor.Should().Be(AuditActor.System);
        AccessJournal.Entry(change with { Model = "res.user", Party = null, Detail = new EventDetail { Reason = "user" } }).Event.ToString().Should().Be("PersonChanged");
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(Host.Database.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private async Task<long> LastAsync()
    {
        // Noted lines are written in their order: when this one stands there, so does everything noted before.
        var source = Guid.NewGuid().ToString();
        Host.Services.GetRequiredService<IAuditLog>().Note(new AuditEntry(AuditEvent.PersonChanged, AuditOutcome.Ok, AuditActor.System) { Source = source });
        long? id = null;
        await Eventually.TrueAsync(
            async () =>
            {
                await using var connection = await ConnectAsync();
                id = await connection.ExecuteScalarAsync<long?>("select id from audit_log where source = @source", new { source });
                return id is not null;
            },
            "what was noted is written");
        return id!.Value;
    }

    private async Task<string> TextAsync(long from)
    {
        await using var connection = await ConnectAsync();
        return string.Join('\n', await connection.QueryAsync<string>("select to_jsonb(l)::text from audit_log l where id > @from order by id", new { from }));
    }

    private async Task LinesAsync(long from, params string[] expected)
    {
        List<string> found = [];
        await Eventually.TrueAsync(
            async () =>
            {
                await using var connection = await ConnectAsync();
                found = (await connection.QueryAsync<string>(
                    """
                    select trim(event || ' ' || outcome || ' ' || actor_kind || ' ' || coalesce(actor_user::text, '-') || ' ' || coalesce(nullif(parties::text, '{}'), case when actor_kind = 'staff' then '{}' else '' end)
                        || ' ' || coalesce(detail->>'cause', '-') || ' ' || coalesce(target_type, '') || ' ' || coalesce(target_id, ''))
                    from audit_log where id > @from order by id
                    """,
                    new { from })).ToList();
                return found.Count >= expected.Length;
            },
            "every deed leaves its line");
        found.Should().BeEquivalentTo(expected);
    }
}
