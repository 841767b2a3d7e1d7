using System.Collections.Concurrent;
using System.Globalization;
using ItfPortal.Tryton.Events;

namespace ItfPortal.Web.Live;

/// <summary>
/// The set of events heard, per party, as a fingerprint that does not depend on the order of hearing: two replicas (or
/// one before and after a reconnect) that know the same events share cache entries, any other two do not. A plain
/// "transaction of the last event" would not do: replicas that caught up hear the same transactions in another order.
/// </summary>
internal sealed class Generations(TimeProvider time) : IGenerations
{
    /// <summary>While nothing is heard, an answer is shared for this long at most.</summary>
    private const int BlindSeconds = 2;

    private volatile Heard _heard = new("start", Blind: true, new ConcurrentDictionary<int, Fingerprint>());

    public string Of(int party) => _heard is var heard && heard.Parties.TryGetValue(party, out var fingerprint)
        ? Text(heard, fingerprint)
        : Text(heard, default);

    public string OfAll => Of(Everything);

    /// <summary>Events without a party, and the sum over all of them, are kept under a key no party has.</summary>
    internal const int Everything = 0;

    /// <summary>Starts an epoch from what the event table holds at one snapshot.</summary>
    /// <param name="epoch">Where the counting starts; the same text for replicas that read the same table.</param>
    /// <param name="parties">Fingerprints of the committed events; key 0 is all of them.</param>
    public void Start(string epoch, IEnumerable<KeyValuePair<int, Fingerprint>> parties) =>
        _heard = new Heard(epoch, Blind: false, new ConcurrentDictionary<int, Fingerprint>(parties));

    /// <summary>Nothing is heard from now on: entries become short-lived until the next <see cref="Start"/>.</summary>
    public void GoBlind() => _heard = _heard with { Blind = true };

    /// <summary>Moves the generations of the events' parties. Called before anybody is told of the events.</summary>
    public void Advance(IEnumerable<PortalEvent> events)
    {
        var parties = _heard.Parties;
        foreach (var portalEvent in events)
        {
            Add(parties, Everything, portalEvent);
            if (portalEvent.Party is { } party and not Everything)
            {
                Add(parties, party, portalEvent);
            }
        }
    }

    private static void Add(ConcurrentDictionary<int, Fingerprint> parties, int key, PortalEvent portalEvent) =>
        parties.AddOrUpdate(key, _ => default(Fingerprint).With(portalEvent.Id, portalEvent.Tx), (_, old) => old.With(portalEvent.Id, portalEvent.Tx));

    private string Text(Heard heard, Fingerprint fingerprint)
    {
        var known = string.Create(CultureInfo.InvariantCulture, $"{heard.Epoch}.{fingerprint}");
        return heard.Blind
            ? string.Create(CultureInfo.InvariantCulture, $"{known}~{time.GetUtcNow().ToUnixTimeSeconds() / BlindSeconds}")
            : known;
    }

    private sealed record Heard(string Epoch, bool Blind, ConcurrentDictionary<int, Fingerprint> Parties);
}

/// <summary>A set of events as four sums modulo 2^64; equal sets have equal sums, in whatever order they were added.</summary>
/// <param name="Count">How many.</param>
/// <param name="Ids">Sum of the ids.</param>
/// <param name="Squares">Sum of the ids' squares.</param>
/// <param name="Transactions">Sum of the transactions, so that a restored database with ids used again differs.</param>
internal readonly record struct Fingerprint(ulong Count, ulong Ids, ulong Squares, ulong Transactions)
{
    /// <summary>The set with one more event.</summary>
    public Fingerprint With(long id, ulong transaction) => unchecked(new(
        Count + 1, Ids + (ulong)id, Squares + ((ulong)id * (ulong)id), Transactions + transaction));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count:x}-{Ids:x}-{Squares:x}-{Transactions:x}");
}
