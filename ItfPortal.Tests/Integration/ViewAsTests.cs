using System.Net;
using Dapper;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Live;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>
/// View as customer, page by page as a browser without scripts asks for them: on the real Tryton, in a portal database of its own, whose
/// audit may be broken. Agents here are others than in the live tests, because a member of staff has one view at a time.
/// </summary>
[Collection(TrytonLive.LiveTrytonGroup.Name)] // while nobody takes the consent away
[Trait("needs", "tryton")]
public sealed class ViewAsTests(RealTrytonPortal portal) : IClassFixture<RealTrytonPortal>
{
    private const string Reason = "Appel <b>de</b> vérification, billet 4412";
    private const string Olivier = "olivier.bherer";
    private const string Dominique = "dominique.fiset";

    [Fact]
    public async Task T_VIEWAS_EveryStep_IsOnRecord_ForThePersonAndTheCompany()
    {
        using var browser = await portal.SignInAsync(Olivier);
        var (party, person) = await portal.PersonAsync("julie.paradis");
        var from = await LastAsync();
        var list = await BeginAsync(browser, party, person);
        var page = await browser.GetAsync(list);
        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Should().Contain("Julie Paradis").And.Contain("Lecture seule").And.Contain("Commandes du site");
        page.Text.Should().Contain("Appel &lt;b&gt;de&lt;/b&gt;").And.NotContain("<b>de</b>");
        page.Text.Should().NotContain("/espace/", "every link stays in the view");
        page.Header("Refresh").Should().MatchRegex("^(90[01]|[1-8][0-9]{2})$", "without a circuit the page is emptied all the same");
        var order = System.Text.RegularExpressions.Regex.Match(page.Text, $"href=\"({list}/[0-9]+)\"").Groups[1].Value;
        (await browser.GetAsync(order)).Text.Should().Contain("Lecture seule");
        var ended = await browser.SendAsync(HttpMethod.Post, list.Replace("/commandes", "/fin", StringComparison.Ordinal), new() { ["__RequestVerificationToken"] = page.Token });
        (ended.Status, ended.Location).Should().Be((HttpStatusCode.SeeOther, "/soutien"));
        var over = await browser.GetAsync(order);
        over.Text.Should().Contain("Ce regard est terminé").And.NotContain("Julie Paradis");
        await Eventually.TrueAsync(async () => (await LinesAsync(from)).Length >= 7, "the end is noted");
        (await LinesAsync(from)).Should().Equal(
            $"staff.viewed ok - {{{party}}} company", $"staff.viewed ok - {{{party}}} company",
            $"staff.view.begin begun {person} {{{party}}} person", $"staff.view.begin ok {person} {{{party}}} person",
            $"staff.view.page ok {person} {{{party}}} page", $"staff.view.page ok {person} {{{party}}} order",
            $"staff.view.end ok {person} {{{party}}} person");
        (await TextAsync(from)).Should().NotContain("vérification", "the reason is Tryton's").And.NotContain("Julie");
    }

    [Fact]
    public async Task T_VIEWAS_WithoutALine_NothingIsShownOrBegun()
    {
        using var browser = await portal.SignInAsync(Dominique);
        var (party, person) = await portal.PersonAsync("marc.vezina");
        var list = await BeginAsync(browser, party, person);
        var form = await browser.GetAsync($"/soutien/vue/nouvelle?client={party}");
        await using (var connection = await ConnectAsync())
        {
            await connection.ExecuteAsync("alter table audit_log rename to audit_log_away");
        }
        try
        {
            foreach (var path in new[] { list, $"/soutien/vue/nouvelle?client={party}" })
            {
                var page = await browser.GetAsync(path);
                page.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
                page.Text.Should().NotContain("Vézina").And.NotContain("PO-").And.NotContain("formattedComponentKey\":\"view");
            }
            var refused = await SendAsync(browser, form, party, person, Reason);
            refused.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            await using var connection = await ConnectAsync();
            await connection.ExecuteAsync("alter table audit_log_away rename to audit_log");
        }
        (await browser.GetAsync(list)).Text.Should().Contain("Marc Vézina", "the refused beginning has not ended it");
    }

