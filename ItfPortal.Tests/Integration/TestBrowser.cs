using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace ItfPortal.Tests.Integration;

/// <summary>
/// A browser as far as HTTP goes: keeps cookies (Secure ones on http://127.0.0.1 too, as Chromium does), follows nothing.
/// </summary>
/// <param name="site">Where it goes.</param>
/// <param name="from">Its own address; any of 127.0.0.0/8 is this machine.</param>
public sealed partial class TestBrowser(Uri site, IPAddress? from = null) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectCallback = from is null ? null : (connection, cancellationToken) => ConnectAsync(from, connection.DnsEndPoint, cancellationToken),
    });

    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>Every Set-Cookie line so far.</summary>
    public List<string> CookieLines { get; } = [];

    public Task<Answer> SendAsync(HttpMethod method, string path, Dictionary<string, string>? form = null, Dictionary<string, string>? headers = null) =>
        SendContentAsync(method, path, form is null ? null : new FormUrlEncodedContent(form), headers);

    /// <summary>Sends a form with files, as they are named; quotes as browsers write them.</summary>
    public Task<Answer> SendFilesAsync(string path, Dictionary<string, string> form, string field, params (string Name, byte[] Data)[] files)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in form)
        {
            content.Add(new StringContent(value), name);
        }
        foreach (var (name, data) in files)
        {
            var file = new ByteArrayContent(data);
            file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"; filename=\"{name.Replace("\"", "%22", StringComparison.Ordinal)}\"");
            content.Add(file);
        }
        return SendContentAsync(HttpMethod.Post, path, content, null);
    }

    private async Task<Answer> SendContentAsync(HttpMethod method, string path, HttpContent? content, Dictionary<string, string>? headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(site, path));
        if (Cookies.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        }
        request.Content = content;
        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await _http.SendAsync(request, CancellationToken.None);
        foreach (var line in response.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            Keep(line);
        }
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), Headers(response));
    }

    public Task<Answer> GetAsync(string path, Dictionary<string, string>? headers = null) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Fills in the sign-in form and sends it.</summary>
    public async Task<Answer> SignInAsync(string login, string password, string query = "")
    {
        // With a reason, somebody signed in gets the form too.
        var page = await GetAsync("/connexion" + (query.Length == 0 ? "?raison=autre" : query));
        return await SendAsync(HttpMethod.Post, "/connexion" + query, SignInForm(page, login, password));
    }

    public Task<Answer> SignInAsync(Person person) => SignInAsync(person.Login, person.Password);

    /// <summary>Presses the sign-out button of a page that has a form.</summary>
    public async Task<Answer> SignOutAsync() => await SendAsync(
        HttpMethod.Post, "/deconnexion", new() { ["__RequestVerificationToken"] = (await GetAsync("/connexion?raison=session")).Token });

    public static Dictionary<string, string> SignInForm(Answer page, string login, string password) => new()
    {
        ["_handler"] = "signin",
        ["__RequestVerificationToken"] = page.Token,
        ["Posted.Login"] = login,
        ["Posted.Password"] = password,
    };

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(IPAddress from, DnsEndPoint to, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(to, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Dictionary<string, string> Headers(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .ToDictionary(h => h.Key, h => string.Join("\n", h.Value), StringComparer.OrdinalIgnoreCase);

    private void Keep(string line)
    {
        CookieLines.Add(line);
        var (name, value) = line.Split(';')[0].Split('=', 2) is [var n, var v] ? (n, v) : (line, "");
        if (line.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal))
        {
            Cookies.Remove(name);
        }
        else
        {
            Cookies[name] = value;
        }
    }

    /// <summary>What came back.</summary>
    public sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
    {
        /// <summary>The first antiforgery token.</summary>
        public string Token => TokenPattern().Match(Text).Groups[1].Value;

        public string? Location => Headers.TryGetValue("Location", out var value) ? (Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? uri.PathAndQuery : value) : null;

        /// <summary>The page without what is new each time.</summary>
        public string Plain => StatePattern().Replace(TokenPattern().Replace(Text, ""), "");

        public string Header(string name) => Headers.TryGetValue(name, out var value) ? value : "";
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("<!--Blazor-[^>]*-->")]
    private static partial Regex StatePattern();
}
