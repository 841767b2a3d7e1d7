using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ItfPortal.Bench.Circuits;

/// <summary>One Blazor Server circuit without a browser. No DOM is kept: render batches are counted and acknowledged.</summary>
internal sealed partial class CircuitClient(Uri baseUri, HttpMessageInvoker sockets, HttpClient http, string cookie) : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _send = new(1, 1);
    private readonly TaskCompletionSource<string?> _circuitId = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _rendered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<double>? _nextBatch;
    private Task? _loop;

    public int Batches { get; private set; }

    public long BatchBytes { get; private set; }

    public string? Error { get; private set; }

    public bool Alive => _socket.State == WebSocketState.Open && Error is null;

    /// <summary>Gets the page and starts its circuit as a browser does.</summary>
    public async Task OpenAsync(string path, CancellationToken cancellationToken)
    {
        var page = new Uri(baseUri, path);
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        request.Headers.Add("Cookie", cookie);
        using var response = await http.SendAsync(request, cancellationToken);
        var html = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"GET {path}: {(int)response.StatusCode} {response.Headers.Location}");
        }
        var markers = Marker().Matches(html).Select(m => m.Groups[1].Value).ToList();
        if (markers.Count == 0)
        {
            throw new InvalidOperationException("no server component on the page (a static page, or not signed in?)");
        }
        var state = State().Match(html) is { Success: true } found ? found.Groups[1].Value : "";

        _socket.Options.SetRequestHeader("Cookie", cookie);
        _socket.Options.SetRequestHeader("Origin", baseUri.GetLeftPart(UriPartial.Authority));
        var address = new UriBuilder(baseUri) { Scheme = baseUri.Scheme == "https" ? "wss" : "ws", Path = "/_blazor" }.Uri;
        await _socket.ConnectAsync(address, sockets, cancellationToken);
        await _socket.SendAsync(BlazorPackWriter.Handshake, WebSocketMessageType.Binary, true, cancellationToken);
        _loop = Task.Run(ReceiveAsync, CancellationToken.None);
        await SendAsync(BlazorPackWriter.Invocation("0", "StartCircuit", baseUri.ToString(), page.ToString(), "[]", state));
        if (await _circuitId.Task.WaitAsync(cancellationToken) is null)
        {
            throw new InvalidOperationException("StartCircuit refused");
        }
        var operations = string.Join(',', markers.Select((marker, i) =>
            $"{{\"type\":\"add\",\"ssrComponentId\":{i + 1},\"marker\":{marker}}}"));
        await SendAsync(BlazorPackWriter.Invocation(
            null, "UpdateRootComponents", $"{{\"batchId\":1,\"operations\":[{operations}]}}", state));
        await _rendered.Task.WaitAsync(cancellationToken);
    }

    /// <summary>When the next batch arrives: milliseconds since 1970.</summary>
    public Task<double> NextBatchAsync()
    {
        var next = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        _nextBatch = next;
        return next.Task;
    }

    public Task PingAsync() => SendAsync(BlazorPackWriter.Ping);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_circuitId.Task.IsCompletedSuccessfully && await _circuitId.Task is { } id)
            {
                using var form = new MultipartFormDataContent { { new StringContent(id), "circuitId" } };
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(baseUri, "_blazor/disconnect")) { Content = form };
                request.Headers.Add("Cookie", cookie);
                request.Headers.Add("Origin", baseUri.GetLeftPart(UriPartial.Authority));
                (await http.SendAsync(request)).Dispose();
            }
            if (_socket.State == WebSocketState.Open)
            {
                using var limit = new CancellationTokenSource(2000);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
        }
        catch (Exception)
        {
            // Going away anyway.
        }
        _socket.Dispose();
        if (_loop is not null)
        {
            await _loop;
        }
        _send.Dispose();
    }

    private async Task SendAsync(byte[] data)
    {
        await _send.WaitAsync();
        try
        {
            if (_socket.State == WebSocketState.Open)
            {
                await _socket.SendAsync(data, WebSocketMessageType.Binary, true, CancellationToken.None);
            }
        }
        finally
        {
            _send.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[4096];
        var filled = 0;
        var shaken = false;
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
                var result = await _socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    Error ??= "closed: " + _socket.CloseStatusDescription;
                    break;
                }
                filled += result.Count;
                var used = 0;
                if (!shaken)
                {
                    var end = Array.IndexOf(buffer, (byte)0x1e, 0, filled);
                    if (end < 0)
                    {
                        continue;
                    }
                    if (end > 2)
                    {
                        throw new InvalidOperationException("handshake: " + Encoding.UTF8.GetString(buffer, 0, end));
                    }
                    shaken = true;
                    used = end + 1;
                }
                var replies = Parse(buffer.AsSpan(used, filled - used), ref used);
                Buffer.BlockCopy(buffer, used, buffer, 0, filled - used);
                filled -= used;
                if (filled == 0 && buffer.Length > 4096)
                {
                    buffer = new byte[4096];
                }
                foreach (var reply in replies)
                {
                    await SendAsync(reply);
                }
            }
        }
        catch (Exception exception)
        {
            Error ??= exception.Message;
        }
        var failure = new InvalidOperationException(Error ?? "closed");
        _circuitId.TrySetException(failure);
        _rendered.TrySetException(failure);
    }

    private List<byte[]> Parse(ReadOnlySpan<byte> data, ref int used)
    {
        var replies = new List<byte[]>();
        var rest = data;
        while (BlazorPackReader.TryFrame(ref rest, out var message))
        {
            var reader = new BlazorPackReader(message);
            reader.ArrayHeader();
            switch (reader.Integer())
            {
                case 1: Invoked(ref reader, replies); break;
                case 3: Completed(ref reader); break;
                case 7: Error ??= "hub closed: " + reader.String(); break;
            }
        }
        used += data.Length - rest.Length;
        return replies;
    }

    private void Completed(ref BlazorPackReader reader)
    {
        reader.Skip();
        reader.String();
        var kind = reader.Integer();
        if (kind == 1)
        {
            Error = "hub error: " + reader.String();
            _circuitId.TrySetException(new InvalidOperationException(Error));
            return;
        }
        _circuitId.TrySetResult(kind == 3 ? reader.String() : null);
    }

    private void Invoked(ref BlazorPackReader reader, List<byte[]> replies)
    {
        reader.Skip();
        var id = reader.String();
        var target = reader.String();
        reader.ArrayHeader();
        switch (target)
        {
            case "JS.RenderBatch":
                var batch = reader.Integer();
                BatchBytes += reader.BinaryLength();
                Batches++;
                Interlocked.Exchange(ref _nextBatch, null)?.TrySetResult((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds);
                replies.Add(BlazorPackWriter.Invocation(null, "OnRenderCompleted", batch, null));
                break;
            case "JS.BeginInvokeJS":
                var task = reader.Integer();
                if (task != 0)
                {
                    replies.Add(BlazorPackWriter.Invocation(null, "EndInvokeJSFromDotNet", task, true, $"[{task},true,null]"));
                }
                break;
            case "JS.EndUpdateRootComponents":
                _rendered.TrySetResult();
                break;
            case "JS.Error":
                Error = "circuit: " + reader.String();
                _rendered.TrySetException(new InvalidOperationException(Error));
                break;
        }
        if (id is not null)
        {
            replies.Add(BlazorPackWriter.Completion(id, true));
        }
    }

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->", RegexOptions.Singleline)]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->", RegexOptions.Singleline)]
    private static partial Regex State();
}
