using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ItfPortal.Tests.Support;

/// <summary>
/// Stands between the portal and Tryton on loopback and misbehaves on demand, as a network or a sick server does. The bytes
/// themselves are the real ones.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly Uri _upstream;
    private readonly Task _accepting;
    private volatile Fault _fault = Fault.None;
    private int _requests;

    private FaultProxy(Uri upstream)
    {
        _upstream = upstream;
        _listener.Start();
        Url = new UriBuilder(upstream) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>Where to send what is meant for the other side.</summary>
    public Uri Url { get; }

    /// <summary>Requests that came in so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Starts in good health.</summary>
    public static FaultProxy Before(string upstream) => new(new Uri(upstream));

    /// <summary>Takes everything and passes nothing on, either way.</summary>
    public void Freeze() => Become(new Fault { Requests = new(), Answers = new() });

    /// <summary>Requests pass and are worked on; their answers wait until <see cref="Heal"/>.</summary>
    public void HoldAnswers() => Become(new Fault { Answers = new() });

    /// <summary>Resets every connection as soon as so many bytes of an answer have passed; what was open too.</summary>
    public void CutAfter(int bytes) => Become(new Fault { CutAfter = bytes });

    /// <summary>Answers trickle.</summary>
    public void Slow(int bytesPerSecond) => Become(new Fault { BytesPerSecond = bytesPerSecond });

    /// <summary>Passes what was held and everything after it.</summary>
    public void Heal() => Become(Fault.None);

    public async ValueTask DisposeAsync()
    {
        Heal();
        await _ending.CancelAsync();
        _listener.Stop();
        foreach (var socket in _open.Keys)
        {
            socket.Dispose();
        }
        await _accepting;
        _ending.Dispose();
    }

    private void Become(Fault fault)
    {
        var before = _fault;
        _fault = fault;
        before.Requests?.TrySetResult();
        before.Answers?.TrySetResult();
        if (fault.CutAfter is not null)
        {
            foreach (var socket in _open.Keys)
            {
                socket.Close(0);
            }
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_ending.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _open[client] = 0;
        _open[server] = 0;
        try
        {
            await server.ConnectAsync(_upstream.Host, _upstream.Port, _ending.Token);
            await Task.WhenAny(PumpAsync(client, server, request: true), PumpAsync(server, client, request: false));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side went away: so does the other.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
            client.Close(0);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool request)
    {
        var buffer = new byte[16 * 1024];
        var passed = 0;
        while (true)
        {
            var count = await from.ReceiveAsync(buffer, _ending.Token);
            if (count == 0)
            {
                return;
            }
            if (request && buffer.AsSpan(0, count).StartsWith("POST "u8))
            {
                Interlocked.Increment(ref _requests);
                passed = 0;
            }
            // What was held may be held again by the next fault.
            while ((request ? _fault.Requests : _fault.Answers)?.Task is { IsCompleted: false } gate)
            {
                await gate.WaitAsync(_ending.Token);
            }
            var fault = _fault;
            if (!request && fault.CutAfter is { } most && passed + count > most)
            {
                await to.SendAsync(buffer.AsMemory(0, Math.Max(0, most - passed)), _ending.Token);
                return;
            }
            if (!request && fault.BytesPerSecond is { } rate)
            {
                await TrickleAsync(to, buffer.AsMemory(0, count), rate);
            }
            else
            {
                await to.SendAsync(buffer.AsMemory(0, count), _ending.Token);
            }
            passed += count;
        }
    }

    private async Task TrickleAsync(Socket to, ReadOnlyMemory<byte> bytes, int rate)
    {
        var step = Math.Max(1, rate / 10);
        for (var sent = 0; sent < bytes.Length; sent += step)
        {
            await to.SendAsync(bytes.Slice(sent, Math.Min(step, bytes.Length - sent)), _ending.Token);
            if (_fault.BytesPerSecond is not null)
            {
                await Task.Delay(100, _ending.Token);
            }
        }
    }

    private sealed record Fault
    {
        public static Fault None { get; } = new();

        public TaskCompletionSource? Requests { get; init; }

        public TaskCompletionSource? Answers { get; init; }

        public int? CutAfter { get; init; }

        public int? BytesPerSecond { get; init; }
    }
}
