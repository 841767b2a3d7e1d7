using System.Text;
using System.Text.Json;

namespace ItfPortal.Tryton.Protocol.Wire;

/// <summary>The names of an object's members, found without making strings; quickest when they come in the order given.</summary>
internal sealed class MemberNames(params string[] names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>All of them, one bit each.</summary>
    public int All => (1 << _names.Length) - 1;

    /// <summary>The place of the name on which the reader stands, or -1 for a stranger.</summary>
    /// <param name="reader">On a member's name.</param>
    /// <param name="expected">The place that is tried first.</param>
    public int Find(ref Utf8JsonReader reader, int expected)
    {
        if (expected < _names.Length && reader.ValueTextEquals(_names[expected]))
        {
            return expected;
        }

        for (var place = 0; place < _names.Length; place++)
        {
            if (reader.ValueTextEquals(_names[place]))
            {
                return place;
            }
        }

        return -1;
    }
}
