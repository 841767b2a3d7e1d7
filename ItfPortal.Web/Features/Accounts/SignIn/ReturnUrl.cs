using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>Where a person goes after signing in: back to where they wanted to be if that is here and theirs, else home.</summary>
internal static class ReturnUrl
{
    private const int MaxLength = 2000;

    /// <summary>The address if it is a page of this site by every reading a browser may take, else null.</summary>
    public static string? Clean(string? url)
    {
        if (url is not { Length: > 0 and <= MaxLength } || !IsPlain(url))
        {
            return null;
        }
        // What a proxy or a browser may decode must be plain too; more than three layers is nobody's honest address.
        var decoded = url;
        for (var layer = 0; layer < 3; layer++)
        {
            var next = Uri.UnescapeDataString(decoded);
            if (next == decoded)
            {
                break;
            }
            decoded = next;
            if (!IsPlain(decoded))
            {
                return null;
            }
        }
        if (Uri.UnescapeDataString(decoded) != decoded)
        {
            return null;
        }
        var path = decoded.Split('?', '#')[0];
        return path.Contains("/../", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal)
            || IsUnder(path, PortalUrls.SignIn) || IsUnder(path, PortalUrls.SignOut)
            ? null
            : url;
    }

    /// <summary>The cleaned address if the person may see its part of the site, else the first page of theirs.</summary>
    public static string For(Identity identity, string? returnUrl)
    {
        var clean = Clean(returnUrl);
        if (clean is not null && clean != PortalUrls.Home)
        {
            var path = Uri.UnescapeDataString(clean.Split('?', '#')[0]);
            var theirs = IsUnder(path, "/soutien") || IsUnder(path, "/admin")
                ? identity.Staff is not null
                : !IsUnder(path, "/espace") || identity.Companies.Length > 0;
            if (theirs)
            {
                return clean;
            }
        }
        return Landing(identity);
    }

    /// <summary>The first page the person's role may see.</summary>
    public static string Landing(Identity identity)
    {
        if (identity.Companies.Length == 0)
        {
            return identity.Staff is null ? PortalUrls.Home : PortalUrls.Board;
        }
        var scopes = identity.Companies.Select(company => new PartyScope(identity.User, company)).ToList();
        var withOrders = scopes.Find(scope => scope.Opens(EventArea.Order));
        var code = scopes.Count == 1 ? null : (withOrders ?? scopes[0]).Code;
        return PortalUrls.WithCompany(withOrders is null ? PortalUrls.Invoices : PortalUrls.Orders, code);
    }

    private static bool IsPlain(string url) =>
        url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\'))
        && !url.Any(c => char.IsControl(c) || c is '\\' or '@' || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format)
        && Uri.TryCreate(url, UriKind.Relative, out _);

    private static bool IsUnder(string path, string folder) =>
        path.StartsWith(folder, StringComparison.OrdinalIgnoreCase) && (path.Length == folder.Length || path[folder.Length] == '/');
}
