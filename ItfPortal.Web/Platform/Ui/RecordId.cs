using System.Globalization;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>The id of a record in an address.</summary>
public static class RecordId
{
    /// <summary>The id, or null when the text is not the one way of writing a possible id: one record has one address.</summary>
    public static int? Parse(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
        && text == id.ToString(CultureInfo.InvariantCulture)
            ? id
            : null;
}
