using System.Globalization;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>What the walls in Tryton cost: the order list's method with guard, rules and access checks against the same without.</summary>
internal static class WallsBench
{
    public static async Task RunAsync(int rounds)
    {
        var person = Stack.Person("company_administrator", LiveBench.Company);
        var printed = await TrytonPython.RunAsync("walls.py", person.Login, rounds.ToString(CultureInfo.InvariantCulture));
        var times = printed.Split(' ', StringSplitOptions.TrimEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToList();
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"walls: order list in Tryton {times[0]:0.0} ms with guard and rules, {times[1]:0.0} ms without: {times[0] / times[1]:0.00} times (n = {rounds})"));
        await Table.AddAsync(
            "the walls: a customer's order list in Tryton, with guard, record rules and access checks", string.Create(CultureInfo.InvariantCulture, $"{times[0]:0.0} ms"),
            string.Create(CultureInfo.InvariantCulture, $"the same method without them {times[1]:0.0} ms"), times[0] / times[1], null);
    }
}
