using System.Text.Json;
using System.Text.Json.Nodes;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>Compares JSON by meaning, not by white space.</summary>
internal static class JsonAssertions
{
    public static JsonSubject Should(this JsonElement element) => new(element);

    internal readonly record struct JsonSubject(JsonElement Element)
    {
        public void BeJson(string expected)
        {
            if (!JsonNode.DeepEquals(JsonNode.Parse(Element.GetRawText()), JsonNode.Parse(expected)))
            {
                Element.GetRawText().Should().Be(expected);
            }
        }
    }
}
