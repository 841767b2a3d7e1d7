namespace ItfPortal.Web.Platform.Mail.Parts;

/// <summary>
/// The site's colours (wwwroot/css/tokens.css), written out: mail programs know neither variables nor <c>light-dark()</c>. Light values stand
/// in each element's own style, dark ones in the one style element. A test compares them with the tokens.
/// </summary>
internal static class MailColors
{
    public const string Paper = "#F6F3EC";
    public const string Card = "#FFFDF8";
    public const string Line = "#DDD6C8";
    public const string Ink = "#1C211E";
    public const string Muted = "#5A625C";
    public const string Pine = "#1E5A42";
    public const string OnPine = "#FFFFFF";
    public const string Kraft = "#C98B4A";
    public const string KraftTint = "#F7E9D3";

    public const string DarkPaper = "#14181A";
    public const string DarkCard = "#1C2225";
    public const string DarkLine = "#2C3438";
    public const string DarkInk = "#ECE8DE";
    public const string DarkMuted = "#A3ABA5";
    public const string DarkPine = "#7CC7A0";
    public const string DarkOnPine = "#0E1512";
    public const string DarkKraft = "#E0A85C";
    public const string DarkKraftTint = "#3B372E";
}
