using CsCheck;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Servers;
using ItfPortal.Tryton.Sessions;
using Microsoft.Extensions.Time.Testing;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>Which servers are spoken to, and how: the floor, the exceptions to it, the newer series' paths and answers.</summary>
public sealed class ServerVersionTests : IAsyncLifetime
{
    private FakeTryton _tryton = null!;

    public async Task InitializeAsync() => _tryton = await FakeTryton.StartAsync();

    public async Task DisposeAsync() => await _tryton.DisposeAsync();

    [Theory]
    [InlineData("7.0.40", true)]
    [InlineData("7.0.56", true)]
    [InlineData("7.0.39", false)]
    [InlineData("7.0.30", false)]
    [InlineData("7.0.30+deb13u2", false)]
    [InlineData("7.0.41+deb13u1", true)]
    [InlineData("7.0", false)]
    [InlineData("7.2.30", false)]
    [InlineData("7.4.20", false)]
    [InlineData("7.4.21", true)]
    [InlineData("7.6.10", false)]
    [InlineData("7.6.11", true)]
    [InlineData("7.6", false)]
    [InlineData("7.8.0", true)]
    [InlineData("7.8", true)]
    [InlineData("8.0", true)]
    [InlineData("8.0.3", true)]
    [InlineData("6.0.75", false)]
    public void Version_IsSafe_FromTheFloorOfItsSeriesOn(string text, bool safe) => ServerVersion.Parse(text)!.IsSafe.Should().Be(safe);

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7.0.")]
    [InlineData("7.0.x")]
    [InlineData("7.0.1.2")]
    [InlineData("7.-1.0")]
    [InlineData("999999.0")]
    [InlineData(null)]
    public void Version_ThatIsNone_IsNotRead(string? text) => ServerVersion.Parse(text).Should().BeNull();

    [Fact]
    public void Version_OfAnyText_IsReadOrNot() => Gen.String.Sample(text => ServerVersion.Parse(text) is var version && (version is null || version.Text == text));

