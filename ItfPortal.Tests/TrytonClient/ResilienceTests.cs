using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

public sealed class ResilienceTests : IAsyncLifetime
{
    private FakeTryton _tryton = null!;

    public async Task InitializeAsync() => _tryton = await FakeTryton.StartAsync();

    public async Task DisposeAsync() => await _tryton.DisposeAsync();

    [Fact]
    public async Task Read_ThatFailsTwice_IsSentThreeTimesAndSucceeds()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        _tryton.Then(Status(503), Cut(), Result("7"));
        (await clients.ReadAsync()).Should().Be(7L);
        _tryton.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task Read_ThatKeepsFailing_IsSentThreeTimesAtMost()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        _tryton.Always("model.itf_portal.order.look", Status(500));
        await FailsAsync(() => clients.ReadAsync(), TransportFailure.ServerFault);
        _tryton.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task Read_RefusedForAReason_IsSentOnce()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        FakeAnswer[] refusals =
        [
            Status(401), Status(403), Status(429), Html(), WrongId("1"), Huge(9 << 20),
            Error("""["UserError", ["Non.", ""]]"""), Error("""["ConcurrencyException", "x"]"""), Error("""["boom", ""]"""),
        ];
        foreach (var refusal in refusals)
        {
            _tryton.Then(refusal);
            await FluentActions.Awaiting(() => clients.ReadAsync()).Should().ThrowAsync<TrytonException>();
        }
        _tryton.Requests.Should().HaveCount(refusals.Length);
    }

    [Fact]
    public async Task WriteReportAndSignIn_AreNeverSentTwice_WhateverHappens()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, limits =>
            limits.WriteTime = limits.ReportTime = limits.SignInTime = TimeSpan.FromSeconds(2));
        Func<Task>[] calls = [() => clients.WriteAsync(), () => clients.ReportAsync(), () => SignInAsync(clients)];
        FakeAnswer[] faults = [Status(500), Status(503), Cut(), CutInTheMiddle("\"half of a word\""), Hang(), Html()];
        foreach (var call in calls)
        {
            foreach (var fault in faults)
            {
                // The first call leaves a warm connection behind: on those an HTTP stack likes to send again by itself.
                _tryton.Then(Result("[1, \"key\"]"), fault);
                var before = _tryton.Requests.Count;
                await call();
                await FluentActions.Awaiting(call).Should().ThrowAsync<TrytonTransportException>();
                _tryton.Requests.Count.Should().Be(before + 2);
            }
        }
    }

    [Fact]
    public async Task Read_TimeIsForEverything_RetriesIncluded()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, limits => limits.ReadTime = TimeSpan.FromSeconds(2));
        _tryton.Then(Status(503), Hang());
        await FailsAsync(() => clients.ReadAsync(), TransportFailure.TimedOut);
        _tryton.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Breaker_OpensWhenReadsHang_AndLetsWritesThrough()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, limits => limits.ReadTime = TimeSpan.FromMilliseconds(60));
        _tryton.Always("model.itf_portal.order.look", Hang()).Always("model.itf_portal.order.confirm", Result("true"));
        await clients.WriteAsync();
        // Nine of ten: the question for the version is a read, too.
        for (var i = 0; i < 9; i++)
        {
            await FailsAsync(() => clients.ReadAsync(), TransportFailure.TimedOut);
        }
        var before = _tryton.Requests.Count;
        var e = await FailsAsync(() => clients.ReadAsync(), TransportFailure.CircuitOpen);
        e.MayHaveArrived.Should().BeFalse();
        _tryton.Requests.Count.Should().Be(before, "nothing is sent while it is open");
        (await clients.WriteAsync()).Should().Be(true);
        clients.Log.Should().ContainSingle(line => line.Contains("held back"));
    }

    [Fact]
    public async Task Breaker_StaysClosed_OnRefusals()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        FakeAnswer[] refusals = [Status(401), Status(403), Error("""["UserError", ["Non.", ""]]"""), Error("""["boom", ""]""")];
        for (var i = 0; i < 24; i++)
        {
            _tryton.Then(refusals[i % refusals.Length], Status(401));
            await FluentActions.Awaiting(() => clients.ReadAsync()).Should().ThrowAsync<TrytonException>();
            await FluentActions.Awaiting(() => SignInAsync(clients)).Should().ThrowAsync<TrytonSignInRefusedException>();
        }
        _tryton.Then(Result("7"));
        (await clients.ReadAsync()).Should().Be(7L);
    }

    [Theory]
    [InlineData("read", 6)]
    [InlineData("write", 4)]
    [InlineData("report", 2)]
    [InlineData("sign-in", 32)]
    public async Task Lane_LetsSoManyIn_AndTheNextWaits(string kind, int atOnce)
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        var gate = new TaskCompletionSource();
        _tryton.Then([.. Enumerable.Repeat(After(gate.Task, Result("[1, \"key\"]")), atOnce + 1)]);
        var calls = Enumerable.Range(0, atOnce + 1).Select(_ => CallAsync(clients, kind)).ToArray();
        await _tryton.ArrivalsAsync(atOnce);
        await Task.Delay(150);
        _tryton.Requests.Should().HaveCount(atOnce);
        gate.SetResult();
        await Task.WhenAll(calls);
        _tryton.Requests.Should().HaveCount(atOnce + 1);
    }

    [Fact]
    public async Task Lane_WhoGivesUp_LeavesTheQueue()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, limits => limits.Writes = 1);
        var gate = new TaskCompletionSource();
        _tryton.Then(After(gate.Task, Result("1")), Result("2"));
        var first = clients.WriteAsync();
        await _tryton.ArrivalsAsync(1);
        using var impatience = new CancellationTokenSource();
        var second = clients.WriteAsync(impatience.Token);
        var third = clients.WriteAsync();
        await impatience.CancelAsync();
        (await FluentActions.Awaiting(() => second).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(impatience.Token);
        gate.SetResult();
        (await first, await third).Should().Be((1L, 2L));
        _tryton.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Lane_WaitingTooLong_IsLaneFull_AndNothingWasSent()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, limits => (limits.Writes, limits.WriteTime) = (1, TimeSpan.FromSeconds(2)));
        var gate = new TaskCompletionSource();
        _tryton.Then(After(gate.Task, Result("1")), Hang());
        var first = clients.WriteAsync();
        await _tryton.ArrivalsAsync(1);
        var second = FailsAsync(() => clients.WriteAsync(), TransportFailure.TimedOut);
        var third = FailsAsync(() => clients.WriteAsync(), TransportFailure.LaneFull);
        await Task.Delay(1_000);
        gate.SetResult();
        await first;
        (await third).MayHaveArrived.Should().BeFalse();
        (await second).MayHaveArrived.Should().BeTrue();
        _tryton.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Write_TimeBegins_WhenItLeavesTheLane()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, limits => (limits.Writes, limits.WriteTime) = (1, TimeSpan.FromSeconds(2)));
        _tryton.Then(After(Task.Delay(1_200), Result("1")), async (http, request) => await After(Task.Delay(1_200), Result("2"))(http, request));
        (await Task.WhenAll(clients.WriteAsync(), clients.WriteAsync())).Should().BeEquivalentTo(new object[] { 1L, 2L });
    }

    [Fact]
    public async Task Lane_QueueFull_RefusesAtOnce()
    {
        await using var clients = new FakeTrytonClients(_tryton.Url, limits => (limits.Writes, limits.Waiting) = (1, 1));
        var gate = new TaskCompletionSource();
        _tryton.Then(After(gate.Task, Result("1")), Result("2"));
        var first = clients.WriteAsync();
        await _tryton.ArrivalsAsync(1);
        var second = clients.WriteAsync();
        (await FailsAsync(() => clients.WriteAsync(), TransportFailure.LaneFull)).MayHaveArrived.Should().BeFalse();
        gate.SetResult();
        await Task.WhenAll(first, second);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("sign-in")]
    public async Task Cancelling_IsNotATimeout_AndIsNotRetried(string kind)
    {
        await using var clients = new FakeTrytonClients(_tryton.Url);
        _tryton.Then(Hang());
        using var leaving = new CancellationTokenSource();
        var call = CallAsync(clients, kind, leaving.Token);
        await _tryton.ArrivalsAsync(1);
        await leaving.CancelAsync();
        (await FluentActions.Awaiting(() => call).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(leaving.Token);
        _tryton.Requests.Should().HaveCount(1);
        clients.Log.Should().NotContain(line => line.StartsWith("Error") || line.StartsWith("Warning"));
    }

    private static Task<SessionToken> SignInAsync(FakeTrytonClients clients, CancellationToken cancellationToken = default) =>
        clients.Sessions.SignInAsync(new SignInRequest("andré", "motdepasse", "fr", null), cancellationToken);

    private static Task CallAsync(FakeTrytonClients clients, string kind, CancellationToken cancellationToken = default) => kind switch
    {
        "read" => clients.ReadAsync(cancellationToken),
        "write" => clients.WriteAsync(cancellationToken),
        "report" => clients.ReportAsync(cancellationToken),
        _ => SignInAsync(clients, cancellationToken),
    };

    private static async Task<TrytonTransportException> FailsAsync(Func<Task> call, TransportFailure failure)
    {
        var e = (await FluentActions.Awaiting(call).Should().ThrowAsync<TrytonTransportException>()).Which;
        e.Failure.Should().Be(failure);
        return e;
    }
}
