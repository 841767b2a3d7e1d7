using System.Text.Json;
using System.Text.Json.Serialization;
using ItfPortal.Tryton.Protocol.Wire;

namespace ItfPortal.Tryton.Events;

/// <summary>Reads an event as the methods answer it. What identifies it must be right; its detail is read as leniently as that of the table.</summary>
internal sealed class PortalEventConverter : JsonConverter<PortalEvent>
{
    public override PortalEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An event was expected");
        }

        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        // Kept for later: how the detail reads depends on the kind, which may stand behind it.
        var detail = default(Utf8JsonReader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "detail")
            {
                detail = reader;
                TaggedObject.Skip(ref reader);
            }
            else
            {
                members[name] = WireValue.Read(ref reader);
            }
        }

        var kind = EventDetailReader.KindOf(members.GetValueOrDefault("kind") as string);
        return new PortalEvent(
            Need<long>(members, "id"), Transaction(members), Need<DateTime>(members, "at"), kind,
            members.GetValueOrDefault("model") as string ?? throw new JsonException("An event without a model"),
            Maybe(members, "record") ?? throw new JsonException("An event without a record"),
            Maybe(members, "sale"), Maybe(members, "party"), Maybe(members, "site"), Maybe(members, "owner"), Maybe(members, "user"),
            EventDetailReader.AreaOf(members.GetValueOrDefault("area") as string),
            EventDetailReader.ReadDetail(kind, detail));
    }

    public override void Write(Utf8JsonWriter writer, PortalEvent value, JsonSerializerOptions options) =>
        throw new NotSupportedException("The portal never sends events to Tryton");

    private static T Need<T>(Dictionary<string, object?> members, string name)
        where T : struct => members.GetValueOrDefault(name) is T value ? value : throw new JsonException($"An event without {name}");

    private static int? Maybe(Dictionary<string, object?> members, string name) => members.GetValueOrDefault(name) switch
    {
        null => null,
        long and >= int.MinValue and <= int.MaxValue and var id => (int)id,
        _ => throw new JsonException($"An event whose {name} is no id"),
    };

    private static ulong Transaction(Dictionary<string, object?> members) => members.GetValueOrDefault("tx") switch
    {
        string text when ulong.TryParse(text, out var tx) => tx,
        long and >= 0 and var tx => (ulong)tx,
        _ => throw new JsonException("An event without tx"),
    };
}
