using System.Globalization;
using ItfPortal.Tryton.Views;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Orders.ViewAs;

/// <summary>What the pages of a view share: opened on record, or the reason why not.</summary>
public abstract class ViewPage : ComponentBase
{
    /// <summary>Id of the view, from the address.</summary>
    [Parameter] public string Id { get; set; } = "";

    /// <summary>Opens pages.</summary>
    [Inject] public required ViewService Views { get; init; }

    /// <summary>Where the page is.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>The request's.</summary>
    [CascadingParameter] public HttpContext? HttpContext { get; set; }

    /// <summary>The view, once the page is on record; else nothing of the customer may be shown.</summary>
    protected ViewState? Opened { get; private set; }

    /// <summary>Why there is no view to show.</summary>
    protected Error? Problem { get; private set; }

    /// <summary>Opens the page.</summary>
    /// <param name="order">From the address; null for the list.</param>
    protected async Task OpenAsync(string? order)
    {
        var wanted = order is null ? null : RecordId.Parse(order);
        if (RecordId.Parse(Id) is not { } view || (order is not null && wanted is null))
        {
            Navigation.NotFound();
            return;
        }
        var opened = await Views.OpenAsync(view, wanted, HttpContext is null ? null : AuditOrigin.Of(HttpContext), HttpContext?.RequestAborted ?? default);
        if (opened.Error is NotFoundError)
        {
            Navigation.NotFound();
            return;
        }
        if (opened.Error is AuditUnavailableError && HttpContext is not null)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        if (opened.Ok && HttpContext is not null)
        {
            // Where no circuit empties the page when the time is over, the browser asks again by itself.
            var seconds = Math.Ceiling((opened.Value.EndsAt - opened.Value.AsOf).TotalSeconds) + 1;
            HttpContext.Response.Headers["Refresh"] = seconds.ToString(CultureInfo.InvariantCulture);
        }
        (Opened, Problem) = (opened.Ok ? opened.Value : null, opened.Error);
    }
}
