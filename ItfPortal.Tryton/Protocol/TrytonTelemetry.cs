using System.Diagnostics;
using System.Diagnostics.Metrics;
using ItfPortal.Tryton.Resilience;

namespace ItfPortal.Tryton.Protocol;

/// <summary>Metrics and traces of every call, under the name <see cref="Name"/>. Tags are model, method and outcome; never arguments, logins or keys.</summary>
internal sealed class TrytonTelemetry : IDisposable
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "ItfPortal.Tryton";

    private static readonly ActivitySource s_source = new(Name);
    private readonly Histogram<double> _duration;
    private readonly Meter _meter;
    private readonly TimeProvider _time;

    public TrytonTelemetry(IMeterFactory meters, CallPipelines pipelines, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(Name);
        _duration = _meter.CreateHistogram<double>(
            "tryton.call.duration", "s", "Time of a call, waiting and retries included, by model, method and outcome");
        _meter.CreateObservableUpDownCounter(
            "tryton.lane.waiting", () => pipelines.Lanes.Select(l => Tagged(l, l.Waiting)), "{call}", "Calls that wait in a lane");
        _meter.CreateObservableUpDownCounter(
            "tryton.lane.active", () => pipelines.Lanes.Select(l => Tagged(l, l.Active)), "{call}", "Calls under way in a lane");
    }

    /// <summary>Runs a call and records how long it took and how it ended.</summary>
    public async Task<T> RecordAsync<T>(TrytonCall call, Func<Task<T>> run)
    {
        using var activity = s_source.StartActivity($"{call.Model}/{call.Method}", ActivityKind.Client);
        activity?.SetTag("rpc.system", "tryton").SetTag("rpc.service", call.Model).SetTag("rpc.method", call.Method);
        var started = _time.GetTimestamp();
        var outcome = "ok";
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            outcome = OutcomeOf(e);
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
            throw;
        }
        finally
        {
            activity?.SetTag("tryton.outcome", outcome);
            _duration.Record(
                _time.GetElapsedTime(started).TotalSeconds,
                new("model", call.Model), new("method", call.Method), new("outcome", outcome));
        }
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Tagged(Lane lane, long value) => new(value, new KeyValuePair<string, object?>("lane", lane.Name));

    private static string OutcomeOf(Exception e) => e switch
    {
        TrytonTransportException { Failure: var failure } => failure switch
        {
            TransportFailure.NoAnswer => "no_answer",
            TransportFailure.Unreachable => "unreachable",
            TransportFailure.TimedOut => "timed_out",
            TransportFailure.ServerFault => "server_fault",
            TransportFailure.Unreadable => "unreadable",
            TransportFailure.TooLarge => "too_large",
            TransportFailure.LaneFull => "lane_full",
            TransportFailure.CircuitOpen => "circuit_open",
            _ => "transport",
        },
        TrytonSignInRefusedException => "sign_in_refused",
        TrytonSessionExpiredException => "session_expired",
        TrytonAccessDeniedException => "access_denied",
        TrytonRateLimitedException => "rate_limited",
        TrytonLoginParameterException => "login_parameter",
        TrytonUserErrorException => "user_error",
        TrytonUserWarningException => "user_warning",
        TrytonConcurrencyException => "concurrency",
        TrytonServerException => "server_error",
        TrytonUnsupportedServerException => "unsupported_server",
        OperationCanceledException => "cancelled",
        _ => "fault",
    };
}
