using System.Globalization;
using System.Resources;

namespace ItfPortal.Web.Platform.Words;

/// <summary>Texts of states and of sentences about changes, asked for by language: an event's reader is not always the thread's.</summary>
public sealed class WordsTexts
{
    private static readonly ResourceManager s_resources = new(typeof(WordsTexts));

    private WordsTexts()
    {
    }

    /// <summary>A text, with its arguments in place. A missing key is a programmer's mistake.</summary>
    public static string Get(string key, Language language, params ReadOnlySpan<object?> arguments)
    {
        var culture = language.Culture();
        var text = s_resources.GetString(key, culture) ?? throw new ArgumentException($"No text {key}", nameof(key));
        return arguments.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, arguments);
    }
}
