using Dapper;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using ItfPortal.Tests.TrytonLive;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Accounts;
using Npgsql;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>People of one's own in the real Tryton, so that no demo person's password changes, and pages as a browser asks for them.</summary>
public sealed class LinkWorld : IDisposable
{
    public const string Password = "quatre chevaux bruns galopent";

    private readonly LiveTryton _tryton = new();

    /// <summary>A viewer of Boréal who has activated their account.</summary>
    public async Task<string> SomebodyAsync()
    {
        var login = await InvitedAsync();
        var secret = LinkSecret.DigestOf(LinkSecret.New())!;
        (await _tryton.Links.BeginAsync(LinkPurpose.Activation, login, secret, default)).Should().NotBeNull();
        await _tryton.Links.RedeemAsync(secret, Password, default);
        return login;
    }

    /// <summary>One who has not.</summary>
    public async Task<string> InvitedAsync()
    {
        var administrator = await _tryton.SessionAsync(LiveTryton.Administrator);
        var boreal = (await _tryton.Sessions.WhoAmIAsync(administrator, default)).Companies.Single(company => company.Code == "BOREAL");
        var login = $"lien.{Guid.NewGuid():N}@example.com";
        await _tryton.Companies.InviteAsync(
            administrator, boreal.Party, RequestId.New(), "Nina Neuve", login, new NewGrant(PortalRole.Viewer, GrantScope.Company), default);
        return login;
    }

    /// <summary>Changes something in Tryton's database that time or somebody's own client would.</summary>
    public static async Task SqlAsync(string statement, string login)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var tryton = await source.OpenConnectionAsync();
        (await tryton.ExecuteAsync(statement, new { login })).Should().BePositive();
    }

    /// <summary>Their links' time is over.</summary>
    public static Task ExpireAsync(string login) => SqlAsync(
        "update itf_portal_token set expires_at = (current_timestamp at time zone 'UTC') - interval '1 second' "
        + "where \"user\" = (select id from res_user where login = @login)", login);

    /// <summary>Asks for another password.</summary>
    public static async Task<TestBrowser.Answer> AskAsync(TestBrowser browser, string login, Dictionary<string, string>? headers = null) =>
        await browser.SendAsync(HttpMethod.Post, "/mot-de-passe", new()
        {
            ["_handler"] = "ask",
            ["__RequestVerificationToken"] = (await browser.GetAsync("/mot-de-passe")).Token,
            ["Posted.Login"] = login,
        }, headers);

    /// <summary>Posts the form of a page that a link led to.</summary>
    public static async Task<TestBrowser.Answer> PostAsync(TestBrowser browser, string page, string handler, string? wanted = null)
    {
        var form = new Dictionary<string, string> { ["_handler"] = handler, ["__RequestVerificationToken"] = (await browser.GetAsync(page)).Token };
        if (wanted is not null)
        {
            form["Posted.Wanted"] = wanted;
        }
        return await browser.SendAsync(HttpMethod.Post, page, form);
    }

    public void Dispose() => _tryton.Dispose();
}
