using System.Net;
using System.Text.Json;
using Dapper;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Security.Secrets;
using ItfPortal.Web.Platform.Visitors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>Visitors ask a question, a price, a pickup; ITF's administrators read it and take its files.</summary>
[Trait("needs", "postgresql")]
public sealed class VisitorRequestsTests : IAsyncLifetime
{
    private const string Requests = "model.itf_portal.visitor_request.";
    private const string Attach = "model.itf_portal.visitor_file.attach";
    private const string Download = "model.itf_portal.visitor_file.download";

    private static readonly byte[] s_pdf = "%PDF-1.7 a drawing"u8.ToArray();
    private static readonly Person s_administrator = new("chef.demandes@itf.example", "juste assez long 9", 16, "[]", "administrator");
    private static int s_visitor;

    private FakeClamd _clamd = null!;
    private PortalHost _host = null!;

    public async Task InitializeAsync()
    {
        _clamd = FakeClamd.Start();
        _host = await PortalHost.StartAsync(settings: new() { ["Antivirus:Url"] = _clamd.Url });
        _host.People.Set(new Person("portal-service", "secret-of-the-service", 3, "[]", null));
        _host.People.Tryton
            .Always(Requests + "receive", FakeAnswers.Result("""{"id": 7, "account": "none", "invitation": null, "staff": [{"address": "chef@itf.example", "name": "Chef", "language": "fr"}]}"""))
            .Always(Attach, FakeAnswers.Result("""{"id": 9}"""));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _clamd.DisposeAsync();
    }

    [Fact]
    public async Task Quote_WithFiles_IsHandedInOnce_AndBothSidesAreTold()
    {
        using var browser = Visitor();
        var stamp = Stamp("quote");
        for (var time = 0; time < 2; time++)
        {
            var answer = await SendAsync(browser, "/en/quote", Quote(stamp), ("../../plan\".pdf", s_pdf), ("", []));
            (answer.Status, answer.Location).Should().Be((HttpStatusCode.Redirect, "/en/quote?fait=1"), "sent twice, or reloaded");
        }
        WebUtility.HtmlDecode((await browser.GetAsync("/en/quote?fait=1")).Text).Should().Contain("Request for a price received").And.NotContain("luc@gagne.example");
        await GoneAsync();
        // The second may come after Tryton has the first: it is handed in again, and Tryton knows it by its key.
        var received = Asked(Requests + "receive").DistinctBy(asked => asked[0].GetString()).Should().ContainSingle().Which;
        received[1].GetProperty("facts").GetProperty("city").GetString().Should().Be("Lévis");
        received[1].GetProperty("language").GetString().Should().Be("en");
        var file = Asked(Attach).DistinctBy(asked => asked[0].GetString()).Should().ContainSingle().Which[1];
        (file.GetProperty("name").GetString(), file.GetProperty("scan").GetString(), file.GetProperty("request").GetString()).Should().Be(("plan%22.pdf", "clean", received[0].GetString()));
        _clamd.Files.Should().HaveCount(2).And.AllSatisfy(sent => sent.Should().Equal(s_pdf));
        (await MailsAsync("luc@gagne.example")).Should().Equal("visitor-request-received en");
        (await MailsAsync("chef@itf.example")).Should().Equal("visitor-request-staff fr");
    }

    [Fact]
    public async Task TrytonAway_FilesWaitSealed_AndComeOnceWhenItIsBack()
    {
        var attempts = 0;
        _host.People.Tryton.Always(Attach, (http, request) =>
            (Interlocked.Increment(ref attempts) == 1 ? FakeAnswers.Cut() : FakeAnswers.Result("""{"id": 9}"""))(http, request));
        using var browser = Visitor();
        (await SendAsync(browser, "/soumission", Quote(Stamp("quote")), ("plan.pdf", s_pdf))).Status.Should().Be(HttpStatusCode.Redirect);
        await GoneAsync();
        Asked(Attach).Select(asked => asked[0].GetString()).Distinct().Should().ContainSingle("Tryton knows a repeat by its key");
        (await ScalarAsync<int>("select count(*)::int from visitor_files")).Should().Be(0);
    }

