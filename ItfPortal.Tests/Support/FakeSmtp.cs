using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace ItfPortal.Tests.Support;

/// <summary>What the server does to one mail.</summary>
public enum SmtpFault
{
    None,

    /// <summary>No greeting.</summary>
    HangAtGreeting,

    /// <summary>554 instead of a greeting.</summary>
    RefuseAtGreeting,

    /// <summary>451 to the reader's address.</summary>
    Recipient451,

    /// <summary>550 to the reader's address.</summary>
    Recipient550,

    /// <summary>451 after the whole mail.</summary>
    Data451,

    /// <summary>554 after the whole mail.</summary>
    Data554,

    /// <summary>Takes the whole mail and says nothing.</summary>
    HangAfterData,

    /// <summary>Takes the whole mail and hangs up.</summary>
    DropAfterData,

    /// <summary>421 and hangs up.</summary>
    Goodbye,
}

/// <summary>A mail server on a socket: speaks as much SMTP as a client asks of it, and goes wrong as it is told.</summary>
public sealed class FakeSmtp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private int _connections;

    public FakeSmtp()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => FormattableString.Invariant($"smtp://127.0.0.1:{Port}");

    /// <summary>Chooses the fault by the number of the mail, from 1 on over all connections; for a greeting it is the number of the next one.</summary>
    public Func<int, SmtpFault> Faults { get; set; } = _ => SmtpFault.None;

    /// <summary>Called with the number of a mail that is whole, before it is answered.</summary>
    public Func<int, Task> Whole { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called with the number of a mail that has just been accepted, before the client can know.</summary>
    public Func<int, Task> Answering { get; set; } = _ => Task.CompletedTask;

    /// <summary>Answer to AUTH.</summary>
    public string Auth { get; set; } = "235 Welcome";

    /// <summary>Every mail that arrived whole, also those that were not acknowledged.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    /// <summary>How many of them were acknowledged.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Words said in answer to EHLO.</summary>
    public string[] Extensions { get; set; } = ["8BITMIME", "PIPELINING"];

    private int _accepted;
    private int _mails;

    public IReadOnlyList<MimeMessage> Messages => [.. Received.Select(Parse)];

    public static MimeMessage Parse(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return MimeMessage.Load(stream);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        foreach (var client in _clients)
        {
            client.Dispose();
        }
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                _clients.Add(client);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                using var reader = new StreamReader(client.GetStream(), new UTF8Encoding(false));
                await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
                await TalkAsync(reader, writer);
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The client is gone.
            }
        }
    }

    private async Task TalkAsync(StreamReader reader, StreamWriter writer)
    {
        switch (Faults(Volatile.Read(ref _mails) + 1))
        {
            case SmtpFault.HangAtGreeting:
                await Task.Delay(Timeout.Infinite, _ending.Token);
                return;
            case SmtpFault.RefuseAtGreeting:
                await writer.WriteLineAsync("554 No service here");
                return;
            default:
                await writer.WriteLineAsync("220 fake.invalid ESMTP");
                break;
        }
        var (mail, fault) = (0, SmtpFault.None);
        while (await reader.ReadLineAsync(_ending.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    foreach (var extension in Extensions)
                    {
                        await writer.WriteLineAsync("250-" + extension);
                    }
                    await writer.WriteLineAsync("250 SMTPUTF8");
                    break;
                case "MAIL":
                    mail = Interlocked.Increment(ref _mails);
                    fault = Faults(mail);
                    if (fault == SmtpFault.Goodbye)
                    {
                        await writer.WriteLineAsync("421 Going down");
                        return;
                    }
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "RCPT":
                    await writer.WriteLineAsync(fault switch
                    {
                        SmtpFault.Recipient451 => "451 Try again later",
                        SmtpFault.Recipient550 => "550 5.1.1 No such person",
                        _ => "250 OK",
                    });
                    break;
                case "DATA":
                    if (!await TakeAsync(reader, writer, mail, fault))
                    {
                        return;
                    }
                    break;
                case "AUTH":
                    await writer.WriteLineAsync(Auth);
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 Bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 OK");
                    break;
            }
        }
    }

    private async Task<bool> TakeAsync(StreamReader reader, StreamWriter writer, int mail, SmtpFault fault)
    {
        if (fault is SmtpFault.Recipient451 or SmtpFault.Recipient550)
        {
            await writer.WriteLineAsync("554 No valid recipients");
            return true;
        }
        await writer.WriteLineAsync("354 Go on");
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_ending.Token) is { } line && line != ".")
        {
            text.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        }
        Received.Enqueue(text.ToString());
        await Whole(mail);
        switch (fault)
        {
            case SmtpFault.DropAfterData:
                return false;
            case SmtpFault.HangAfterData:
                await Task.Delay(Timeout.Infinite, _ending.Token);
                return false;
            case SmtpFault.Data451:
                await writer.WriteLineAsync("451 Too busy");
                return true;
            case SmtpFault.Data554:
                await writer.WriteLineAsync("554 Not wanted");
                return true;
            default:
                Interlocked.Increment(ref _accepted);
                await Answering(mail);
                await writer.WriteLineAsync("250 Taken");
                return true;
        }
    }
}
