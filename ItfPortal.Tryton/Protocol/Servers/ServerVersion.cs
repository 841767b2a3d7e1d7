using System.Globalization;

namespace ItfPortal.Tryton.Protocol.Servers;

/// <summary>What <c>common.server.version</c> answers: <c>7.0.56</c>, or only the series (<c>8.0</c>) from the newer servers.</summary>
/// <param name="Text">As the server wrote it.</param>
/// <param name="Major">First number of the series.</param>
/// <param name="Minor">Second number of the series.</param>
/// <param name="Patch">Release within the series; null when the server does not tell.</param>
internal sealed record ServerVersion(string Text, int Major, int Minor, int? Patch)
{
    // The first releases that do not send tracebacks to clients and check access in export_data and in the HTML editor:
    // CVE-2025-66422, -66423, -66424. Series between them (7.2) were given up before; later ones were born with the fixes.
    private static readonly ServerVersion[] s_floors = [new("7.0.40", 7, 0, 40), new("7.4.21", 7, 4, 21), new("7.6.11", 7, 6, 11)];

    /// <summary>The oldest releases that are accepted, in words for people.</summary>
    public static string Floor => string.Join(", ", s_floors.Select(floor => floor.Text)) + " or a later series";

    /// <summary>Reads a version; null for a text that is none.</summary>
    public static ServerVersion? Parse(string? text)
    {
        var parts = (text ?? "").Split('.');
        if (parts.Length is < 2 or > 3 || Number(parts[0]) is not { } major || Number(parts[1]) is not { } minor)
        {
            return null;
        }

        // A packager's mark may follow the release: 7.0.30+deb13u2.
        var release = parts.Length == 3 ? Number(new string([.. parts[2].TakeWhile(char.IsAsciiDigit)])) : null;
        return parts.Length == 3 && release is null ? null : new ServerVersion(text!, major, minor, release);
    }

    /// <summary>Whether it is at or above the floor of its series (security record of Tryton).</summary>
    public bool IsSafe
    {
        get
        {
            var last = s_floors[^1];
            return (Major, Minor).CompareTo((last.Major, last.Minor)) > 0
                || s_floors.Any(floor => (Major, Minor) == (floor.Major, floor.Minor) && Patch >= floor.Patch);
        }
    }

    /// <summary>The server's own text.</summary>
    public override string ToString() => Text;

    private static int? Number(string text) =>
        text.Length is > 0 and < 6 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
