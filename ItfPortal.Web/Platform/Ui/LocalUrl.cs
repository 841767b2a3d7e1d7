namespace ItfPortal.Web.Platform.Ui;

/// <summary>Addresses to go back to, as a form or a query gives them.</summary>
public static class LocalUrl
{
    /// <summary>The address when it is a path of this site, else the home page: no form may send a reader elsewhere.</summary>
    public static string OrHome(string? url) => IsLocal(url) ? url! : PortalUrls.Home;

    /// <summary>Whether it is a path on this site: one leading slash, and nothing a browser would read as another host.</summary>
    public static bool IsLocal(string? url) =>
        url is ['/', ..] and not ['/', '/' or '\\', ..] && url.Length <= 2048 && !url.Any(char.IsControl) && !url.Contains('\\', StringComparison.Ordinal);
}
