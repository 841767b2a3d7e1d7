using System.Net;
using System.Text.Json;
using ItfPortal.Tryton.Protocol.Servers;
using Microsoft.Extensions.Logging;

namespace ItfPortal.Tryton.Protocol;

/// <summary>The one place that makes typed errors of what Tryton answers.</summary>
/// <remarks>Sources: trytond/exceptions.py, trytond/protocols/jsonrpc.py and dispatcher.py.</remarks>
internal sealed partial class ErrorParser(ILogger<ErrorParser> logger)
{
    private const int LongestLogged = 300;

    /// <summary>What an HTTP status other than 200 means for this call.</summary>
    public static TrytonException OfStatus(HttpStatusCode status, TrytonCall call, ServerDialect dialect, TimeSpan? retryAfter = null) => status switch
    {
        HttpStatusCode.Unauthorized when call.Kind == CallKind.SignIn => new TrytonSignInRefusedException(),
        HttpStatusCode.Unauthorized => new TrytonSessionExpiredException(),
        HttpStatusCode.Forbidden => new TrytonAccessDeniedException($"{call} is closed to this person"),
        HttpStatusCode.TooManyRequests => new TrytonRateLimitedException { RetryAfter = retryAfter },
        _ when status == dialect.ClosedMethod && !call.IsCommon => new TrytonAccessDeniedException($"{call} is not offered by the server"),
        _ => new TrytonTransportException($"Tryton answered HTTP {(int)status} to {call}")
        {
            Failure = FailureOf(status),
            Status = status,
            RetryAfter = retryAfter,
        },
    };

    /// <summary>What an <c>error</c> array means: <c>[name, arguments]</c>, or <c>[words, traceback]</c> for a fault of the server's.</summary>
    public TrytonException OfError(JsonElement error, TrytonCall call)
    {
        var name = Item(error, 0) is { ValueKind: JsonValueKind.String } first ? first.GetString()! : "";
        var args = Item(error, 1);
        switch (name)
        {
            case "UserError":
                return new TrytonUserErrorException(Words(args, 0), Words(args, 1));
            case "UserWarning":
                return new TrytonUserWarningException(Words(args, 0), Words(args, 1), Words(args, 2));
            case "LoginException":
                return new TrytonLoginParameterException(Words(args, 0), Words(args, 1), Words(args, 2));
            case "ConcurrencyException":
                return new TrytonConcurrencyException(args.ValueKind == JsonValueKind.String ? args.GetString()! : Words(args, 0));
            case "RateLimitException":
                return new TrytonRateLimitedException();
            default:
                LogServerFault(call.Model, call.Method, FirstLine(name));
                return new TrytonServerException($"Tryton failed in {call}");
        }
    }

    // 404 is what the dispatcher answers at sign-in when PostgreSQL does not.
    private static TransportFailure FailureOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => TransportFailure.TimedOut,
        HttpStatusCode.NotFound or >= HttpStatusCode.InternalServerError => TransportFailure.ServerFault,
        _ => TransportFailure.Unreadable,
    };

    private static JsonElement Item(JsonElement array, int index) =>
        array.ValueKind == JsonValueKind.Array && index < array.GetArrayLength() ? array[index] : default;

    private static string Words(JsonElement args, int index) =>
        Item(args, index) is { ValueKind: JsonValueKind.String } item ? item.GetString()! : "";

    private static string FirstLine(string text)
    {
        var line = text.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        return line.Length <= LongestLogged ? line.ToString() : line[..LongestLogged].ToString();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Tryton failed in {Model}.{Method}: {Fault}")]
    private partial void LogServerFault(string model, string method, string fault);
}
