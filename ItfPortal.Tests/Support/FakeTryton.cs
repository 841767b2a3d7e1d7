using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ItfPortal.Tests.Support;

/// <summary>
/// A Tryton on a real socket that answers what a test tells it to, for what the real one cannot be made to do: half
/// answers, hangs, floods. Speaks Tryton's JSON-RPC and keeps every request.
/// </summary>
public sealed class FakeTryton : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly ConcurrentQueue<FakeAnswer> _script = new();
    private readonly ConcurrentDictionary<string, FakeAnswer> _always = new();
    private readonly ConcurrentQueue<string> _versionPaths = new();
    private readonly SemaphoreSlim _arrivals = new(0);

    private FakeTryton(WebApplication app)
    {
        _app = app;
        _app.Run(HandleAsync);
    }

    /// <summary>Its root.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Every request so far, in the order of arrival, but for questions for the version.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>What the client asks before anything else; outside the script, so that a test counts its own calls only.</summary>
    public FakeAnswer Version { get; set; } = FakeAnswers.Result("\"7.0.56\"");

    /// <summary>Paths at which the version was asked for.</summary>
    public IReadOnlyList<string> VersionPaths => [.. _versionPaths];

    public static async Task<FakeTryton> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        var fake = new FakeTryton(builder.Build());
        await fake._app.StartAsync();
        fake.Url = new Uri(fake._app.Urls.First() + "/");
        return fake;
    }

    /// <summary>What the next requests get, in turn, before anything said by <see cref="Always"/>.</summary>
    public FakeTryton Then(params FakeAnswer[] answers)
    {
        foreach (var answer in answers)
        {
            _script.Enqueue(answer);
        }
        return this;
    }

    /// <summary>What a method gets whenever the script is at its end.</summary>
    public FakeTryton Always(string method, FakeAnswer answer)
    {
        _always[method] = answer;
        return this;
    }

    /// <summary>Waits until so many more requests have arrived.</summary>
    public async Task ArrivalsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await _arrivals.WaitAsync(TimeSpan.FromSeconds(20))).Should().BeTrue("request {0} of {1} is expected", i + 1, count);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _arrivals.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        await using var plain = http.Request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(http.Request.Body, CompressionMode.Decompress) : http.Request.Body;
        using var body = await JsonDocument.ParseAsync(plain);
        var root = body.RootElement.Clone();
        var request = new FakeRequest(
            http.Request.Path, root.GetProperty("id").GetInt64(), root.GetProperty("method").GetString()!, root.GetProperty("params"),
            http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        if (request.Method == "common.server.version" && !_always.ContainsKey(request.Method))
        {
            _versionPaths.Enqueue(request.Path);
            await Version(http, request);
            return;
        }
        _requests.Enqueue(request);
        _arrivals.Release();
        var answer = _script.TryDequeue(out var scripted) ? scripted
            : _always.TryGetValue(request.Method, out var always) ? always
            : FakeAnswers.Status(StatusCodes.Status403Forbidden);
        await answer(http, request);
    }
}

/// <summary>One request as it arrived.</summary>
public sealed record FakeRequest(string Path, long Id, string Method, JsonElement Params, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The parameters without white space.</summary>
    public string ParamsText => Params.GetRawText();
}

/// <summary>Writes one answer.</summary>
public delegate Task FakeAnswer(HttpContext http, FakeRequest request);
