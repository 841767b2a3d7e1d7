using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Platform.Caching;

/// <summary>
/// Reads shared by the people who see the same: keyed by party, role scope, resource and the party's generation.
/// Nothing is removed; old generations age out. One read at a time per key and replica.
/// </summary>
public interface IPartyCache
{
    /// <summary>The cached answer of this generation, else the result of <paramref name="read"/>, stored.</summary>
    /// <param name="scope">Whose; part of the key.</param>
    /// <param name="resource">What, with everything that changes the answer, for example <c>orders?q=…</c>.</param>
    /// <param name="read">Called at most once at a time per key; its exceptions pass through and are not stored.</param>
    /// <param name="cancellationToken">Ends this caller's wait, not the others'.</param>
    ValueTask<T> GetOrReadAsync<T>(PartyScope scope, string resource, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken);

    /// <summary>The same for ITF's own people, who all see the same.</summary>
    ValueTask<T> GetOrReadForStaffAsync<T>(string resource, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken);
}
