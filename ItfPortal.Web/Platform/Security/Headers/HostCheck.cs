using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Security.Headers;

/// <summary>
/// Answers only under the site's own name, port included, so that no page, mail or redirect can be made to carry another.
/// On a developer's machine also under the loopback names. (The management port has a pipeline of its own.)
/// </summary>
internal sealed class HostCheck(RequestDelegate next, IOptions<SiteOptions> site, IHostEnvironment environment)
{
    private readonly HashSet<string> _names = Names(site.Value, environment.IsDevelopment());

    public Task InvokeAsync(HttpContext context)
    {
        if (_names.Contains(context.Request.Host.Value ?? ""))
        {
            return next(context);
        }
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    internal static HashSet<string> Names(SiteOptions site, bool development)
    {
        var uri = site.BaseUri;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { uri.Authority, FormattableString.Invariant($"{uri.Host}:{uri.Port}") };
        if (development)
        {
            foreach (var port in new[] { uri.Port, site.Port }.Distinct())
            {
                names.Add(FormattableString.Invariant($"127.0.0.1:{port}"));
                names.Add(FormattableString.Invariant($"localhost:{port}"));
            }
        }
        return names;
    }
}
