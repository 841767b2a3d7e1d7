using ItfPortal.Web.Platform.Flux;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ItfPortal.Tests.Platform.Flux;

public sealed class StoreTests
{
    private readonly Words _words = new();

    [Fact]
    public void Dispatch_InsideASubscriber_WaitsItsTurn()
    {
        using var store = Store();
        var seen = new List<string>();
        _words.Changed += () =>
        {
            if (_words.Value.Text == "a")
            {
                store.Dispatch(new Add("b"));
                seen.Add($"after dispatch: {_words.Value.Text}");
            }
        };
        _words.Changed += () => seen.Add(_words.Value.Text);

        store.Dispatch(new Add("a"));

        seen.Should().Equal("after dispatch: a", "a", "ab");
    }

    [Fact]
    public void Dispatch_InsideAnEffect_SeesTheStateOfBefore()
    {
        using var store = Store(new Effect((action, dispatcher, _) =>
        {
            if (action is Add { Text: "a" })
            {
                dispatcher.Dispatch(new Add("b"));
            }
            return Task.CompletedTask;
        }));

        store.Dispatch(new Add("a"));

        _words.Value.Text.Should().Be("ab");
    }

    [Fact]
    public void Dispatch_SubscriberThrows_OthersHearAndTheQueueGoesOn()
    {
        using var store = Store();
        var heard = 0;
        _words.Changed += () => throw new InvalidOperationException("render failed");
        _words.Changed += () => heard++;

        store.Dispatch(new Add("a"));
        store.Dispatch(new Add("b"));

        heard.Should().Be(2);
        _words.Value.Text.Should().Be("ab");
    }

    [Fact]
    public void Dispatch_ReducerThrows_OtherSlicesAndLaterActionsGoOn()
    {
        var other = new Words();
        using var store = new Store([new Faulty(), other], [], NullLogger<Store>.Instance);

        store.Dispatch(new Add("a"));
        store.Dispatch(new Add("b"));

        other.Value.Text.Should().Be("ab");
    }

    [Fact]
    public void Dispatch_EffectThrows_CircuitLives()
    {
        using var store = Store(
            new Effect((_, _, _) => throw new InvalidOperationException("at once")),
            new Effect((_, _, _) => Task.FromException(new InvalidOperationException("later"))),
            new Effect((action, dispatcher, _) =>
            {
                if (action is Add { Text: "a" })
                {
                    dispatcher.Dispatch(new Add("z"));
                }
                return Task.CompletedTask;
            }));

        store.Dispatch(new Add("a"));
        store.Dispatch(new Add("b"));

        _words.Value.Text.Should().Be("azb");
    }

    [Fact]
    public void Dispatch_NotItsOwnAction_SameStateAndNobodyHears()
    {
        using var store = Store();
        var before = _words.Value;
        _words.Changed += () => throw new InvalidOperationException("nothing changed");

        store.Dispatch("somebody else's");

        _words.Value.Should().BeSameAs(before);
    }

    [Fact]
    public async Task Dispose_WhileAnEffectRuns_ItIsCancelledAndNothingRunsAfter()
    {
        var cancelled = new TaskCompletionSource();
        var store = Store(new Effect(async (_, dispatcher, token) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException)
            {
                dispatcher.Dispatch(new Add("after"));
                cancelled.SetResult();
                throw;
            }
        }));
        store.Dispatch(new Add("a"));

        store.Dispose();
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(5));
        store.Dispatch(new Add("b"));
        store.Dispose();

        _words.Value.Text.Should().Be("a");
    }

    [Fact]
    public void Dispose_InsideASubscriber_TheRestOfTheQueueIsDropped()
    {
        Store? store = null;
        var effects = 0;
        store = Store(new Effect((_, _, _) =>
        {
            effects++;
            return Task.CompletedTask;
        }));
        _words.Changed += () =>
        {
            store.Dispatch(new Add("b"));
            store.Dispose();
        };

        store.Dispatch(new Add("a"));

        _words.Value.Text.Should().Be("a");
        effects.Should().Be(0);
    }

    [Fact]
    public async Task Dispatch_FromManyThreads_EveryActionCountsOnce()
    {
        using var store = Store();

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), (_, _) =>
        {
            store.Dispatch(new Add("x"));
            return ValueTask.CompletedTask;
        });
        await _words.WhenAsync(state => state.Text.Length == 200, new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token);

        _words.Value.Text.Should().HaveLength(200);
    }

    [Fact]
    public async Task AddFlux_TwoScopes_StateIsPerScope()
    {
        await using var provider = new ServiceCollection().AddLogging().AddFeature<Words, State>()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        await using var one = provider.CreateAsyncScope();
        await using var other = provider.CreateAsyncScope();

        one.ServiceProvider.GetRequiredService<IDispatcher>().Dispatch(new Add("a"));

        one.ServiceProvider.GetRequiredService<IState<State>>().Value.Text.Should().Be("a");
        other.ServiceProvider.GetRequiredService<IState<State>>().Value.Text.Should().BeEmpty();
    }

    private Store Store(params IEffect[] effects) => new([_words], effects, NullLogger<Store>.Instance);

    private sealed record Add(string Text);

    private sealed record State(string Text);

    private sealed class Words() : Feature<State>(new State(""))
    {
        protected override State Reduce(State state, object action) => action is Add add ? new State(state.Text + add.Text) : state;
    }

    private sealed class Faulty() : Feature<State>(new State(""))
    {
        protected override State Reduce(State state, object action) => throw new InvalidOperationException("reducer");
    }

    private sealed class Effect(Func<object, IDispatcher, CancellationToken, Task> handle) : IEffect
    {
        public Task HandleAsync(object action, IDispatcher dispatcher, CancellationToken cancellationToken) => handle(action, dispatcher, cancellationToken);
    }
}
