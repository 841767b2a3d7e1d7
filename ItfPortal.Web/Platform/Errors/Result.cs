namespace ItfPortal.Web.Platform.Errors;

/// <summary>An expected failure with a text for the reader, in the reader's language.</summary>
/// <param name="Message">What happened, what it means, what to do next.</param>
public abstract record Error(string Message);

/// <summary>Missing, or somebody else's; the two are the same.</summary>
public sealed record NotFoundError(string Message) : Error(Message);

/// <summary>Tryton gives no answer; what is shown may be kept.</summary>
/// <param name="Message">For the reader.</param>
/// <param name="Since">When it last answered, if known.</param>
public sealed record TrytonUnavailableError(string Message, DateTimeOffset? Since) : Error(Message);

/// <summary>The person must sign in again.</summary>
public sealed record SignInNeededError(string Message) : Error(Message);

/// <summary>Refused on business grounds, in Tryton's words or ours.</summary>
/// <param name="Message">For the reader.</param>
/// <param name="Code">The module's stable code (docs/tryton-api.md), when it gave one.</param>
public sealed record RefusedError(string Message, string? Code = null) : Error(Message);

/// <summary>Anything else; logged once with the id.</summary>
/// <param name="Message">For the reader.</param>
/// <param name="CorrelationId">Shown small, found in the log.</param>
public sealed record UnexpectedError(string Message, string CorrelationId) : Error(Message);

/// <summary>A value, or the reason why there is none.</summary>
public sealed class Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>Null when there is a value.</summary>
    public Error? Error { get; }

    /// <summary>Whether there is a value.</summary>
    public bool Ok => Error is null;

    /// <summary>The value; asking for it when there is none is a programmer's mistake.</summary>
    public T Value => Error is null ? _value! : throw new InvalidOperationException("The result is an error");

    /// <summary>A value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A reason.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);
}
