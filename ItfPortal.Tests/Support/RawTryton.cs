using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ItfPortal.Tests.Support;

/// <summary>
/// A Tryton on a bare socket, for what an HTTP server cannot be made to do: answers that are no HTTP, connections cut at a chosen byte.
/// Tells its version by itself; every other request goes to the test.
/// </summary>
public sealed class RawTryton : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<RawConnection, Task> _serve;
    private readonly Task _accepting;

    /// <param name="serve">What is done with a connection whose next request is not about the version.</param>
    public RawTryton(Func<RawConnection, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));
        _accepting = AcceptAsync();
    }

    /// <summary>Its root.</summary>
    public Uri Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_ending.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new RawConnection(socket, _ending.Token);
        try
        {
            while (await connection.HeadAsync() is { } head)
            {
                if (head.StartsWith("POST / ", StringComparison.Ordinal))
                {
                    await connection.AnswerAsync(await connection.BodyAsync(), "\"7.0.56\"");
                }
                else
                {
                    await _serve(connection);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One of the two has cut it.
        }
    }
}

/// <summary>One connection of a client, between a request's head and its body.</summary>
public sealed class RawConnection(Socket socket, CancellationToken ending) : IDisposable
{
    private readonly List<byte> _read = [];
    private int _bodyBytes;

    /// <summary>Bytes of the body that is to come.</summary>
    public int BodyBytes => _bodyBytes;

    /// <summary>Bytes sent on this connection.</summary>
    public long Sent { get; private set; }

    /// <summary>The request line and headers; null when the client has closed.</summary>
    public async Task<string?> HeadAsync()
    {
        while (true)
        {
            var end = Encoding.Latin1.GetString([.. _read]).IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var head = Encoding.Latin1.GetString([.. _read[..end]]);
                _read.RemoveRange(0, end + 4);
                var length = head.Split("\r\n").Single(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
                _bodyBytes = int.Parse(length["Content-Length: ".Length..], CultureInfo.InvariantCulture);
                return head;
            }
            if (!await MoreAsync())
            {
                return null;
            }
        }
    }

    /// <summary>The whole body, or so much of it.</summary>
    public async Task<string> BodyAsync(int? bytes = null)
    {
        var wanted = Math.Min(bytes ?? _bodyBytes, _bodyBytes);
        while (_read.Count < wanted)
        {
            if (!await MoreAsync())
            {
                throw new IOException("The client has closed");
            }
        }
        var body = Encoding.UTF8.GetString([.. _read[..wanted]]);
        _read.RemoveRange(0, wanted);
        _bodyBytes -= wanted;
        return body;
    }

    /// <summary>A right answer to a request's body.</summary>
    public Task AnswerAsync(string body, string result)
    {
        using var request = System.Text.Json.JsonDocument.Parse(body);
        var answer = $$"""{"id":{{request.RootElement.GetProperty("id").GetInt64()}},"result":{{result}}}""";
        return SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer)}\r\n\r\n{answer}");
    }

    /// <summary>Any bytes.</summary>
    public async Task SendAsync(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var sent = 0; sent < bytes.Length;)
        {
            var now = await socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None, ending);
            (sent, Sent) = (sent + now, Sent + now);
        }
    }

    /// <summary>The same bytes again and again until the client goes, or so many.</summary>
    public async Task FloodAsync(string text, long bytes, TimeSpan pause = default)
    {
        while (Sent < bytes)
        {
            await SendAsync(text);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, ending);
            }
        }
    }

    /// <summary>Waits until the client goes.</summary>
    public Task SilenceAsync() => Task.Delay(Timeout.Infinite, ending);

    /// <summary>Ends the connection as a server that is done with it.</summary>
    public void Close() => socket.Shutdown(SocketShutdown.Both);

    /// <summary>Ends the connection as a server that dies.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();

    private async Task<bool> MoreAsync()
    {
        var buffer = new byte[16 << 10];
        var count = await socket.ReceiveAsync(buffer, SocketFlags.None, ending);
        _read.AddRange(buffer[..count]);
        return count > 0;
    }
}
