using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ItfPortal.Web.Platform.Flux;

/// <summary>
/// What a prerendered island hands to its circuit through <c>[PersistentState]</c>. The state travels back up over the
/// hub at about twice its size and a message over 32 KB closes the connection, so it is packed and has a limit.
/// </summary>
public static class Snapshot
{
    /// <summary>Most bytes a packed snapshot may have.</summary>
    public const int MaxBytes = 10 * 1024;

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The packed value, or null when it is larger than <see cref="MaxBytes"/>: the circuit then reads from the warm cache.</summary>
    public static byte[]? Pack<T>(T value)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, value, s_json);
        }
        return packed.Length <= MaxBytes ? packed.ToArray() : null;
    }

    /// <summary>The value, or the default when there is none or it is of another version.</summary>
    public static T? Unpack<T>(byte[]? packed)
    {
        if (packed is null or { Length: 0 })
        {
            return default;
        }
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<T>(brotli, s_json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or NotSupportedException)
        {
            // Written by the version before a deployment: reading again is cheap, guessing is not.
            return default;
        }
    }
}
