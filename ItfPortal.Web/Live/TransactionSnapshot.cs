using System.Collections.Frozen;
using System.Globalization;

namespace ItfPortal.Web.Live;

/// <summary>
/// PostgreSQL's <c>pg_snapshot</c>: which transactions were finished at one moment. Text form <c>xmin:xmax:xip,xip</c>.
/// </summary>
/// <param name="text">As <c>pg_snapshot::text</c> writes it.</param>
/// <param name="xmin">Every transaction below it was finished; the feed's horizon.</param>
/// <param name="xmax">No transaction at or above it was.</param>
/// <param name="running">Those in between that were not.</param>
internal sealed class TransactionSnapshot(string text, ulong xmin, ulong xmax, FrozenSet<ulong> running)
{
    /// <summary>Every transaction below it was finished.</summary>
    public ulong Xmin { get; } = xmin;

    /// <summary>No transaction at or above it was finished.</summary>
    public ulong Xmax { get; } = xmax;

    /// <summary>Whether the transaction was finished then.</summary>
    public bool Sees(ulong transaction) => transaction < Xmin || (transaction < Xmax && !running.Contains(transaction));

    /// <inheritdoc/>
    public override string ToString() => text;

    /// <summary>Reads the text form; null when it is not one.</summary>
    public static TransactionSnapshot? TryParse(string? text)
    {
        var parts = text?.Split(':');
        if (parts is not [var xmin, var xmax, var xip] || !TryNumber(xmin, out var low) || !TryNumber(xmax, out var high))
        {
            return null;
        }
        var running = new HashSet<ulong>();
        foreach (var item in xip.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryNumber(item, out var transaction))
            {
                return null;
            }
            running.Add(transaction);
        }
        return new TransactionSnapshot(text!, low, high, running.ToFrozenSet());
    }

    /// <summary>A transaction id written as digits and nothing else.</summary>
    public static bool TryNumber(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
