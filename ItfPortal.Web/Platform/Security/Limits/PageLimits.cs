using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Security.Limits;

/// <summary>Pages per person or visitor, WebSockets per visitor. Per replica: a visitor stays on one.</summary>
internal sealed class PageLimits(RequestDelegate next, IOptions<LimitsOptions> options) : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _pages = PartitionedRateLimiter.Create<HttpContext, string>(context =>
    {
        var limits = options.Value;
        var person = context.User.FindFirstValue(ClaimTypes.NameIdentifier);
        var perMinute = person is null ? limits.PagesPerAddressPerMinute : limits.PagesPerUserPerMinute;
        return RateLimitPartition.GetTokenBucketLimiter(person is null ? "a" + VisitorAddress.Of(context) : "u" + person, _ => new()
        {
            TokenLimit = Math.Max(limits.PageBurst, 1),
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1.0 / perMinute),
            QueueLimit = 0,
        });
    });

    public async Task InvokeAsync(HttpContext context)
    {
        // Pages only: files, forms of their own limits and the hub are counted elsewhere or not at all.
        if (context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null
            || context.Features.Get<IExceptionHandlerFeature>() is not null
            || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
        {
            await next(context);
            return;
        }
        using var lease = _pages.AttemptAcquire(context);
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }
        TooMany(context, lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1));
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    /// <summary>429, with the seconds to wait; the page for it is a status page.</summary>
    internal static void TooMany(HttpContext context, TimeSpan wait)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}