    [Fact]
    public async Task Server_IsAskedOnce_BeforeTheFirstCall()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        _tryton.Always("model.itf_portal.order.look", Result("7"));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => clients.ReadAsync()));
        await clients.ReadAsync();
        _tryton.VersionPaths.Should().Equal("/");
        clients.Log.Should().ContainSingle(line => line == "Information: Tryton 7.0.56 answers at /");
    }

    [Fact]
    public async Task Server_TooOld_RefusesEveryCall_LoudlyOnce_AndSendsNothingElse()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        _tryton.Version = Result("\"7.0.30\"");
        Func<Task>[] calls =
        [
            () => clients.ReadAsync(), () => clients.WriteAsync(), () => clients.ReportAsync(),
            () => clients.Sessions.SignInAsync(new SignInRequest("andré", "motdepasse", "fr", null), CancellationToken.None),
            () => clients.Sessions.ServerVersionAsync(CancellationToken.None),
        ];
        foreach (var call in calls)
        {
            var e = (await FluentActions.Awaiting(call).Should().ThrowAsync<TrytonUnsupportedServerException>()).Which;
            (e.Version, e.IsTransient).Should().Be(("7.0.30", false));
            e.Message.Should().Be("Tryton 7.0.30 is too old: 7.0.40, 7.4.21, 7.6.11 or a later series is needed");
        }
        _tryton.Requests.Should().BeEmpty();
        clients.Log.Should().ContainSingle(line => line.StartsWith("Critical")).Which.Should().Contain("TRYTON_ALLOWED_VERSIONS");
    }

    [Theory]
    [InlineData("7.0.30", "7.0.30")]
    [InlineData("7.0.30", "6.0.75, 7.0.30")]
    public async Task Server_TooOld_ButNamed_IsUsed(string version, string allowed)
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, allowedVersions: allowed);
        _tryton.Version = Result($"\"{version}\"");
        _tryton.Then(Result("7"));
        (await clients.ReadAsync()).Should().Be(7L);
        (await clients.Sessions.ServerVersionAsync(CancellationToken.None)).Should().Be(version);
    }

    [Theory]
    [InlineData("\"7.0.3\"", "7.0.30")]
    [InlineData("\"7.0.30+deb13u2\"", "7.0.30")]
    [InlineData("\"nonsense\"", "7.0.30")]
    public async Task Server_NotQuiteTheNamedOne_IsRefused(string version, string allowed)
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, allowedVersions: allowed);
        _tryton.Version = Result(version);
        await FluentActions.Awaiting(() => clients.ReadAsync()).Should().ThrowAsync<TrytonUnsupportedServerException>();
    }

    [Fact]
    public async Task Server_OfANewerSeries_IsFoundAtItsPath_AndSpokenToThere()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        _tryton.Version = (http, request) => request.Path == "/rpc/" ? Result("\"8.0\"")(http, request) : Status(405)(http, request);
        _tryton.Then(Result("[12, \"abc\", null]"), Result("true"), Status(400));
        var session = await clients.Sessions.SignInAsync(new SignInRequest("andré", "x", "fr", null), CancellationToken.None);
        (session.UserId, session.Key).Should().Be((12, "abc"));
        await clients.WriteAsync();
        await FluentActions.Awaiting(() => clients.WriteAsync()).Should().ThrowAsync<TrytonAccessDeniedException>("there a closed method is a bad request");
        (await clients.Sessions.ServerVersionAsync(CancellationToken.None)).Should().Be("8.0");
        _tryton.VersionPaths.Should().Equal("/", "/rpc/", "/rpc/");
        _tryton.Requests.Select(r => r.Path).Should().OnlyContain(path => path == "/itf/rpc/");
    }

    [Fact]
    public async Task Server_UpgradedMeanwhile_IsSpokenToAnew()
    {
        var time = new FakeTimeProvider();
        await using var clients = new FakeTrytonClients(_tryton.Url, time: time);
        _tryton.Always("model.itf_portal.order.look", Result("7"));
        await clients.ReadAsync();
        _tryton.Version = (http, request) => request.Path == "/rpc/" ? Result("\"8.0\"")(http, request) : Status(404)(http, request);
        await clients.ReadAsync();
        time.Advance(TimeSpan.FromMinutes(11));
        await clients.ReadAsync();
        _tryton.Requests.Select(r => r.Path).Should().Equal("/itf/", "/itf/", "/itf/rpc/");
    }

    [Fact]
    public async Task Server_RefusedAndThenUpgraded_IsUsedSoon()
    {
        var time = new FakeTimeProvider();
        await using var clients = new FakeTrytonClients(_tryton.Url, time: time);
        _tryton.Version = Result("\"7.0.30\"");
        _tryton.Always("model.itf_portal.order.look", Result("7"));
        await FluentActions.Awaiting(() => clients.ReadAsync()).Should().ThrowAsync<TrytonUnsupportedServerException>();
        _tryton.Version = Result("\"7.0.56\"");
        time.Advance(TimeSpan.FromSeconds(31));
        (await clients.ReadAsync()).Should().Be(7L);
    }

    [Fact]
    public async Task Server_ThatDoesNotTellItsVersion_IsNotSentTheWrite()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, limits => limits.ReadTime = TimeSpan.FromMilliseconds(300));
        _tryton.Version = Hang();
        var e = (await FluentActions.Awaiting(() => clients.WriteAsync()).Should().ThrowAsync<TrytonTransportException>()).Which;
        (e.Failure, e.MayHaveArrived).Should().Be((TransportFailure.TimedOut, false));
        _tryton.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Server_ThatStopsTellingItsVersion_IsStillCalled()
    {
        var time = new FakeTimeProvider();
        await using var clients = new FakeTrytonClients(_tryton.Url, time: time);
        _tryton.Always("model.itf_portal.order.confirm", Result("7"));
        await clients.WriteAsync();
        _tryton.Version = Html();
        time.Advance(TimeSpan.FromMinutes(11));
        (await clients.WriteAsync()).Should().Be(7L);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[\"7.0.56\"]")]
    public async Task Version_OfAnotherType_IsUnreadable(string version)
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        _tryton.Version = Result(version);
        (await FluentActions.Awaiting(() => clients.Sessions.ServerVersionAsync(CancellationToken.None)).Should().ThrowAsync<TrytonTransportException>())
            .Which.Failure.Should().Be(TransportFailure.Unreadable);
    }
}
