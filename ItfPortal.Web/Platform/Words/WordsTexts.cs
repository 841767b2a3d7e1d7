using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;

namespace ItfPortal.Web.Platform.Words;

/// <summary>Texts of states and of sentences about changes, in the reader's language.</summary>
public sealed class WordsTexts
{
    private static readonly ResourceManager s_resources = new(typeof(WordsTexts));

    // A resource manager takes a lock for every text, and a list asks for a hundred.
    private static readonly ConcurrentDictionary<(string Culture, string Key), string> s_known = new();

    private WordsTexts()
    {
    }

    /// <summary>A text, with its arguments in place. A missing key is a programmer's mistake.</summary>
    public static string Get(string key, params ReadOnlySpan<object?> arguments)
    {
        var text = s_known.GetOrAdd((CultureInfo.CurrentUICulture.Name, key), static asked =>
            s_resources.GetString(asked.Key, CultureInfo.CurrentUICulture) ?? throw new ArgumentException($"No text {asked.Key}", nameof(key)));
        return arguments.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, arguments);
    }
}
