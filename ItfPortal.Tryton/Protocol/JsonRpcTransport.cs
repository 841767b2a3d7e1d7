using System.Net;
using System.Text.Json.Serialization.Metadata;
using ItfPortal.Tryton.Protocol.Servers;
using ItfPortal.Tryton.Resilience;
using ItfPortal.Tryton.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tryton.Protocol;

/// <summary>Sends calls to Tryton and reads the answers. Knows the wire; knows nobody: the session is an argument of each call.</summary>
internal sealed partial class JsonRpcTransport(
    IHttpClientFactory clients, IOptions<TrytonOptions> options, CallPipelines pipelines, TrytonTelemetry telemetry, AnswerReader answers,
    TrytonServer server, TimeProvider time, ILogger<JsonRpcTransport> logger)
{
    /// <summary>Name of the HTTP client for everything but sign-ins.</summary>
    public const string Calls = "ItfPortal.Tryton";

    /// <summary>Name of the HTTP client for sign-ins: connections of their own, so that a sleeping sign-in holds up nobody else.</summary>
    public const string SignIns = "ItfPortal.Tryton.SignIn";

    private readonly TrytonAddresses _addresses = new(options.Value);
    private readonly string _portalKey = options.Value.PortalKey;
    private long _lastId;

    /// <summary>Calls and reads the answer.</summary>
    /// <param name="call">What to call.</param>
    /// <param name="session">In whose session, or null for the few calls that need none.</param>
    /// <param name="shape">Shape of the answer.</param>
    /// <param name="cancellationToken">Leaves the lane's queue, or gives the call up.</param>
    /// <returns>The result; null when Tryton answered null.</returns>
    /// <exception cref="TrytonException">One of its heirs.</exception>
    public async Task<T?> CallAsync<T>(
        TrytonCall call, SessionToken? session, JsonTypeInfo<RpcAnswer<T>> shape, CancellationToken cancellationToken)
    {
        var dialect = await server.DialectAsync(AskServerAsync, cancellationToken).ConfigureAwait(false);
        return await RunAsync(call, token => SendAsync(call, session, shape, dialect, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the server for its version, whatever is known already.</summary>
    /// <returns>As the server writes it.</returns>
    /// <exception cref="TrytonUnsupportedServerException">It is too old.</exception>
    /// <exception cref="TrytonTransportException">It gave no usable answer.</exception>
    public async Task<string> ServerVersionAsync(CancellationToken cancellationToken)
    {
        var answer = await AskServerAsync(cancellationToken).ConfigureAwait(false);
        answer.Checked();
        return answer.Text;
    }

    private Task<TrytonServer.Answer> AskServerAsync(CancellationToken cancellationToken)
    {
        var call = new TrytonCall("common.server", "version", CallKind.Read);
        return RunAsync(call, token => server.AskAsync(AtAsync, token), cancellationToken);

        async Task<string> AtAsync(ServerDialect dialect, CancellationToken token) =>
            await SendAsync(call, null, TrytonJson.Default.RpcAnswerString, dialect, token).ConfigureAwait(false) ?? throw Unreadable.Answer(call);
    }

    private async Task<T> RunAsync<T>(TrytonCall call, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await telemetry.RecordAsync(call, () => pipelines.RunAsync(call.Kind, send, cancellationToken)).ConfigureAwait(false);
        }
        catch (TrytonTransportException e)
        {
            LogNoAnswer(call.Model, call.Method, e.Failure, e.InnerException?.Message);
            throw;
        }
    }

    private async Task<T?> SendAsync<T>(
        TrytonCall call, SessionToken? session, JsonTypeInfo<RpcAnswer<T>> shape, ServerDialect dialect, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        using var request = RpcRequest.Create(_addresses.Of(call, dialect), call, session, id, _portalKey);
        try
        {
            var client = clients.CreateClient(call.Kind == CallKind.SignIn ? SignIns : Calls);
            using var response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw ErrorParser.OfStatus(response.StatusCode, call, dialect, RetryAfter(response));
            }

            if (response.Content.Headers.ContentType?.MediaType is not "application/json")
            {
                throw Unreadable.Answer(call);
            }

            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                return await answers.ReadAsync(body, call, id, shape, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (HttpRequestException e)
        {
            throw Broken(e, e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError);
        }
        catch (IOException e)
        {
            throw Broken(e, unreachable: false);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // SocketsHttpHandler's ConnectTimeout: nothing was sent.
            throw Broken(e, unreachable: true);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static TrytonTransportException Broken(Exception e, bool unreachable) =>
        new(unreachable ? "Tryton cannot be reached" : "The connection to Tryton broke", e)
        {
            Failure = unreachable ? TransportFailure.Unreachable : TransportFailure.NoAnswer,
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "No usable answer from Tryton to {Model}.{Method}: {Failure} ({Cause})")]
    private partial void LogNoAnswer(string model, string method, TransportFailure failure, string? cause);
}
