using System.Diagnostics;
using System.Diagnostics.Metrics;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Protocol;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

public sealed class TrytonTelemetryTests
{
    [Fact]
    public async Task Call_IsMeasuredByModelMethodAndOutcome()
    {
        await using var tryton = await FakeTryton.StartAsync();
        await using var clients = new FakeTrytonClients(tryton.Url);
        var outcomes = new List<string>();
        using var listener = Listen(clients, (instrument, _, tags) =>
        {
            if (instrument == "tryton.call.duration" && !tags["model"]!.Equals("common.server"))
            {
                lock (outcomes)
                {
                    outcomes.Add($"{tags["model"]}/{tags["method"]}/{tags["outcome"]}");
                }
            }
        });
        tryton.Then(Result("1"), Status(401), Error("""["UserError", ["Non.", ""]]"""));
        await clients.WriteAsync();
        await FluentActions.Awaiting(() => clients.WriteAsync()).Should().ThrowAsync<TrytonSessionExpiredException>();
        await FluentActions.Awaiting(() => clients.ReadAsync()).Should().ThrowAsync<TrytonUserErrorException>();
        outcomes.Should().Equal(
            "itf_portal.order/confirm/ok", "itf_portal.order/confirm/session_expired", "itf_portal.order/look/user_error");
    }

    [Fact]
    public async Task Lane_ShowsWhoWaits()
    {
        await using var tryton = await FakeTryton.StartAsync();
        await using var clients = new FakeTrytonClients(tryton.Url, limits => limits.Writes = 1);
        var gate = new TaskCompletionSource();
        tryton.Then(After(gate.Task, Result("1")), Result("2"), Result("3"));
        var calls = Enumerable.Range(0, 3).Select(_ => clients.WriteAsync()).ToArray();
        await tryton.ArrivalsAsync(1);
        var seen = new Dictionary<string, long>();
        using var listener = Listen(clients, (instrument, value, tags) => seen[$"{instrument}/{tags.GetValueOrDefault("lane")}"] = (long)value);
        listener.RecordObservableInstruments();
        (seen["tryton.lane.waiting/writes"], seen["tryton.lane.active/writes"], seen["tryton.lane.waiting/reads"]).Should().Be((2, 1, 0));
        gate.SetResult();
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Call_IsAnActivity_WithoutAnythingPersonal()
    {
        await using var tryton = await FakeTryton.StartAsync();
        await using var clients = new FakeTrytonClients(tryton.Url);
        var seen = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "ItfPortal.Tryton",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (seen)
                {
                    seen.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var parent = new Activity("test").Start();
        tryton.Then(Result("1"));
        await clients.WriteAsync();
        lock (seen)
        {
            // Other tests run beside this one.
            var mine = seen.Should().ContainSingle(a => a.TraceId == parent.TraceId && a.DisplayName != "common.server/version").Which;
            (mine.DisplayName, mine.Kind).Should().Be(("itf_portal.order/confirm", ActivityKind.Client));
            mine.TagObjects.Select(t => t.Key).Should().BeEquivalentTo("rpc.system", "rpc.service", "rpc.method", "tryton.outcome");
        }
    }

    private static MeterListener Listen(FakeTrytonClients clients, Action<string, double, Dictionary<string, object?>> seen)
    {
        var meters = clients.Meters;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ItfPortal.Tryton" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen(instrument.Name, value, Tags(tags)));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen(instrument.Name, value, Tags(tags)));
        listener.Start();
        return listener;
    }

    private static Dictionary<string, object?> Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(tags.ToArray());
}
