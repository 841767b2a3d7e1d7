using System.Net;

namespace ItfPortal.Tryton.Protocol;

/// <summary>Base of everything that can go wrong between the portal and Tryton.</summary>
/// <remarks>
/// Only the transport and the throttling are transient: <see cref="TrytonTransportException"/> (but for answers that cannot be read) and
/// <see cref="TrytonRateLimitedException"/>. Everything else is an answer, and the same question would get it again.
/// </remarks>
public abstract class TrytonException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same read may succeed if sent again. Never a licence to resend a write.</summary>
    public virtual bool IsTransient => false;
}

/// <summary>No usable answer: connection refused, timeout, 5xx, not JSON, too large, lane full or circuit open.</summary>
public sealed class TrytonTransportException(string message, Exception? inner = null) : TrytonException(message, inner)
{
    /// <summary>What went wrong. The default is <see cref="TransportFailure.NoAnswer"/>.</summary>
    public TransportFailure Failure { get; init; }

    /// <summary>The HTTP status, when there was an answer and it was not 200; else null.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long the server asks to be left alone (<c>Retry-After</c>), or null. A read that is sent again waits for it, up to 10 seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether Tryton may have done what was asked all the same. After a write the outcome must then be looked up by its request id.</summary>
    public bool MayHaveArrived =>
        !NothingWasSent && Failure is not (TransportFailure.Unreachable or TransportFailure.LaneFull or TransportFailure.CircuitOpen);

    private bool NothingWasSent { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => Failure is not (TransportFailure.Unreadable or TransportFailure.TooLarge);

    /// <summary>The same, of a question that had to be asked before the call itself: that one never left.</summary>
    internal TrytonTransportException BeforeAnythingWasSent() =>
        new(Message, this) { Failure = Failure, Status = Status, RetryAfter = RetryAfter, NothingWasSent = true };
}

/// <summary>Ways in which no usable answer comes.</summary>
public enum TransportFailure
{
    /// <summary>The connection broke before the answer was complete.</summary>
    NoAnswer,

    /// <summary>No connection could be made; nothing was sent.</summary>
    Unreachable,

    /// <summary>No complete answer within the time of this kind of call.</summary>
    TimedOut,

    /// <summary>An HTTP status that Tryton gives when it, or its database, is not able to answer (404, 5xx).</summary>
    ServerFault,

    /// <summary>An answer that is not the one asked for: not JSON, another id, another shape, nested too deep.</summary>
    Unreadable,

    /// <summary>An answer over the size limit of this kind of call.</summary>
    TooLarge,

    /// <summary>Too many calls of this kind were waiting, or this one waited its whole time; nothing was sent.</summary>
    LaneFull,

    /// <summary>Reads are held back because too many failed just now; nothing was sent.</summary>
    CircuitOpen,
}

/// <summary>Sign-in refused: wrong login or password, or a person who may not use the portal. HTTP 401 of <c>common.db.login</c>.</summary>
public sealed class TrytonSignInRefusedException() : TrytonException("Sign-in refused");

/// <summary>Tryton counts too many failures for the login or the address. HTTP 429 (<c>RateLimitException</c>).</summary>
public sealed class TrytonRateLimitedException() : TrytonException("Too many attempts")
{
    /// <summary>How long to wait, if the answer says; Tryton itself does not, and counts over its session timeout (5 minutes).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>
/// Tryton asks for a further factor before it opens a session (<c>LoginException</c>): the password, a code by SMS, a TOTP code, whatever
/// its <c>[session] authentications</c> says. Sign in again with <see cref="Sessions.SignInRequest.With"/>.
/// </summary>
/// <param name="parameter">Name of the parameter to send next time.</param>
/// <param name="message">What Tryton asks, in the person's language.</param>
/// <param name="type"><c>password</c> or <c>char</c>.</param>
public sealed class TrytonLoginParameterException(string parameter, string message, string type) : TrytonException(message)
{
    /// <summary>Name of the parameter to send next time.</summary>
    public string Parameter { get; } = parameter;

    /// <summary><c>password</c> or <c>char</c>.</summary>
    public string Type { get; } = type;
}

/// <summary>The Tryton session has ended (HTTP 401): the person must give the password again.</summary>
public sealed class TrytonSessionExpiredException() : TrytonException("Tryton session ended");

/// <summary>The method is closed to this person (HTTP 403, or a code of the module).</summary>
public sealed class TrytonAccessDeniedException(string message) : TrytonException(message);

/// <summary>Tryton refused on business grounds; <see cref="Exception.Message"/> is written for the user, in the user's language.</summary>
/// <param name="message">For the user.</param>
/// <param name="code">Stable code of the module such as <c>itf_portal.bad_query</c>, or Tryton's description.</param>
public sealed class TrytonUserErrorException(string message, string code) : TrytonException(message)
{
    /// <summary>Stable code of the module such as <c>itf_portal.bad_query</c>, or Tryton's description.</summary>
    public string Code { get; } = code;
}

/// <summary>Tryton asks a yes or no and has done nothing; <see cref="Warnings.IWarningClient"/> accepts <see cref="Name"/>, and then the call is sent again.</summary>
/// <param name="name">The warning's name.</param>
/// <param name="message">For the user.</param>
/// <param name="description">More of it.</param>
public sealed class TrytonUserWarningException(string name, string message, string description) : TrytonException(message)
{
    /// <summary>The warning's name.</summary>
    public string Name { get; } = name;

    /// <summary>More of it.</summary>
    public string Description { get; } = description;
}

/// <summary>A record changed since it was read (Tryton's <c>_timestamp</c> check); nothing was written. Read again, and decide again.</summary>
public sealed class TrytonConcurrencyException(string message) : TrytonException(message);

/// <summary>An unhandled exception of the server's. Carries no traceback on purpose: it is logged where it is parsed.</summary>
public sealed class TrytonServerException(string message) : TrytonException(message);

/// <summary>
/// The server is older than the releases that close Tryton's known holes, and not named in <see cref="TrytonOptions.AllowedVersions"/>.
/// Nothing was sent but the question for its version.
/// </summary>
/// <param name="version">What it says it is.</param>
/// <param name="floor">The oldest that are accepted.</param>
public sealed class TrytonUnsupportedServerException(string version, string floor)
    : TrytonException($"Tryton {version} is too old: {floor} is needed")
{
    /// <summary>What the server says it is, such as <c>7.0.30</c>; <c>unknown</c> when its answer is no version.</summary>
    public string Version { get; } = version;
}
