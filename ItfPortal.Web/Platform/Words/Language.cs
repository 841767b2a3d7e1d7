using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Platform.Words;

/// <summary>The portal's two languages, as grammar needs them.</summary>
public enum Language
{
    /// <summary>French as written in Québec; what everything falls back to.</summary>
    French,

    /// <summary>English as written in Québec.</summary>
    English,
}

/// <summary>The reader's language: that of the request or circuit.</summary>
public static class Reader
{
    /// <summary>Which one.</summary>
    public static Language Language => Formats.English ? Language.English : Language.French;

    /// <summary>The text in the reader's language.</summary>
    public static string Here(this Text text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Language == Language.English ? text.En : text.Fr;
    }
}
