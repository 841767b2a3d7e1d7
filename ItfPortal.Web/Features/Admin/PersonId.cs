using System.Globalization;

namespace ItfPortal.Web.Features.Admin;

/// <summary>Id of a person in an address: one spelling each.</summary>
internal static class PersonId
{
    /// <summary>The id, or null for anything else.</summary>
    public static int? Parse(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 && text![0] != '0' ? id : null;
}
