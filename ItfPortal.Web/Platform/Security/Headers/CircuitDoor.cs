using System.Collections.Concurrent;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Security.Headers;

/// <summary>
/// Who may open a circuit. A WebSocket carries the visitor's cookie from any page on any site, and neither CORS nor
/// SameSite=Lax alone stops it: the Origin must be ours. Only WebSockets: other transports would go round the counts.
/// </summary>
internal sealed partial class CircuitDoor(
    RequestDelegate next, IOptions<SiteOptions> site, IOptions<LimitsOptions> limits, IHostEnvironment environment, IRateCounter rates,
    ILogger<CircuitDoor> logger)
{
    private readonly HashSet<string> _origins = Origins(site.Value, environment.IsDevelopment());
    private readonly ConcurrentDictionary<string, int> _anonymousByAddress = new(StringComparer.Ordinal);
    private int _open;
    private int _anonymous;

    /// <summary>Our own origins; more than one only on a developer's machine.</summary>
    internal static HashSet<string> Origins(SiteOptions site, bool development)
    {
        var scheme = site.BaseUri.Scheme;
        return [.. HostCheck.Names(site, development).Select(name => new Uri($"{scheme}://{name}").GetLeftPart(UriPartial.Authority))];
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", out var rest))
        {
            await next(context);
            return;
        }
        // A script reads the answer, not a person.
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        if (!IsOurs(context.Request, rest))
        {
            LogForeign(context.Request.Headers.Origin.ToString() is { Length: > 0 } origin ? origin[..Math.Min(origin.Length, 200)] : "none");
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        else if (context.WebSockets.IsWebSocketRequest)
        {
            await OpenAsync(context);
        }
        else if (!rest.HasValue)
        {
            // Long polling or server-sent events.
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        else
        {
            await next(context);
        }
    }

    private bool IsOurs(HttpRequest request, PathString rest)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            return false;
        }
        var origin = request.Headers.Origin;
        // Browsers send no Origin with a same-origin GET; this one answers a constant list of script names.
        return origin.Count == 0
            ? HttpMethods.IsGet(request.Method) && rest == "/initializers"
            : origin.Count == 1 && _origins.Contains(origin[0] ?? "");
    }

    private async Task OpenAsync(HttpContext context)
    {
        var address = VisitorAddress.Of(context);
        var hit = await rates.TakeAsync("ws:" + address, limits.Value.UpgradesPerAddressPerMinute, TimeSpan.FromMinutes(1), context.RequestAborted);
        if (!hit.Allowed)
        {
            PageLimits.TooMany(context, hit.RetryAfter);
            return;
        }
        var anonymous = context.User.Identity?.IsAuthenticated != true;
        try
        {
            if (Enter(anonymous, address))
            {
                // Runs as long as the connection lives.
                await next(context);
            }
            else
            {
                LogFull(_open, _anonymous);
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "30";
            }
        }
        finally
        {
            Leave(anonymous, address);
        }
    }

    private bool Enter(bool anonymous, string address)
    {
        var ok = Interlocked.Increment(ref _open) <= limits.Value.CircuitsPerReplica;
        if (anonymous)
        {
            ok &= Interlocked.Increment(ref _anonymous) <= limits.Value.AnonymousCircuitsPerReplica;
            ok &= _anonymousByAddress.AddOrUpdate(address, 1, (_, count) => count + 1) <= limits.Value.AnonymousCircuitsPerAddress;
        }
        return ok;
    }

    private void Leave(bool anonymous, string address)
    {
        Interlocked.Decrement(ref _open);
        if (!anonymous)
        {
            return;
        }
        Interlocked.Decrement(ref _anonymous);
        if (_anonymousByAddress.AddOrUpdate(address, 0, (_, count) => count - 1) <= 0)
        {
            _anonymousByAddress.TryRemove(new KeyValuePair<string, int>(address, 0));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A circuit was asked for from origin {Origin}")]
    private partial void LogForeign(string origin);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No room for another circuit: {Open} open, {Anonymous} of visitors")]
    private partial void LogFull(int open, int anonymous);
}
