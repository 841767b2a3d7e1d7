using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>
/// ClamAV's daemon, by its INSTREAM command (clamd(8)): <c>zINSTREAM\0</c>, then pieces of the file, each behind its length in four bytes of
/// network order, then a length of zero; it answers <c>stream: OK</c> or <c>stream: NAME FOUND</c>. Everything else is no verdict.
/// </summary>
internal sealed partial class Clamd(IOptions<AntivirusOptions> options, TimeProvider time, ILogger<Clamd> logger) : IAntivirus, IHostedService
{
    private const int PieceBytes = 64 * 1024;
    private const int LongestAnswer = 1024;
    private const string Begins = "stream: ";
    private const string Found = " FOUND";

    /// <inheritdoc/>
    public async Task<ScanVerdict> ScanAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (options.Value.Clamd is not { } address)
        {
            return new ScanVerdict.NotConfigured();
        }
        using var limit = new CancellationTokenSource(options.Value.ScanTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.DnsSafeHost, address.Port, either.Token);
            var answer = await AskAsync(client.GetStream(), content, either.Token);
            if (answer == Begins + "OK")
            {
                return new ScanVerdict.Clean();
            }
            if (answer.StartsWith(Begins, StringComparison.Ordinal) && answer.EndsWith(Found, StringComparison.Ordinal) && answer.Length > Begins.Length + Found.Length)
            {
                return new ScanVerdict.Infected(answer[Begins.Length..^Found.Length]);
            }
            LogAway(VisitorText.OneLine(answer));
        }
        catch (Exception exception) when (exception is SocketException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogAway(exception.Message);
        }
        return new ScanVerdict.Away();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Clamd is null)
        {
            LogNone();
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<string> AskAsync(NetworkStream clamd, Stream content, CancellationToken cancellationToken)
    {
        await clamd.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
        var piece = new byte[sizeof(int) + PieceBytes];
        int read;
        do
        {
            read = await content.ReadAsync(piece.AsMemory(sizeof(int)), cancellationToken);
            // The last piece is the empty one.
            BinaryPrimitives.WriteInt32BigEndian(piece, read);
            await clamd.WriteAsync(piece.AsMemory(0, sizeof(int) + read), cancellationToken);
        }
        while (read > 0);
        var answer = new byte[LongestAnswer];
        var length = 0;
        while (length < answer.Length && !answer.AsSpan(0, length).Contains((byte)0))
        {
            var more = await clamd.ReadAsync(answer.AsMemory(length), cancellationToken);
            if (more == 0)
            {
                break;
            }
            length += more;
        }
        return Encoding.UTF8.GetString(answer, 0, length).TrimEnd('\0', '\n', '\r');
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No antivirus is set (CLAMD_URL): files that visitors send are kept as not scanned")]
    private partial void LogNone();

    [LoggerMessage(Level = LogLevel.Error, Message = "The antivirus gave no verdict: {Problem}")]
    private partial void LogAway(string problem);
}
