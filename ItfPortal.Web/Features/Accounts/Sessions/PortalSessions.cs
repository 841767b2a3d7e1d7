using System.Collections.Concurrent;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>Asks whether a session lives.</summary>
internal interface ISessionLookup
{
    /// <summary>The living session, or null; believed for 5 seconds when nothing was heard.</summary>
    /// <exception cref="NpgsqlException">The database gives no answer and none is known.</exception>
    ValueTask<PortalSession?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The living session as of now: from memory only while every end is heard of at once.</summary>
    /// <exception cref="NpgsqlException">The database gives no answer and none is known.</exception>
    ValueTask<PortalSession?> FindNowAsync(string id, CancellationToken cancellationToken);
}

/// <summary>
/// This replica's view of the sessions: a look-up is believed for 5 seconds and forgotten at once when any replica says
/// that the session ended or changed. Singleton.
/// </summary>
internal sealed partial class PortalSessions(
    SessionStore store, IOptions<PortalSessionOptions> options, TimeProvider time, ILogger<PortalSessions> logger) : ISessionLookup
{
    /// <summary>How long an answer serves when the database gives none: pages stay, Tryton still checks every call.</summary>
    private static readonly TimeSpan s_withoutDatabase = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _touched = new(StringComparer.Ordinal);
    private long _epoch;

    /// <summary>Whether ends are heard of at once; set by <see cref="SessionSignals"/>.</summary>
    public bool Listening { get; set; }

    /// <summary>Sessions looked up here lately.</summary>
    public IReadOnlyCollection<string> InUse => [.. _entries.Keys];

    /// <inheritdoc/>
    public ValueTask<PortalSession?> FindAsync(string id, CancellationToken cancellationToken) => FindAsync(id, options.Value.CacheFor, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PortalSession?> FindNowAsync(string id, CancellationToken cancellationToken) =>
        FindAsync(id, Listening ? options.Value.CacheFor : TimeSpan.Zero, cancellationToken);

    /// <summary>Forgets what is known of one session.</summary>
    public void Forget(string id)
    {
        Interlocked.Increment(ref _epoch);
        _entries.TryRemove(id, out _);
    }

    /// <summary>Forgets everything: something may have been missed.</summary>
    public void ForgetAll()
    {
        Interlocked.Increment(ref _epoch);
        _entries.Clear();
    }

    /// <summary>Notes that the person did something; written to the database by <see cref="SessionKeeper"/>.</summary>
    public void Touch(string id) => _touched[id] = 0;

    /// <summary>Takes the sessions touched since the last time.</summary>
    public IReadOnlyCollection<string> TakeTouched()
    {
        var ids = _touched.Keys.ToList();
        foreach (var id in ids)
        {
            _touched.TryRemove(id, out _);
        }
        return ids;
    }

    /// <summary>Writes what one session's person did since the last time, now.</summary>
    public async Task WriteTouchedAsync(string id, CancellationToken cancellationToken)
    {
        if (_touched.TryRemove(id, out _))
        {
            await store.TouchAsync([id], cancellationToken);
        }
    }

    /// <summary>Drops what has aged out.</summary>
    public void Trim()
    {
        foreach (var (id, entry) in _entries)
        {
            if (time.GetElapsedTime(entry.ReadAt) > s_withoutDatabase)
            {
                _entries.TryRemove(new KeyValuePair<string, Entry>(id, entry));
            }
        }
    }

    private async ValueTask<PortalSession?> FindAsync(string id, TimeSpan age, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(id, out var known) && time.GetElapsedTime(known.ReadAt) < age)
        {
            return known.Session;
        }
        var (epoch, now) = (Interlocked.Read(ref _epoch), time.GetTimestamp());
        try
        {
            var session = await store.FindAsync(id, cancellationToken);
            if (session is null)
            {
                // Not remembered: made-up cookies would fill the memory.
                _entries.TryRemove(id, out _);
            }
            else if (epoch == Interlocked.Read(ref _epoch))
            {
                _entries[id] = new Entry(session, now);
            }
            return session;
        }
        catch (NpgsqlException exception) when (known is not null && time.GetElapsedTime(known.ReadAt) < s_withoutDatabase)
        {
            LogUnanswered(exception.Message);
            return known.Session;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sessions' database gives no answer, the last one serves: {Problem}")]
    private partial void LogUnanswered(string problem);

    private sealed record Entry(PortalSession Session, long ReadAt);
}
