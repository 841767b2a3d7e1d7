using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ItfPortal.Tryton.Protocol;

/// <summary>Reads answers, bounded in size and depth. Whatever the bytes are, only <see cref="TrytonException"/> and broken connections come out.</summary>
internal sealed class AnswerReader(ErrorParser errors)
{
    /// <summary>Most bytes of an answer, decompressed.</summary>
    public const long MostBytes = 8 << 20;

    /// <summary>Most bytes of a report's answer, decompressed.</summary>
    public const long MostReportBytes = 64 << 20;

    private const int FirstBufferBytes = 32 << 10;

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
                var answer = call.Kind == CallKind.Report
                    ? await JsonSerializer.DeserializeAsync(limited, shape, cancellationToken).ConfigureAwait(false)
                    : await ReadWholeAsync(limited, shape, cancellationToken).ConfigureAwait(false);
                return Result(answer ?? throw Unreadable.Answer(call), id, call);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or InvalidDataException)
            {
                // InvalidOperation: a text that is no text, such as half a surrogate pair. InvalidData: not the compression it says.
                throw Unreadable.Answer(call, e);
            }
        }
    }

    // Read from one piece of memory, an answer costs half of what it costs in a stream's pieces; reports alone are too large for that.
    private static async Task<RpcAnswer<T>?> ReadWholeAsync<T>(LimitedStream body, JsonTypeInfo<RpcAnswer<T>> shape, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            var length = 0;
            while (await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), shape);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
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
