using System.Buffers;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;

namespace ItfPortal.Web.Platform.Caching;

/// <summary>A stored answer with the key it was stored for. Immutable, so that the first level hands out the same instance.</summary>
/// <param name="Key">Compared on the way out: nothing else's answer is ever given, whatever the store did.</param>
/// <param name="Value">Null for a record that does not exist.</param>
[ImmutableObject(true)]
internal sealed record CacheEntry<T>(string Key, T Value);

/// <summary>Entries as JSON in the second level.</summary>
internal sealed class CacheSerializers : IHybridCacheSerializerFactory
{
    public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
    {
        serializer = new Json<T>();
        return true;
    }

    private sealed class Json<T> : IHybridCacheSerializer<T>
    {
        public void Serialize(T value, IBufferWriter<byte> target)
        {
            using var writer = new Utf8JsonWriter(target);
            JsonSerializer.Serialize(writer, value);
        }

        public T Deserialize(ReadOnlySequence<byte> source)
        {
            try
            {
                var reader = new Utf8JsonReader(source);
                return JsonSerializer.Deserialize<T>(ref reader)!;
            }
            catch (JsonException)
            {
                // Not of our making: as good as absent. The entry's key, missing here, tells the reader.
                return default!;
            }
        }
    }
}
