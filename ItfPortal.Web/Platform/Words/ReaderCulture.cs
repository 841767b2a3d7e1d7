using System.Globalization;

namespace ItfPortal.Web.Platform.Words;

/// <summary>
/// The culture a circuit was opened with, kept for what others' threads bring: a push arrives with its publisher's
/// culture, and a sentence rendered then would come out in somebody else's language.
/// </summary>
public sealed class ReaderCulture
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;

    /// <summary>Runs the action in the reader's culture.</summary>
    public void Run(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var (culture, uiCulture) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _uiCulture;
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
            CultureInfo.CurrentUICulture = uiCulture;
        }
    }
}