    [Fact]
    public async Task T_FILE_HostileFiles_AreNamedAndNothingIsKept_AndWhatWasTypedStays()
    {
        using var browser = Visitor();
        byte[] eicar = [.. s_pdf, .. FakeClamd.Eicar];
        foreach (var (name, data, said) in new (string, byte[], string)[]
        {
            ("plan.pdf", "<html><script>alert(1)</script>"u8.ToArray(), "« plan.pdf » n’est pas un PDF"),
            ("<b>logo</b>.svg", "<svg onload=alert(1)>"u8.ToArray(), "« b_.svg » n’est pas un PDF"),
            ("gros.pdf", [.. s_pdf, .. new byte[VisitorUploads.MostBytes]], "« gros.pdf » dépasse 10 Mo"),
            ("essai.pdf", eicar, "« essai.pdf » a été refusé par notre antivirus"),
        })
        {
            var answer = await SendAsync(browser, "/soumission", Quote(Stamp("quote")), (name, data));
            answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity, name);
            WebUtility.HtmlDecode(answer.Text).Replace('\u00a0', ' ').Should().Contain(said).And.Contain("choisissez-les de nouveau").And.Contain("value=\"52 × 44 po\"")
                .And.Contain("value=\"Custom\" selected");
        }
        _clamd.Says = "INSTREAM size limit exceeded. ERROR";
        WebUtility.HtmlDecode((await SendAsync(browser, "/soumission", Quote(Stamp("quote")), ("plan.pdf", s_pdf))).Text).Should().Contain("ne peuvent pas être vérifiés");
        (await ScalarAsync<int>("select count(*)::int from visitor_requests")).Should().Be(0);
        Asked(Attach).Should().BeEmpty();
    }

    [Fact]
    public async Task Pickup_WithFaults_SaysWhichAtTheField_InThePagesLanguage_WhateverTheCookieSays()
    {
        using var browser = Visitor();
        browser.Cookies["itf-lang"] = "en";
        var form = Person(Stamp("pickup"), "pickup");
        (form["Posted.Quantity"], form["Posted.Street"], form["Posted.PostalCode"]) = ("beaucoup", "<b>12</b>", "90210");
        var answer = await browser.SendFilesAsync("/ramassage", await TokenAsync(browser, "/ramassage", form), "Files");
        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(answer.Text).Should().Contain("est à revoir").And.Contain("code postal canadien").And.Contain("Dites s’il y a un quai").And.Contain("value=\"beaucoup\"");
        answer.Text.Should().Contain("value=\"&lt;b&gt;12&lt;/b&gt;\"").And.NotContain("<b>12</b>");
    }

    [Fact]
    public async Task T_BRUTE_Trap_Haste_ForeignStamp_AndMoreThanFive_AsTheAccountRequest()
    {
        using var browser = Visitor();
        var trapped = Contact(Stamp("contact"));
        trapped["Posted.Website"] = "https://spam.example";
        (await PostAsync(browser, trapped)).Location.Should().Be("/ecrire?fait=1");
        WebUtility.HtmlDecode((await PostAsync(browser, Contact(Stamp("contact", -3600)))).Text).Should().Contain("parti très vite").And.Contain("Une question");
        (await PostAsync(browser, Contact(Stamp("account")))).Status.Should().Be(HttpStatusCode.UnprocessableEntity, "a stamp is of its form");
        for (var time = 0; time < 5; time++)
        {
            (await PostAsync(browser, Contact(Stamp("contact")))).Status.Should().Be(HttpStatusCode.Redirect);
        }
        var sixth = await PostAsync(browser, Contact(Stamp("contact")));
        (sixth.Status, sixth.Header("Retry-After").Length > 0).Should().Be((HttpStatusCode.TooManyRequests, true));
        await GoneAsync();
        Asked(Requests + "receive").Should().HaveCount(5);
    }

    [Fact]
    public async Task T_CSRF_Form_WithoutItsToken_IsRefused()
    {
        using var browser = Visitor();
        (await browser.SendFilesAsync("/soumission", Quote(Stamp("quote")), "Files", ("plan.pdf", s_pdf))).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task T_FILE_Administrators_ReadDownloadAndMark_OnRecord_NobodyElse()
    {
        const string Message = """
            {"id": 7, "kind": "quote", "company": "<b>Gagné</b>", "name": "Luc", "email": "luc@gagne.example", "phone": null, "message": "Bonjour",
             "quote": {"product": "custom", "size": "52 × 44 po", "quantity": 1200, "rhythm": "monthly", "city": "Lévis", "wished": null, "export": true},
             "pickup": null, "language": "en", "state": "waiting",
             "asked_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0},
             "decided_at": null, "decided_by": null, "files": 1}
            """;
        _host.People.Set(s_administrator);
        _host.People.Tryton
            .Always(Requests + "inbox", FakeAnswers.Result($"[{Message}]"))
            .Always(Requests + "item", (http, request) => FakeAnswers.Result(request.Params[0].GetInt32() == 7
                ? $$"""{"message": {{Message}}, "files": [{"id": 9, "name": "plan é.pdf", "type": "application/pdf", "size": 2048, "scan": "unscanned"}]}""" : "null")(http, request))
            .Always(Download, (http, request) => FakeAnswers.Result(request.Params[0].GetInt32() == 9
                ? """{"name": "plan é.pdf", "type": "application/pdf", "data": {"__class__": "bytes", "base64": "JVBERi0="} }""" : "null")(http, request))
            .Always(Requests + "mark_answered", FakeAnswers.Result("""{"id": 7}"""))
            .Always(Requests + "page", FakeAnswers.Result("[]")).Always("model.itf_portal.access_request.page", FakeAnswers.Result("[]"))
            .Always("model.itf_portal.change_request.page", FakeAnswers.Result("[]"));
        using (var stranger = _host.Browser())
        {
            (await stranger.GetAsync("/admin/visiteurs/fichiers/9")).Status.Should().NotBe(HttpStatusCode.OK);
        }
        using var browser = _host.Browser();
        await browser.SignInAsync(s_administrator);
        var list = await browser.GetAsync("/admin/visiteurs?genre=prix");
        list.Text.Should().Contain("&lt;b&gt;Gagn").And.NotContain("<b>Gagn").And.Contain("href=\"/admin/visiteurs/7\"");
        Asked(Requests + "inbox").Should().Contain(asked => asked[1].GetString() == "quote");
        var card = WebUtility.HtmlDecode((await browser.GetAsync("/admin/visiteurs/7")).Text);
        card.Should().Contain("52 × 44 po").And.Contain("Chaque mois").And.Contain("plan é.pdf").And.Contain("non analysé");

        var file = await browser.GetAsync("/admin/visiteurs/fichiers/9");
        (file.Status, file.Text, file.Header("Content-Type")).Should().Be((HttpStatusCode.OK, "%PDF-", "application/pdf"));
        file.Header("Content-Disposition").Should().StartWith("attachment;").And.Contain("filename*=UTF-8''plan%20%C3%A9.pdf");
        (file.Header("X-Content-Type-Options"), file.Header("Content-Security-Policy"), file.Header("Cache-Control")).Should().Be(("nosniff", "sandbox; default-src 'none'", "no-store"));
        foreach (var missing in new[] { "8", "x", "0" })
        {
            (await browser.GetAsync("/admin/visiteurs/fichiers/" + missing)).Status.Should().Be(HttpStatusCode.NotFound);
        }
        (await browser.GetAsync("/admin/visiteurs/8")).Status.Should().Be(HttpStatusCode.NotFound);

        var page = await browser.GetAsync("/admin/visiteurs/7");
        var marked = await browser.SendAsync(HttpMethod.Post, "/admin/visiteurs/7", new()
        {
            ["_handler"] = "answered",
            ["__RequestVerificationToken"] = page.Token,
            ["Marked.Request"] = System.Text.RegularExpressions.Regex.Match(page.Text, "Marked.Request\" value=\"([^\"]+)\"").Groups[1].Value,
        });
        marked.Location.Should().Be("/admin/visiteurs/7?fait=1");
        Asked(Requests + "mark_answered").Should().ContainSingle().Which[1].GetProperty("id").GetInt32().Should().Be(7);
        (await ScalarAsync<string>("select string_agg(event || ' ' || outcome || ' ' || target_type || ' ' || target_id, ', ' order by id) from audit_log where event like 'visitor.%'"))
            .Should().Be("visitor.file-opened ok visitor_file 9, visitor.request-answered begun visitor_request 7, visitor.request-answered ok visitor_request 7");
    }

    /// <summary>Of a network of its own, so that limits are those of nobody else.</summary>
    private TestBrowser Visitor() => new(_host.Site, new IPAddress([127, 78, (byte)Interlocked.Increment(ref s_visitor), 1]));

    private static Dictionary<string, string> Person(string stamp, string handler) => new()
    {
        ["_handler"] = handler,
        ["Posted.Stamp"] = stamp,
        ["Posted.Name"] = "Luc Gagné",
        ["Posted.Email"] = "luc@gagne.example",
        ["Posted.Website"] = "",
    };

    private static Dictionary<string, string> Contact(string stamp) => new(Person(stamp, "contact")) { ["Posted.Message"] = "Une question" };

    private static Dictionary<string, string> Quote(string stamp) => new(Person(stamp, "quote"))
    {
        ["Posted.Product"] = "Custom",
        ["Posted.Size"] = "52 × 44 po",
        ["Posted.Quantity"] = "1 200",
        ["Posted.Rhythm"] = "Monthly",
        ["Posted.City"] = "Lévis",
    };

    private static async Task<Dictionary<string, string>> TokenAsync(TestBrowser browser, string page, Dictionary<string, string> form) =>
        new(form) { ["__RequestVerificationToken"] = (await browser.GetAsync(page)).Token };

    private static async Task<TestBrowser.Answer> SendAsync(TestBrowser browser, string page, Dictionary<string, string> form, params (string Name, byte[] Data)[] files) =>
        await browser.SendFilesAsync(page, await TokenAsync(browser, page, form), "Files", files);

    private static async Task<TestBrowser.Answer> PostAsync(TestBrowser browser, Dictionary<string, string> form) =>
        await browser.SendAsync(HttpMethod.Post, "/ecrire", await TokenAsync(browser, "/ecrire", form));

    /// <summary>Of a form that was drawn a while ago.</summary>
    private string Stamp(string form, int age = 10) =>
        new FormStamp(_host.Services.GetRequiredService<SecretBox>(), new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(age))).Make(form);

    /// <summary>The parameters of every call.</summary>
    private List<JsonElement> Asked(string method) => [.. _host.People.Tryton.Requests.Where(request => request.Method == method).Select(request => request.Params)];

    private Task GoneAsync() => Eventually.TrueAsync(async () => await ScalarAsync<int>("select count(*)::int from visitor_requests") == 0, "Tryton has them", 20);

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_host.Database.ConnectionString);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    private async Task<string[]> MailsAsync(string address)
    {
        await using var connection = new NpgsqlConnection(_host.Database.ConnectionString);
        return [.. await connection.QueryAsync<string>("select template || ' ' || language from outbox_mail where recipient = @address", new { address })];
    }
}
