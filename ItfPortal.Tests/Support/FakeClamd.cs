using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ItfPortal.Tests.Support;

/// <summary>clamd on a socket: speaks INSTREAM as clamd(8) has it, knows the EICAR test file, and goes wrong as it is told.</summary>
public sealed class FakeClamd : IAsyncDisposable
{
    /// <summary>What every antivirus finds; in two parts, so that none finds this file.</summary>
    public static readonly byte[] Eicar = Encoding.ASCII.GetBytes(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();

    public FakeClamd()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>One that listens.</summary>
    public static FakeClamd Start() => new();

    public string Url => FormattableString.Invariant($"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Instead of a verdict; null for one, empty to hang up.</summary>
    public string? Says { get; set; }

    /// <summary>Says nothing at all.</summary>
    public bool Silent { get; set; }

    /// <summary>Every file it was sent.</summary>
    public ConcurrentQueue<byte[]> Files { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var command = new byte["zINSTREAM\0".Length];
                await stream.ReadExactlyAsync(command, _ending.Token);
                if (Encoding.ASCII.GetString(command) != "zINSTREAM\0")
                {
                    await stream.WriteAsync("UNKNOWN COMMAND\0"u8.ToArray(), _ending.Token);
                    return;
                }
                using var file = new MemoryStream();
                var head = new byte[4];
                while (true)
                {
                    await stream.ReadExactlyAsync(head, _ending.Token);
                    if (BinaryPrimitives.ReadUInt32BigEndian(head) is var length && length == 0)
                    {
                        break;
                    }
                    var piece = new byte[length];
                    await stream.ReadExactlyAsync(piece, _ending.Token);
                    file.Write(piece);
                }
                Files.Enqueue(file.ToArray());
                if (Silent)
                {
                    await Task.Delay(Timeout.Infinite, _ending.Token);
                }
                var verdict = file.ToArray().AsSpan().IndexOf(Eicar) >= 0 ? "stream: Eicar-Test-Signature FOUND" : "stream: OK";
                if (Says is not "")
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes((Says ?? verdict) + "\0"), _ending.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
            {
            }
        }
    }
}
