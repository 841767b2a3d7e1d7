namespace ItfPortal.Web.Platform.Persistence;

/// <summary>Texts of others that are kept shortened.</summary>
public static class ShortText
{
    /// <summary>The first <paramref name="most"/> characters at most, none of them half of one: PostgreSQL takes no lone surrogate.</summary>
    public static string Cut(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= most)
        {
            return text;
        }
        return text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }
}
