using System.Text.Json;
using System.Text.RegularExpressions;

namespace ItfPortal.Tests.Isolation;

/// <summary>Finds in an answer what is not the reader's.</summary>
internal static partial class Leaks
{
    /// <summary>Names, numbers and ids of others in a JSON answer.</summary>
    public static IEnumerable<string> In(string body, Reader reader)
    {
        using var document = JsonDocument.Parse(body);
        return [.. Walk(document.RootElement, null, reader)];
    }

    /// <summary>The same by their text alone, for what is no JSON.</summary>
    public static IEnumerable<string> InText(string text, Reader reader) =>
        reader.ForeignWords.Where(word => word.Any(char.IsLetter) && text.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Names of records that carry another's number, as Tryton writes them: <c>pallets @ 2041 [PO-1]</c>.</summary>
    public static IEnumerable<string> Numbers(string body, Reader reader) =>
        Parts().Split(body).Intersect(reader.ForeignWords).Where(word => word.Length > 3);

    [GeneratedRegex("[\\s\\[\\]\"@,]+")]
    private static partial Regex Parts();

    private static IEnumerable<string> Walk(JsonElement element, string? name, Reader reader)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var isOrder = element.TryGetProperty("party", out _) && element.TryGetProperty("shipment_state", out _);
                foreach (var member in element.EnumerateObject())
                {
                    foreach (var leak in Walk(member.Value, isOrder && member.Name == "id" ? "sale" : member.Name, reader))
                    {
                        yield return leak;
                    }
                }
                break;
            case JsonValueKind.Array:
                foreach (var leak in element.EnumerateArray().SelectMany(item => Walk(item, name, reader)))
                {
                    yield return leak;
                }
                break;
            case JsonValueKind.String:
                var text = element.GetString()!;
                foreach (var word in reader.ForeignWords.Where(word => text == word || (word.Length > 7 && text.Contains(word, StringComparison.OrdinalIgnoreCase))))
                {
                    yield return $"{name}: {word}";
                }
                break;
            case JsonValueKind.Number when element.TryGetInt32(out var id):
                if ((name is "sale" && !reader.Sales.Contains(id)) || (name is "party" && !reader.Parties.Contains(id)))
                {
                    yield return $"{name}: {id}";
                }
                break;
        }
    }
}
