using ItfPortal.Web.Features.Accounts.Circuits;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ItfPortal.Tests.Features.Accounts.Circuits;

public sealed class CircuitBackstopTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeSessions _sessions = new("alice", "bob");

    [Fact]
    public async Task T_CIRC_LOGOUT_SessionEndedUnheard_TabEndsAtTheNextTick()
    {
        var registry = new CircuitRegistry(_sessions, Options.Create(new LimitsOptions()), _time, NullLogger<CircuitRegistry>.Instance);
        var (alice, bob) = (new Tab(), new Tab());
        registry.TryAdd("alice", alice);
        registry.TryAdd("bob", bob);
        using var backstop = new CircuitBackstop(registry, Options.Create(new PortalSessionOptions { Revalidate = TimeSpan.FromSeconds(30) }), _time);
        await backstop.StartAsync(default);

        await TicksAsync(3);
        alice.Ended.IsCompleted.Should().BeFalse();
        _sessions.Fails = true;
        await TicksAsync(3);
        alice.Ended.IsCompleted.Should().BeFalse("the database away is not an end");
        _sessions.Fails = false;
        _sessions.Alive.Remove("alice");
        for (var i = 0; i < 400 && !alice.Ended.IsCompleted; i++)
        {
            await TicksAsync(1);
        }

        alice.Ended.IsCompleted.Should().BeTrue();
        bob.Ended.IsCompleted.Should().BeFalse();
        await backstop.StopAsync(default);
    }

    // The service starts and asks on threads of its own.
    private async Task TicksAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(20);
        }
    }

    private sealed class Tab : ICircuitHandle
    {
        private readonly TaskCompletionSource _ended = new();

        public bool Connected => true;

        public Task Ended => _ended.Task;

        public void End() => _ended.TrySetResult();

        public void Reload()
        {
        }
    }
}
