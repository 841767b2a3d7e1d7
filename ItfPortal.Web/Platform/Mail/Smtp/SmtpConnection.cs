using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ItfPortal.Web.Platform.Mail.Smtp;

/// <summary>
/// One connection to the mail server, opened by the first mail, kept for the next ones, opened again after a fault. Every wait has an
/// end: a server that hangs costs <see cref="MailOptions.ConnectTime"/> or <see cref="MailOptions.SendTime"/>. For one user at a time.
/// </summary>
internal sealed class SmtpConnection(SmtpAddress address, MailOptions options, string localDomain, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private SmtpClient? _client;

    /// <summary>Sends one mail.</summary>
    /// <param name="message">The mail; its envelope is what its headers say.</param>
    /// <param name="cancellationToken">Gives up, also in the middle: what the server has got by then nobody knows.</param>
    /// <returns>What came of it; never throws for what a server or a network can do.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<Delivery> SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        if (await ConnectAsync(cancellationToken) is { } unreachable)
        {
            return unreachable;
        }
        using var patience = Patience(options.SendTime, cancellationToken);
        try
        {
            await _client!.SendAsync(message, patience.Token);
            return Delivery.Accepted;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Drop();
            return Delivery.Failed(DeliveryResult.Later, "timeout", "The mail server did not answer in time.");
        }
        catch (OperationCanceledException)
        {
            Drop();
            throw;
        }
        catch (SmtpCommandException exception)
        {
            return Refused(exception);
        }
        catch (Exception exception) when (IsWire(exception))
        {
            Drop();
            return Delivery.Failed(DeliveryResult.Later, exception.GetType().Name, exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { IsConnected: true } client)
        {
            using var patience = Patience(s_farewell, CancellationToken.None);
            try
            {
                await client.DisconnectAsync(quit: true, patience.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException || IsWire(exception))
            {
                // A farewell that nobody hears.
            }
        }
        Drop();
    }

    private async Task<Delivery?> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_client is { IsConnected: true })
        {
            return null;
        }
        Drop();
        var client = _client = new SmtpClient { LocalDomain = localDomain };
        using var patience = Patience(options.ConnectTime, cancellationToken);
        try
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                // Our own socket, because a mail's end is a small write after another one: held back for an answer that does not
                // come, it would cost 40 ms a mail.
                await socket.ConnectAsync(address.Host, address.Port, patience.Token);
                await client.ConnectAsync(socket, address.Host, address.Port, address.Security, patience.Token);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
            if (address.Credential is { } credential)
            {
                await client.AuthenticateAsync(credential, patience.Token);
            }
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Drop();
            return Delivery.Failed(DeliveryResult.Unreachable, "timeout", "The mail server did not answer in time.");
        }
        catch (Exception exception) when (IsWire(exception) || exception is SmtpCommandException or AuthenticationException or SslHandshakeException or NotSupportedException)
        {
            // What is refused here is refused to the portal, not to one reader: no mail is given up for it.
            Drop();
            return Delivery.Failed(DeliveryResult.Unreachable, exception.GetType().Name, Words(exception));
        }
    }

    private Delivery Refused(SmtpCommandException exception)
    {
        var code = ((int)exception.StatusCode).ToString(CultureInfo.InvariantCulture);
        var later = (int)exception.StatusCode < 500;
        if (exception.StatusCode is SmtpStatusCode.ServiceNotAvailable)
        {
            // 421: it hangs up after this.
            Drop();
        }
        return Delivery.Failed(later ? DeliveryResult.Later : DeliveryResult.Refused, code, $"{code} {exception.Message}");
    }

    // What the handshake's exception says is a page of advice for programmers.
    private static string Words(Exception exception) => exception is SslHandshakeException
        ? "The mail server's certificate is not trusted, or it does not speak TLS."
        : exception.Message;

    private static bool IsWire(Exception exception) =>
        exception is IOException or SocketException or ProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException
            or ObjectDisposedException;

    private Deadline Patience(TimeSpan patience, CancellationToken cancellationToken) => new(patience, time, cancellationToken);

    private void Drop()
    {
        _client?.Dispose();
        _client = null;
    }

    /// <summary>The caller's token with an end in time; by our own clock, so that a test need not wait.</summary>
    private sealed class Deadline : IDisposable
    {
        private readonly CancellationTokenSource _source;
        private readonly ITimer _timer;

        public Deadline(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
        {
            _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), _source, patience, Timeout.InfiniteTimeSpan);
        }

        public CancellationToken Token => _source.Token;

        public void Dispose()
        {
            // In this order: a timer that fires now would find the source gone.
            _timer.Dispose();
            _source.Dispose();
        }
    }
}