    [Fact]
    public async Task T_VIEWAS_SomebodyElses_AndAnOrderThePersonDoesNotSee_AreThePageThatDoesNotExist()
    {
        using var browser = await portal.SignInAsync(Olivier);
        using var other = await portal.SignInAsync(Dominique);
        using var customer = await portal.SignInAsync("maude.gendron");
        var (party, person) = await portal.PersonAsync("julie.paradis");
        var list = await BeginAsync(browser, party, person);
        foreach (var (who, path) in new[]
        {
            (other, list), (other, "/soutien/vue/999999/commandes"), (browser, "/soutien/vue/01/commandes"), (browser, list + "/999999"), (browser, list + "/x"),
            (customer, list), (customer, $"/soutien/vue/nouvelle?client={party}"), (browser, "/soutien/vue/nouvelle?client=999999"), (browser, "/soutien/vue/nouvelle"),
        })
        {
            (await who.GetAsync(path)).Status.Should().Be(HttpStatusCode.NotFound, path);
        }
        // An order of another site of the same company: the person's own page would not open it either.
        var foreign = await portal.ScalarAsync<int>(
            $"select s.id from sale_sale s where s.party = {party} and s.state = 'processing' and s.shipment_address not in (select site from itf_portal_access where site is not null) limit 1");
        (await browser.GetAsync($"{list}/{foreign}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await browser.GetAsync(list)).Status.Should().Be(HttpStatusCode.OK);
        (await other.SendAsync(HttpMethod.Post, list.Replace("/commandes", "/fin", StringComparison.Ordinal), new() { ["__RequestVerificationToken"] = "x" }))
            .Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task T_VIEWAS_WhatWasTyped_StaysWhenItIsRefused()
    {
        using var browser = await portal.SignInAsync(Olivier);
        var (party, person) = await portal.PersonAsync("julie.paradis");
        var form = await browser.GetAsync($"/soutien/vue/nouvelle?client={party}&personne={person}");
        var answer = await SendAsync(browser, form, party, person, "<b>");
        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Text.Should().Contain("500 caractères").And.Contain("&lt;b&gt;</textarea>");
        var (lavalois, karim) = await portal.PersonAsync("karim.belhadj");
        (await browser.GetAsync($"/soutien/vue/nouvelle?client={lavalois}")).Text.Should().Contain("n’a pas permis");
        (await SendAsync(browser, form, lavalois, karim, Reason)).Text.Should().Contain("n’a pas permis").And.NotContain("Lecture seule");
    }

    private static async Task<string> BeginAsync(TestBrowser browser, int party, int person)
    {
        var form = await browser.GetAsync($"/soutien/vue/nouvelle?client={party}");
        form.Status.Should().Be(HttpStatusCode.OK);
        var begun = await SendAsync(browser, form, party, person, Reason);
        begun.Location.Should().NotBeNull(begun.Text).And.MatchRegex("^/soutien/vue/[0-9]+/commandes$");
        return begun.Location!;
    }

    private static Task<TestBrowser.Answer> SendAsync(TestBrowser browser, TestBrowser.Answer form, int party, int person, string reason) =>
        browser.SendAsync(HttpMethod.Post, $"/soutien/vue/nouvelle?client={party}", new()
        {
            ["_handler"] = "view",
            ["__RequestVerificationToken"] = form.Token,
            ["Posted.Request"] = Guid.NewGuid().ToString(),
            ["Posted.Person"] = $"{person}",
            ["Posted.Reason"] = reason,
        });

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(portal.Host.Database.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private async Task<long> LastAsync()
    {
        await using var connection = await ConnectAsync();
        return await connection.ExecuteScalarAsync<long>("select coalesce(max(id), 0) from audit_log");
    }

    private async Task<string[]> LinesAsync(long from)
    {
        await using var connection = await ConnectAsync();
        return [.. await connection.QueryAsync<string>(
            """
            select concat_ws(' ', event, outcome, coalesce(on_behalf_of::text, '-'), parties::text, target_type)
            from audit_log where id > @from and event like 'staff.view%' order by id
            """, new { from })];
    }

    private async Task<string> TextAsync(long from)
    {
        await using var connection = await ConnectAsync();
        return string.Join('\n', await connection.QueryAsync<string>("select to_jsonb(a)::text from audit_log a where id > @from", new { from }));
    }
}

/// <summary>The portal in this process on the real Tryton, with a database of its own.</summary>
public sealed class RealTrytonPortal : IAsyncLifetime
{
    public PortalHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await PortalHost.StartAsync(settings: new()
    {
        ["Tryton:RpcUrl"] = Stack.TrytonRpcUrl,
        ["Tryton:LoginRpcUrl"] = Stack.TrytonLoginRpcUrl,
        ["Tryton:Database"] = Stack.TrytonDatabase,
        ["Tryton:PortalKey"] = Stack.Get("TRYTON_PORTAL_KEY"),
        ["Tryton:AllowedVersions"] = Stack.Get("TRYTON_ALLOWED_VERSIONS"),
        ["Tryton:ServiceUser"] = Stack.Get("TRYTON_USER"),
        ["Tryton:ServicePassword"] = Stack.Get("TRYTON_PASSWORD"),
        ["Feed:Url"] = Stack.FeedUrl,
    });

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Host.People.DisposeAsync();
        await Host.Database.DisposeAsync();
    }

    /// <summary>A browser of a demo person.</summary>
    public async Task<TestBrowser> SignInAsync(string login)
    {
        var person = Stack.People.Single(one => one.Login == login + "@example.com");
        var browser = Host.Browser();
        (await browser.SignInAsync(person.Login, person.Password)).Status.Should().Be(HttpStatusCode.Found);
        return browser;
    }

    /// <summary>Ids of a demo person's company and of the person.</summary>
    public async Task<(int Party, int Person)> PersonAsync(string login) =>
        (await ScalarAsync<int>($"""select a.party from itf_portal_access a join res_user u on u.id = a."user" where u.login = '{login}@example.com' limit 1"""),
            await ScalarAsync<int>($"select id from res_user where login = '{login}@example.com'"));

    /// <summary>One value of Tryton's own database.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }
}
