using ItfPortal.Tryton.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace ItfPortal.Tryton.Resilience;

/// <summary>How each kind of call is protected: its lane, its time, and for reads retries and a circuit breaker.</summary>
/// <remarks>
/// A read's time covers everything, because a person waits for the page. Any other call gets its full time once it has left the
/// lane: starting a write with two seconds left would only make outcomes unknown. Writes, sign-ins and reports are sent once.
/// </remarks>
internal sealed partial class CallPipelines : IDisposable
{
    private static readonly ResiliencePropertyKey<CancellationToken> s_caller = new("caller");
    private static readonly TimeSpan[] s_retryDelays = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(800)];
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly ILogger<CallPipelines> _logger;
    private readonly Dictionary<CallKind, (Lane Lane, ResiliencePipeline Pipeline)> _kinds;

    public CallPipelines(IOptions<TrytonOptions> options, TimeProvider time, ILogger<CallPipelines> logger)
    {
        (_time, _logger) = (time, logger);
        var limits = options.Value.Limits;
        _kinds = new()
        {
            [CallKind.Read] = Reading(new Lane("reads", limits.Reads, limits.Waiting, limits.ReadTime, time), limits.ReadTime),
            [CallKind.Write] = Once(new Lane("writes", limits.Writes, limits.Waiting, limits.WriteTime, time), limits.WriteTime),
            [CallKind.SignIn] = Once(new Lane("sign-ins", limits.SignIns, limits.Waiting, limits.SignInTime, time), limits.SignInTime),
            [CallKind.Report] = Once(new Lane("reports", limits.Reports, limits.Waiting, limits.ReportTime, time), limits.ReportTime),
        };
    }

    /// <summary>All lanes, for metrics.</summary>
    public IEnumerable<Lane> Lanes => _kinds.Values.Select(k => k.Lane);

    /// <summary>Runs one call.</summary>
    /// <param name="kind">Which lane and rules.</param>
    /// <param name="send">Sends it once. Its token ends with the caller's or with the time of the kind.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="TrytonException">Everything that went wrong; cancellation alone comes as <see cref="OperationCanceledException"/>.</exception>
    public async Task<T> RunAsync<T>(CallKind kind, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        var (lane, pipeline) = _kinds[kind];
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(s_caller, cancellationToken);
        try
        {
            return await pipeline.ExecuteAsync(
                async (c, s) => await SendAsync(s, kind, c, cancellationToken).ConfigureAwait(false), context, send).ConfigureAwait(false);
        }
        catch (RateLimiterRejectedException e)
        {
            throw lane.Full(e);
        }
        catch (BrokenCircuitException e)
        {
            throw new TrytonTransportException("Tryton failed too often just now", e) { Failure = TransportFailure.CircuitOpen };
        }
        catch (TimeoutRejectedException e)
        {
            throw TimedOut(kind, e);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested && e.CancellationToken != cancellationToken)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Dispose()
    {
        foreach (var lane in Lanes)
        {
            lane.Dispose();
        }
    }

    // The breaker must see a timeout as a failure, so it is named here, under it, and not by the timeout above it.
    private static async Task<T> SendAsync<T>(
        Func<CancellationToken, Task<T>> send, CallKind kind, ResilienceContext context, CancellationToken caller)
    {
        try
        {
            return await send(context.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!caller.IsCancellationRequested)
        {
            throw TimedOut(kind, e);
        }
    }

    private static TrytonTransportException TimedOut(CallKind kind, Exception inner) =>
        new($"No answer from Tryton within the time of a {kind}", inner) { Failure = TransportFailure.TimedOut };

    private (Lane, ResiliencePipeline) Once(Lane lane, TimeSpan limit) =>
        (lane, Builder().AddRateLimiter(InLane(lane)).AddTimeout(limit).Build());

    // The lane is inside the retry: whoever waits to try again holds no place. The breaker is inside the lane: when it opens,
    // those who queued are told at once, and waiting in the lane counts for nothing.
    private (Lane, ResiliencePipeline) Reading(Lane lane, TimeSpan limit) =>
        (lane, Builder().AddTimeout(limit).AddRetry(TwiceMore()).AddRateLimiter(InLane(lane)).AddCircuitBreaker(Breaker()).Build());

    private ResiliencePipelineBuilder Builder() => new() { TimeProvider = _time };

    private static RateLimiterStrategyOptions InLane(Lane lane) => new()
    {
        RateLimiter = arguments => lane.EnterAsync(
            arguments.Context.Properties.GetValue(s_caller, CancellationToken.None), arguments.Context.CancellationToken),
    };

    private static RetryStrategyOptions TwiceMore() => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<TrytonTransportException>(e => e.Failure
            is TransportFailure.NoAnswer or TransportFailure.Unreachable or TransportFailure.ServerFault),
        MaxRetryAttempts = s_retryDelays.Length,
        DelayGenerator = static arguments => new(Delay(arguments.AttemptNumber, arguments.Outcome.Exception as TrytonTransportException)),
    };

    // Retry-After is honoured up to 10 seconds, as Tryton's own client does; the read's time goes on running meanwhile.
    private static TimeSpan Delay(int attempt, TrytonTransportException? failure)
    {
        var own = s_retryDelays[attempt] * Jitter();
        var asked = failure?.RetryAfter ?? TimeSpan.Zero;
        return asked > own ? (asked < s_longestDelay ? asked : s_longestDelay) : own;
    }

    private CircuitBreakerStrategyOptions Breaker() => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<TrytonTransportException>(e => e.Failure
            is TransportFailure.NoAnswer or TransportFailure.Unreachable or TransportFailure.TimedOut or TransportFailure.ServerFault),
        FailureRatio = 0.5,
        MinimumThroughput = 10,
        SamplingDuration = TimeSpan.FromSeconds(30),
        BreakDuration = TimeSpan.FromSeconds(15),
        OnOpened = arguments => Note(() => LogOpened(arguments.BreakDuration)),
        OnClosed = _ => Note(LogClosed),
    };

    private static ValueTask Note(Action log)
    {
        log();
        return ValueTask.CompletedTask;
    }

    // Three quarters to five quarters: replicas that failed together do not come back together.
    private static double Jitter() => 0.75 + (Random.Shared.NextDouble() / 2);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reads from Tryton are held back for {BreakDuration}: too many failed")]
    private partial void LogOpened(TimeSpan breakDuration);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reads from Tryton work again")]
    private partial void LogClosed();
}
