using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Security.Secrets;
using ItfPortal.Web.Platform.Visitors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>The form by which visitors ask for an account: what it answers, what it keeps, whom it writes to.</summary>
[Trait("needs", "postgresql")]
public sealed class JoinTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>, IDisposable
{
    private const string Page = "/demande-de-compte";
    private const string Receive = "model.itf_portal.visitor_request.receive";

    private static int s_visitor;

    private readonly TestBrowser _browser = new(portal.Host.Site, Address(++s_visitor, 1));

    private PortalHost Host => portal.Host;

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task T_ENUM_KnownAndUnknownAddresses_SameBytes_AndOnlyTheirMailboxesAreToldWhich()
    {
        KnowsReceiving();
        var answers = new List<TestBrowser.Answer>();
        foreach (var email in new[] { "connu@gagne.example", "autre@gagne.example" })
        {
            var answer = await AskAsync(email);
            (answer.Status, answer.Location).Should().Be((HttpStatusCode.Redirect, Page + "?fait=1"));
            answers.Add(answer with { Text = Same(answer.Plain, email) });
            var told = await _browser.GetAsync(answer.Location!);
            told.Text.Should().Contain("Demande reçue").And.NotContain(email);
            answers.Add(told with { Text = Same(told.Plain, email) });
        }
        answers[0].Text.Should().Be(answers[2].Text);
        answers[1].Text.Should().Be(answers[3].Text);
        string.Join('\n', answers[0].Headers.Keys.Order()).Should().Be(string.Join('\n', answers[2].Headers.Keys.Order()));
        await GoneAsync();
        (await MailsAsync("connu@gagne.example")).Should().Equal("account-exists");
        (await MailsAsync("autre@gagne.example")).Should().Equal("account-request-received");
        (await MailsAsync("chef@itf.example")).Should().Contain("account-request-staff");

        await AskAsync("connu@gagne.example");
        await GoneAsync();
        (await MailsAsync("connu@gagne.example")).Should().HaveCount(1, "a stranger cannot fill somebody's mailbox");
    }

    [Fact]
    public async Task Form_FilledInWhereNobodySeesIt_IsToldTheSame_AndNothingIsKept()
    {
        KnowsReceiving();
        var answer = await AskAsync("robot@gagne.example", more: new() { ["Posted.Website"] = "https://spam.example" });
        (answer.Status, answer.Location).Should().Be((HttpStatusCode.Redirect, Page + "?fait=1"));
        (await CountAsync("select count(*) from visitor_requests")).Should().Be(0);
        Received("robot@gagne.example").Should().Be(0);
    }

    [Theory]
    // A replica's clock may be ahead; of a slow machine it is certain that nobody was as fast.
    [InlineData(-3600, "parti très vite")]
    [InlineData(25 * 3600, "ouvert depuis longtemps")]
    [InlineData(null, "ouvert depuis longtemps")]
    public async Task Form_SentAtOnceTooLateOrWithAForgedStamp_IsKeptAndAskedAgain(int? age, string said)
    {
        var answer = await AskAsync("vite@gagne.example", age is { } seconds ? Stamp(TimeSpan.FromSeconds(seconds)) : "forged.AAAA");
        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(answer.Text).Should().Contain(said).And.Contain("value=\"vite@gagne.example\"").And.Contain("Nous achetons");
        Received("vite@gagne.example").Should().Be(0);
    }

    [Fact]
    public async Task Form_WithSomethingMissing_SaysWhatAtTheField_InTheVisitorsLanguage()
    {
        _browser.Cookies["itf-lang"] = "en";
        var answer = await AskAsync("no-address", more: new() { ["Posted.Company"] = " ", ["Posted.Name"] = "<b>Luc</b>" });
        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        var text = WebUtility.HtmlDecode(answer.Text);
        text.Should().Contain("Something is missing").And.Contain("Give a whole address").And.Contain("Give your company’s name");
        answer.Text.Should().Contain("value=\"&lt;b&gt;Luc&lt;/b&gt;\"").And.NotContain("<b>Luc</b>");
    }

    [Fact]
    public async Task T_BRUTE_MoreThanFiveInAnHourFromOneAddress_OrTwentyInADayFromItsNetwork_Wait()
    {
        KnowsReceiving();
        for (var neighbour = 1; neighbour <= 4; neighbour++)
        {
            using var visitor = new TestBrowser(Host.Site, Address(200, neighbour));
            for (var time = 0; time < 5; time++)
            {
                (await AskAsync($"n{neighbour}t{time}@gagne.example", browser: visitor)).Status.Should().Be(HttpStatusCode.Redirect);
            }
            var sixth = await AskAsync("sixth@gagne.example", browser: visitor);
            (sixth.Status, sixth.Header("Retry-After")).Should().Match<(HttpStatusCode Status, string Wait)>(told => told.Status == HttpStatusCode.TooManyRequests && told.Wait.Length > 0);
            WebUtility.HtmlDecode(sixth.Text).Should().Contain("Trop de demandes").And.Contain("value=\"sixth@gagne.example\"");
        }
        using var fifth = new TestBrowser(Host.Site, Address(200, 5));
        (await AskAsync("network@gagne.example", browser: fifth)).Status.Should().Be(HttpStatusCode.TooManyRequests);
        using var elsewhere = new TestBrowser(Host.Site, Address(201, 5));
        (await AskAsync("elsewhere@gagne.example", browser: elsewhere)).Status.Should().Be(HttpStatusCode.Redirect);
        await GoneAsync();
    }

