using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Security.Limits;

/// <summary>How many files of rows may be made: per person and minute, at once per person, at once per replica. Singleton.</summary>
public sealed class ExportLimits(IRateCounter rates, IOptions<LimitsOptions> options)
{
    private static readonly TimeSpan s_busy = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<int, int> _users = new();
    private int _all;

    /// <summary>Asks for one more.</summary>
    /// <returns>A place to be given back, or how long to wait.</returns>
    public async ValueTask<(IDisposable? Place, TimeSpan RetryAfter)> EnterAsync(int user, CancellationToken cancellationToken)
    {
        var place = new Place(this, user);
        if (Interlocked.Increment(ref _all) > options.Value.ExportsAtOncePerReplica
            | _users.AddOrUpdate(user, 1, (_, count) => count + 1) > options.Value.ExportsAtOncePerUser)
        {
            place.Dispose();
            return (null, s_busy);
        }
        var hit = await rates.TakeAsync(
            string.Create(CultureInfo.InvariantCulture, $"export:{user}"), options.Value.ExportsPerUserPerMinute, TimeSpan.FromMinutes(1), cancellationToken);
        if (hit.Allowed)
        {
            return (place, TimeSpan.Zero);
        }
        place.Dispose();
        return (null, hit.RetryAfter);
    }

    private sealed class Place(ExportLimits limits, int user) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 1)
            {
                return;
            }
            Interlocked.Decrement(ref limits._all);
            if (limits._users.AddOrUpdate(user, 0, (_, count) => count - 1) <= 0)
            {
                limits._users.TryRemove(new KeyValuePair<int, int>(user, 0));
            }
        }
    }
}
