namespace ItfPortal.Web.Platform.Words;

/// <summary>A browser as people know theirs: "Firefox, Windows".</summary>
public static class BrowserWords
{
    // The first that fits: those further down are named by the ones above them too.
    private static readonly (string Mark, string Name)[] s_browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] s_systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
    ];

    /// <summary>In words; null for one that does not say.</summary>
    /// <param name="userAgent">As the browser sent it.</param>
    public static string? Of(string? userAgent)
    {
        if (userAgent is null)
        {
            return null;
        }
        string?[] parts = [Name(s_browsers, userAgent), Name(s_systems, userAgent)];
        var text = string.Join(", ", parts.OfType<string>());
        return text.Length == 0 ? null : text;
    }

    private static string? Name((string Mark, string Name)[] known, string userAgent) =>
        known.FirstOrDefault(one => userAgent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
