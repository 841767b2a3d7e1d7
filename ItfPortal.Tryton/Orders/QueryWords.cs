using System.Collections.Immutable;
using ItfPortal.Tryton.Protocol.Wire;

namespace ItfPortal.Tryton.Orders;

/// <summary>Parts that the list's and the board's query have in common.</summary>
internal static class QueryWords
{
    /// <summary>Null for every state.</summary>
    public static IReadOnlyList<object?>? States(ImmutableArray<OrderWord> states) =>
        states.IsDefaultOrEmpty ? null : [.. states.Select(s => Words.OrderWords[s])];

    /// <summary>Null for blank.</summary>
    public static string? Search(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
