using System.Collections.Concurrent;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.Circuits;

/// <summary>This replica's open tabs by session, so that the end of a session reaches each of them. Singleton.</summary>
internal sealed partial class CircuitRegistry(
    ISessionLookup sessions, IOptions<LimitsOptions> limits, TimeProvider time, ILogger<CircuitRegistry> logger)
{
    /// <summary>How long a tab has for leaving by itself before its connection is cut.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ICircuitHandle, string> _circuits = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<string, HubCallerContext> _connections = new(StringComparer.Ordinal);

    /// <summary>Sessions with an open tab here.</summary>
    public IReadOnlyCollection<string> Sessions => _circuits.Values.ToHashSet(StringComparer.Ordinal);

    /// <summary>Open tabs of signed-in people on this replica.</summary>
    public int Count => _circuits.Count;

    /// <summary>Adds a tab; false when the session has too many already (tabs whose connection is gone do not count).</summary>
    public bool TryAdd(string session, ICircuitHandle circuit)
    {
        lock (_circuits)
        {
            if (_circuits.Count(pair => pair.Value == session && pair.Key.Connected) >= limits.Value.CircuitsPerSession)
            {
                LogTooMany(session, limits.Value.CircuitsPerSession);
                return false;
            }
            _circuits[circuit] = session;
            return true;
        }
    }

    /// <summary>The tab is closed.</summary>
    public void Remove(ICircuitHandle circuit) => _circuits.TryRemove(circuit, out _);

    /// <summary>A connection opened by a signed-in person.</summary>
    public void Connected(HubCallerContext connection) => _connections[connection.ConnectionId] = connection;

    /// <summary>It closed.</summary>
    public void Disconnected(HubCallerContext connection) => _connections.TryRemove(connection.ConnectionId, out _);

    /// <summary>The session has ended: its tabs leave for the sign-in page, whatever they still send is dropped.</summary>
    public void End(string session)
    {
        foreach (var circuit in Of(session))
        {
            circuit.End();
        }
        _ = CutAsync(() => ConnectionsOf(session));
    }

    /// <summary>What the person may see has changed: the tabs load again.</summary>
    public void Reload(string session)
    {
        // Those open now: the page that comes after has a connection of its own.
        var present = ConnectionsOf(session);
        foreach (var circuit in Of(session))
        {
            circuit.Reload();
        }
        _ = CutAsync(() => present);
    }

    /// <summary>Asks whether the session lives, ends its tabs if not.</summary>
    public async Task CheckAsync(string session)
    {
        try
        {
            if (await sessions.FindNowAsync(session, CancellationToken.None) is null)
            {
                End(session);
            }
        }
        catch (Exception exception)
        {
            // The backstop asks again within half a minute.
            LogUnchecked(session, exception.Message);
        }
    }

    /// <summary>Asks for every session with an open tab.</summary>
    public async Task CheckAllAsync()
    {
        foreach (var session in Sessions)
        {
            await CheckAsync(session);
        }
    }

    private List<ICircuitHandle> Of(string session) => [.. _circuits.Where(pair => pair.Value == session).Select(pair => pair.Key)];

    /// <summary>A tab that does not leave must not go on receiving.</summary>
    private async Task CutAsync(Func<IReadOnlyList<HubCallerContext>> connections)
    {
        await Task.Delay(s_grace, time);
        foreach (var connection in connections())
        {
            connection.Abort();
        }
    }

    private List<HubCallerContext> ConnectionsOf(string session) =>
        [.. _connections.Values.Where(connection => connection.User?.Session() == session)];

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {SessionId} has {Limit} open tabs already")]
    private partial void LogTooMany(string sessionId, int limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId} could not be checked: {Problem}")]
    private partial void LogUnchecked(string sessionId, string problem);
}

/// <summary>One open tab.</summary>
internal interface ICircuitHandle
{
    /// <summary>Whether its browser is connected now.</summary>
    bool Connected { get; }

    /// <summary>Leaves for the sign-in page; nothing it still sends has an effect. May be called from any thread.</summary>
    void End();

    /// <summary>Loads its page again; the same until then.</summary>
    void Reload();
}
