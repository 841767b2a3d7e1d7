using System.Text.Json;
using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.Demo;

/// <summary>One person of the demo data, as the sign-in page shows them: the password stays on the server.</summary>
/// <param name="Login">What the form posts.</param>
/// <param name="Role">As in Tryton.</param>
/// <param name="Name">Their name.</param>
/// <param name="Company">Their company, null for ITF's own people.</param>
/// <param name="Hint">What is special about them.</param>
public sealed record DemoPerson(string Login, string Role, string? Name, string? Company, string? Hint);

/// <summary>
/// Signs demo people in by one click, on a developer's own machine only: Development, a site on loopback and a visitor on
/// loopback, all three.
/// </summary>
internal sealed partial class DemoPeople(
    IOptions<DemoOptions> options, IOptions<SiteOptions> site, IHostEnvironment environment, ILogger<DemoPeople> logger)
{
    /// <summary>The people to offer this visitor, possibly none.</summary>
    public async Task<IReadOnlyList<DemoPerson>> ForAsync(HttpContext context, CancellationToken cancellationToken) =>
        Offered(context) ? [.. (await ReadAsync(cancellationToken)).Select(a => new DemoPerson(a.Login, a.Role, a.Name, a.Company, a.Hint))] : [];

    /// <summary>The password of one of them, or null.</summary>
    public async Task<string?> PasswordAsync(HttpContext context, string login, CancellationToken cancellationToken) =>
        Offered(context) ? (await ReadAsync(cancellationToken)).Find(account => account.Login == login)?.Password : null;

    private bool Offered(HttpContext context) =>
        options.Value.Accounts.Length > 0 && environment.IsDevelopment() && site.Value.BaseUri.IsLoopback
        && context.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address);

    // Read each time: the set-up writes the file anew while the portal runs.
    private async Task<List<Account>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(options.Value.Accounts);
            return await JsonSerializer.DeserializeAsync<List<Account>>(file, JsonSerializerOptions.Web, cancellationToken) ?? [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            LogUnreadable(options.Value.Accounts, exception.Message);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The demo people cannot be read from {File}: {Problem}")]
    private partial void LogUnreadable(string file, string problem);

    private sealed record Account(string Login, string Password, string Role, string? Name, string? Company, string? Hint);
}
