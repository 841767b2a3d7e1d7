using System.Globalization;
using System.Resources;

namespace ItfPortal.Web.Platform.Words;

/// <summary>Texts of states and of sentences about changes, in the reader's language.</summary>
public sealed class WordsTexts
{
    private static readonly ResourceManager s_resources = new(typeof(WordsTexts));

    private WordsTexts()
    {
    }

    /// <summary>A text, with its arguments in place. A missing key is a programmer's mistake.</summary>
    public static string Get(string key, params ReadOnlySpan<object?> arguments)
    {
        var text = s_resources.GetString(key, CultureInfo.CurrentUICulture) ?? throw new ArgumentException($"No text {key}", nameof(key));
        return arguments.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, arguments);
    }
}
