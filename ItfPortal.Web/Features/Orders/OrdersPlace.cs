using System.Globalization;
using ItfPortal.Tryton.Views;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Orders;

/// <summary>Whose orders a page shows, and where their addresses are: a company of the reader's own, or a view as one of a customer's people.</summary>
/// <param name="List">The list's address; each order's is below it.</param>
/// <param name="Company">The company's code when the reader has several, else null.</param>
/// <param name="Viewed">In a view: the scope of the person seen as. Null for the reader's own, which the session has.</param>
public sealed record OrdersPlace(string List, string? Company, PartyScope? Viewed)
{
    /// <summary>Tells places and what may be seen there apart.</summary>
    public string Key => Viewed?.CacheKey ?? Company ?? "";

    /// <summary>The list's address, unfiltered.</summary>
    public string Url => PortalUrls.WithCompany(List, Company);

    /// <summary>The reader's own.</summary>
    public static OrdersPlace Own(string? company) => new(PortalUrls.Orders, company, null);

    /// <summary>A view's, with exactly what the person seen as may see.</summary>
    public static OrdersPlace In(ViewState view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new OrdersPlace(PortalUrls.ViewOrders(view.Id), null, ScopeOf(view));
    }

    /// <summary>What the person that a view is as may see: their grants, as Tryton has them now.</summary>
    public static PartyScope ScopeOf(ViewState view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new PartyScope(view.Person, view.Company, view.Id);
    }

    /// <summary>An order's address.</summary>
    public string Order(int id) => PortalUrls.WithCompany(string.Create(CultureInfo.InvariantCulture, $"{List}/{id}"), Company);

    /// <summary>The list's address with a filter; what is usual is left out.</summary>
    public string Filtered(OrdersFilter filter)
    {
        var query = OrdersQueryUrl.ToQuery(filter);
        return PortalUrls.WithCompany(query.Length == 0 ? List : $"{List}?{query}", Company);
    }
}
