using System.Globalization;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>
/// The language of this request's or circuit's reader, kept from where the scope was made. A push from the live feed comes on a
/// thread that has the feed's culture or another reader's; what renders because of it restores this one first.
/// </summary>
public sealed class ReaderCulture
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;

    /// <summary>Makes it the culture of the code that follows on this flow; call it first inside <c>InvokeAsync</c>.</summary>
    public void Restore()
    {
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _uiCulture;
    }
}
