using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>What the clients of accounts and of mailed links send, and what they make of the answer.</summary>
public sealed class AccountClientTests : FakeTrytonTest
{
    private const string Holder = """
        {"user": 7, "login": "julie@example.com", "name": "Julie Paradis", "email": "julie@example.com", "language": "fr"
        """;

    private static readonly string s_digest = new('a', 64);

    [Fact]
    public async Task Links_RunAsThePortalsOwnAccount()
    {
        Tryton.Always("common.db.login", Result("[3, \"key\"]"));
        Tryton.Always("model.itf_portal.token.begin", Result(
            Holder + """, "expires_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0}}"""));
        var holder = await Clients.Links.BeginAsync(LinkPurpose.Reset, "Julie@example.com", s_digest, CancellationToken.None);
        holder.Should().Be(new LinkHolder(7, "julie@example.com", "Julie Paradis", "julie@example.com", "fr", new DateTime(2026, 11, 22, 18, 0, 0, DateTimeKind.Utc)));
        Tryton.Requests[^1].Params.Should().BeJson($$"""["reset", "Julie@example.com", "{{s_digest}}", {"language": "en"}]""");

        Tryton.Always("model.itf_portal.token.look", Result("null"));
        (await Clients.Links.LookAsync(s_digest, CancellationToken.None)).Should().BeNull();
        Tryton.Always("model.itf_portal.token.redeem", Result(Holder + ""","expires_at": null}"""));
        (await Clients.Links.RedeemAsync(s_digest, "quatre chevaux bruns", CancellationToken.None)).ExpiresAt.Should().BeNull();
        Tryton.Requests[^1].Params.Should().BeJson($$"""["{{s_digest}}", "quatre chevaux bruns", {"language": "en"}]""");
    }

    [Fact]
    public async Task Code_LetIn_AndGivenInPlaceOfThePassword()
    {
        Tryton.Always("common.db.login", Result("[3, \"key\"]"));
        Tryton.Always("model.itf_portal.code.begin", Result("null"));
        (await Clients.Links.BeginCodeAsync("Julie@example.com", s_digest, "01234567", CancellationToken.None)).Should().BeNull();
        Tryton.Requests[^1].Params.Should().BeJson($$"""["Julie@example.com", "{{s_digest}}", "01234567", {"language": "en"}]""");

        var request = new SignInRequest("julie@example.com", null, "fr", null).With(MailedCodes.Parameter, "01234567");
        await Clients.Sessions.SignInAsync(request, CancellationToken.None);
        Tryton.Requests[^1].Params.Should().BeJson("""["julie@example.com", {"itf_code": "01234567"}, "fr"]""");
        request.ToString().Should().NotContain("01234567");
    }

    [Fact]
    public async Task Link_ThatDoesNotHold_Refused_NotSentAgain()
    {
        Tryton.Always("common.db.login", Result("[3, \"key\"]"));
        Tryton.Always("model.itf_portal.token.redeem", Error("""["UserError", ["Ce lien n’est plus valable.", "itf_portal.bad_token", null]]"""));
        var refused = await FluentActions.Awaiting(() => Clients.Links.RedeemAsync(s_digest, "x", CancellationToken.None)).Should().ThrowAsync<TrytonUserErrorException>();
        refused.Which.Code.Should().Be(PasswordRefusals.BadToken);
        Tryton.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task ChangePassword_InOnesOwnSession()
    {
        Tryton.Then(Result("{}"));
        await Clients.Accounts.ChangePasswordAsync(FakeTrytonClients.Session, "the old one", "the new one", CancellationToken.None);
        Tryton.Requests.Single().Method.Should().Be("model.itf_portal.account.change_password");
        Tryton.Requests.Single().Params.Should().BeJson("""["the old one", "the new one", {"language": "fr"}]""");
    }
}