    [Fact]
    public async Task TrytonAway_TheRequestIsReceived_KeptSealed_AndHandedInOnceWhenItIsBack()
    {
        Host.People.Tryton.Always(Receive, FakeAnswers.Cut());
        Service();
        var stamp = Stamp(TimeSpan.FromSeconds(10));
        (await AskAsync("attend@gagne.example", stamp)).Location.Should().Be(Page + "?fait=1");
        (await AskAsync("attend@gagne.example", stamp)).Location.Should().Be(Page + "?fait=1", "sent twice, or reloaded");
        await Eventually.TrueAsync(async () => await CountAsync("select count(*) from visitor_requests where attempts > 0") == 1, "it was tried");
        (await CountAsync("select count(*) from visitor_requests where position('attend' in encode(content, 'escape')) > 0")).Should().Be(0, "what is kept is sealed");
        KnowsReceiving();
        await GoneAsync();
        (await MailsAsync("attend@gagne.example")).Should().Equal("account-request-received");
        Host.People.Tryton.Requests.Where(request => request.Method == Receive && request.Params[1].GetProperty("email").GetString() == "attend@gagne.example")
            .Select(request => request.Params[0].GetString()).Distinct().Should().ContainSingle("Tryton knows a repeat by its key");
    }

    [Fact]
    public async Task T_CSRF_Form_WithoutItsToken_IsRefused()
    {
        var form = Form("x", "csrf@gagne.example", Stamp(TimeSpan.FromSeconds(10)));
        form.Remove("__RequestVerificationToken");
        (await _browser.SendAsync(HttpMethod.Post, Page, form)).Status.Should().Be(HttpStatusCode.BadRequest);
        Received("csrf@gagne.example").Should().Be(0);
    }

    /// <summary>Without what is new each time: the stamp, where the browser is sent in sealed words, and what was typed.</summary>
    private static string Same(string text, string email) =>
        Regex.Replace(text, "(Posted\\.Stamp\" value=\"|opaque-redirect\\?url=)[^\"<]+", "$1").Replace(email, "ADDRESS", StringComparison.Ordinal);

    /// <summary>Of a network of its own for each test, so that limits are those of nobody else.</summary>
    private static IPAddress Address(int network, int host) => new([127, 77, (byte)network, (byte)host]);

    private static Dictionary<string, string> Form(string token, string email, string stamp) => new()
    {
        ["_handler"] = "join",
        ["__RequestVerificationToken"] = token,
        ["Posted.Stamp"] = stamp,
        ["Posted.Company"] = "Scierie Gagné",
        ["Posted.Name"] = "Luc Gagné",
        ["Posted.Email"] = email,
        ["Posted.Phone"] = "",
        ["Posted.TaxNumber"] = "",
        ["Posted.Message"] = "Nous achetons 400 palettes par mois.",
        ["Posted.Website"] = "",
    };

    private async Task<TestBrowser.Answer> AskAsync(
        string email, string? stamp = null, Dictionary<string, string>? more = null, TestBrowser? browser = null)
    {
        browser ??= _browser;
        var form = Form((await browser.GetAsync(Page)).Token, email, stamp ?? Stamp(TimeSpan.FromSeconds(10)));
        foreach (var (name, value) in more ?? [])
        {
            form[name] = value;
        }
        return await browser.SendAsync(HttpMethod.Post, Page, form);
    }

    /// <summary>Of a form that was drawn a while ago.</summary>
    private string Stamp(TimeSpan age) =>
        new FormStamp(Host.Services.GetRequiredService<SecretBox>(), new FakeTimeProvider(TimeProvider.System.GetUtcNow() - age)).Make("account");

    private void Service() => Host.People.Set(new Person("portal-service", "secret-of-the-service", 3, "[]", null));

    /// <summary>Tryton takes requests, and knows one address.</summary>
    private void KnowsReceiving()
    {
        Service();
        Host.People.Tryton.Always(Receive, (http, request) => FakeAnswers.Result(
            request.Params[1].GetProperty("email").GetString() == "connu@gagne.example"
                ? """{"id": null, "account": "active", "invitation": null, "staff": []}"""
                : """{"id": 4, "account": "none", "invitation": null, "staff": [{"address": "chef@itf.example", "name": "Chef", "language": "fr"}]}""")(http, request));
    }

    private int Received(string email) =>
        Host.People.Tryton.Requests.Count(request => request.Method == Receive && request.Params[1].GetProperty("email").GetString() == email);

    private Task GoneAsync() => Eventually.TrueAsync(async () => await CountAsync("select count(*) from visitor_requests") == 0, "Tryton has them", 20);

    private async Task<int> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Host.Database.ConnectionString);
        return await connection.ExecuteScalarAsync<int>(sql);
    }

    private async Task<string[]> MailsAsync(string address)
    {
        await using var connection = new NpgsqlConnection(Host.Database.ConnectionString);
        return [.. await connection.QueryAsync<string>("select template from outbox_mail where recipient = @address", new { address })];
    }
}
