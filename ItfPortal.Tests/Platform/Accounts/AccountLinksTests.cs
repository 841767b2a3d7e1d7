using System.Security.Cryptography;
using Dapper;
using ItfPortal.Tests.Platform.Mail;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Security.Secrets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.Platform.Accounts;

/// <summary>What is asked for at once, and what workers make of it, on a real database with a Tryton that does as it is told.</summary>
[Trait("needs", "postgresql")]
public sealed class AccountLinksTests : IAsyncLifetime
{
    private static readonly InvitedPerson s_marie = new(12, "marie@boreal.example", "Marie", "marie@boreal.example", "fr", "Boréal", false);
    private static readonly InvitedPerson s_nina = new(13, "nina@boreal.example", "Nina", "nina@boreal.example", "en", "Boréal", true);

    private readonly SecretBox _secrets = new(Options.Create(new SecurityOptions { SecretKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) }));
    private MailHarness _mail = null!;
    private FakeMailedLinks _tryton = null!;
    private AccountLinks _links = null!;

    public async Task InitializeAsync()
    {
        _mail = await MailHarness.StartAsync();
        _tryton = new FakeMailedLinks(_mail.Time);
        _links = new AccountLinks(Store(), _mail.Source);
        foreach (var person in new[] { s_marie, s_nina })
        {
            _tryton.People[person.Login] = person;
        }
    }

    public async Task DisposeAsync() => await _mail.DisposeAsync();

    [Fact]
    public async Task Access_TellsTheOneToSignIn_AndTheOtherToActivate()
    {
        await AskAsync(new AccessLink("a", 5, null, "Marie@boreal.example", "Julie"), new AccessLink("b", 5, 13, null, "Julie"),
            new AccessLink("c", 5, 12, null, null), new AccessLink("d", 5, 13, null, null), new AccessLink("e", 5, null, "nobody@boreal.example", "Julie"));
        (await Worker().WorkAsync(default)).Should().Be(4);
        (await MailsAsync()).Should().BeEquivalentTo(
            "company-invitation marie@boreal.example fr", "company-invitation nina@boreal.example en",
            "access-given marie@boreal.example fr", "activation nina@boreal.example en");
        _tryton.Begun.Select(begun => (begun.Purpose, begun.Login)).Should().Equal((LinkPurpose.Activation, s_nina.Login), (LinkPurpose.Activation, s_nina.Login));
    }

    [Fact]
    public async Task Code_OfAWorkerThatDied_IsTheSame_AndNobodyElseGetsOne()
    {
        _tryton.Then = new TrytonTransportException("cut", new IOException("cut"));
        await AskAsync(new CodeLink("a", "Marie@boreal.example"), new CodeLink("b", "nina@boreal.example"), new CodeLink("c", "nobody@boreal.example"));
        (await Worker().WorkAsync(default)).Should().Be(0);
        _mail.Time.Advance(TimeSpan.FromSeconds(3));
        (await Worker().WorkAsync(default)).Should().Be(1);
        (await MailsAsync()).Should().Equal("sign-in-code marie@boreal.example fr");
        var marie = _tryton.Codes.Where(code => code.Login == "Marie@boreal.example").ToList();
        marie.Should().HaveCount(2);
        marie.Distinct().Should().ContainSingle();
        _tryton.Codes.Select(code => code.Code).Should().OnlyContain(code => code.Length == 8 && code.All(char.IsAsciiDigit)).And.Contain(code => code != marie[0].Code);
    }

    [Fact]
    public async Task T_RESET_Again_GoesToThePersonOfTheOlderLink_AndAnAddressToTheOneWanted()
    {
        await AskAsync(new ResetLink("a", "marie@boreal.example"));
        (await Worker().WorkAsync(default)).Should().Be(1);
        await AskAsync(new AgainLink("b", _tryton.Begun.Single().Digest), new AgainLink("c", new string('0', 64)),
            new AddressLink("d", 12, "new@boreal.example"), new AddressLink("e", 12, "nina@boreal.example"));
        (await Worker().WorkAsync(default)).Should().Be(2);
        (await MailsAsync()).Should().BeEquivalentTo(
            "password-reset marie@boreal.example fr", "password-reset marie@boreal.example fr", "email-change new@boreal.example fr");
    }

    [Fact]
    public async Task T_ENUM_KnownAndUnknown_LeaveTheSameRow_AndNothingOfThemAfterwards()
    {
        await AskAsync(new ResetLink("ask:1", "marie@boreal.example"), new ResetLink("ask:2", "carie@boreal.example"));
        (await RowsAsync("length(request) || ' ' || kind || ' ' || (expires_at - created_at)")).Distinct().Should().ContainSingle();
        (await RowsAsync("encode(request, 'escape')")).Should().NotContainMatch("*boreal*");

        (await Worker().WorkAsync(default)).Should().Be(1);
        (await RowsAsync("(request is null) || ' ' || (ended_at is not null)")).Should().AllBe("true true");
    }

    [Fact]
    public async Task T_RESET_DiedAfterTrytonsYes_IsDoneAgainWithTheSameDigest_AndMailedOnce()
    {
        await AskAsync(new ResetLink("a", "marie@boreal.example"));
        _tryton.Then = new TrytonTransportException("away", new HttpRequestException());
        (await Worker().WorkAsync(default)).Should().Be(0);
        _mail.Time.Advance(TimeSpan.FromSeconds(3));
        (await Worker().WorkAsync(default)).Should().Be(1);
        _tryton.Begun.Should().HaveCount(2);
        _tryton.Begun.Select(begun => begun.Digest).Distinct().Should().ContainSingle();
        (await MailsAsync()).Should().Equal("password-reset marie@boreal.example fr");
    }

    [Fact]
    public async Task T_RESET_WorkerThatVanishes_IsFollowedByAnother()
    {
        await AskAsync(new ResetLink("a", "marie@boreal.example"));
        var taken = await Store().TakeAsync(default);
        taken.Should().NotBeNull();
        (await Worker().WorkAsync(default)).Should().Be(0, "it has a worker");
        _mail.Time.Advance(LinkStore.LeaseLength);
        (await Worker().WorkAsync(default)).Should().Be(1);
        await using var connection = await _mail.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        (await Store().EndAsync(taken!, 12, transaction, default)).Should().BeFalse("the late one ends nothing");
    }

    [Fact]
    public async Task T_MAIL_FourWorkersAtOnce_EachLinkOnce()
    {
        await AskAsync([.. Enumerable.Range(0, 20).Select(i => new ResetLink($"r{i}", "marie@boreal.example"))]);
        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Worker().WorkAsync(default)));
        done.Sum().Should().Be(20);
        (await MailsAsync()).Should().HaveCount(20);
        _tryton.Begun.Select(begun => begun.Digest).Distinct().Should().HaveCount(20);
    }

    [Fact]
    public async Task T_INVITE_NobodyIsToldMoreThanThreeTimesAnHour()
    {
        await AskAsync([.. Enumerable.Range(0, 5).Select(i => new AccessLink($"a{i}", 5, 12, null, "Julie"))]);
        (await Worker().WorkAsync(default)).Should().Be(3);
        _mail.Time.Advance(TimeSpan.FromMinutes(61));
        await AskAsync(new AccessLink("later", 5, 12, null, "Julie"));
        (await Worker().WorkAsync(default)).Should().Be(1);
    }

    [Fact]
    public async Task Reset_OfNoUseAnyMore_IsGivenUp_AndTheSameFactAsksOnce()
    {
        await AskAsync(new ResetLink("a", "marie@boreal.example"));
        (await _links.SendAsync(new ResetLink("a", "marie@boreal.example"), default)).Should().BeFalse();
        _mail.Time.Advance(TimeSpan.FromMinutes(31));
        (await Worker().WorkAsync(default)).Should().Be(0);
        _tryton.Begun.Should().BeEmpty();
        (await RowsAsync("(ended_at is not null)::text")).Should().Equal("true");
    }

    [Fact]
    public void Secrets_AreLong_NeverTheSame_AndNothingElseHasADigest()
    {
        var secret = LinkSecret.New();
        secret.Should().HaveLength(43).And.NotBe(LinkSecret.New());
        LinkSecret.DigestOf(secret).Should().MatchRegex("^[0-9a-f]{64}$");
        foreach (var wrong in new[] { null, "", secret[1..], secret + "A", secret[..42] + "é", secret[..42] + "\n" })
        {
            LinkSecret.DigestOf(wrong).Should().BeNull();
        }
    }

    private async Task AskAsync(params AccountLink[] links)
    {
        foreach (var link in links)
        {
            _mail.Time.Advance(TimeSpan.FromMilliseconds(1));
            (await _links.SendAsync(link, default)).Should().BeTrue();
        }
    }

    private LinkStore Store() => new(_mail.Source, _secrets, _mail.Time);

    private LinkWorker Worker() => new(
        Store(), new LinkSignal(_mail.Source, _mail.Time, NullLogger<LinkSignal>.Instance), new LinkWriter(_tryton, _tryton), _mail.Outbox, _mail.Source, _mail.Time,
        NullLogger<LinkWorker>.Instance);

    private async Task<IReadOnlyList<string>> MailsAsync()
    {
        await using var connection = await _mail.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select template || ' ' || recipient || ' ' || language from outbox_mail order by id")).AsList();
    }

    private async Task<IReadOnlyList<string>> RowsAsync(string what)
    {
        await using var connection = await _mail.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>($"select {what} from account_links order by id")).AsList();
    }
}
