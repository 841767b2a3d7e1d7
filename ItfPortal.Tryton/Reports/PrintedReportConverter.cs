using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ItfPortal.Tryton.Protocol.Wire;

namespace ItfPortal.Tryton.Reports;

/// <summary><c>[type, bytes or text, print directly, name]</c>.</summary>
internal sealed class PrintedReportConverter : JsonConverter<PrintedReport>
{
    public override PrintedReport Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A report was expected");
        }

        var type = Text(ref reader);
        reader.Read();
        var content = reader.TokenType == JsonTokenType.String
            ? Encoding.UTF8.GetBytes(reader.GetString()!) : TaggedObject.Read(ref reader).ToBytes();
        reader.Read();
        var direct = reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null
            ? reader.TokenType == JsonTokenType.True : throw new JsonException("Yes or no was expected");
        var name = Text(ref reader);
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray
            ? new PrintedReport(type, content, direct, name) : throw new JsonException("A report has four members");
    }

    public override void Write(Utf8JsonWriter writer, PrintedReport value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Reports are only read");

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("A text was expected");
    }
}
