using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ItfPortal.Tryton.Protocol;

/// <summary>Reads answers as they stream in. Whatever the bytes are, only <see cref="TrytonException"/> and broken connections come out.</summary>
internal sealed class AnswerReader(ErrorParser errors)
{
    /// <summary>Most bytes of an answer, decompressed.</summary>
    public const long MostBytes = 8 << 20;

    /// <summary>Most bytes of a report's answer, decompressed.</summary>
    public const long MostReportBytes = 64 << 20;

    /// <summary>The result of a call.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="call">What was called.</param>
    /// <param name="id">Id of the request: an answer to another one is nobody's.</param>
    /// <param name="shape">Shape of the answer.</param>
    /// <param name="cancellationToken">Ends with the call's time.</param>
    public async Task<T?> ReadAsync<T>(
        Stream body, TrytonCall call, long id, JsonTypeInfo<RpcAnswer<T>> shape, CancellationToken cancellationToken)
    {
        var limited = new LimitedStream(body, call.Kind == CallKind.Report ? MostReportBytes : MostBytes);
        await using (limited.ConfigureAwait(false))
        {
            try
            {
                var answer = await JsonSerializer.DeserializeAsync(limited, shape, cancellationToken).ConfigureAwait(false);
                return Result(answer ?? throw Unreadable.Answer(call), id, call);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or InvalidDataException)
            {
                // InvalidOperation: a text that is no text, such as half a surrogate pair. InvalidData: not the compression it says.
                throw Unreadable.Answer(call, e);
            }
        }
    }

    private T? Result<T>(RpcAnswer<T> answer, long id, TrytonCall call)
    {
        if (answer.Id != id)
        {
            throw Unreadable.Answer(call);
        }

        if (answer.Error is { ValueKind: not JsonValueKind.Null } error)
        {
            throw errors.OfError(error, call);
        }

        return answer.HasResult ? answer.Result : throw Unreadable.Answer(call);
    }
}
