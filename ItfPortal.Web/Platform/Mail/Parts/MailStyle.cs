using static ItfPortal.Web.Platform.Mail.Parts.MailColors;

namespace ItfPortal.Web.Platform.Mail.Parts;

/// <summary>Styles of the parts, each in its element: many mail programs drop everything else. Tables hold the layout for the same reason.</summary>
internal static class MailStyle
{
    private const string TextFont = "font-family:'IBM Plex Sans','Segoe UI','Helvetica Neue',Arial,sans-serif;";
    private const string HeadFont = "font-family:Archivo,'IBM Plex Sans','Segoe UI','Helvetica Neue',Arial,sans-serif;";

    public const string Body = $"margin:0;padding:0;width:100%;background-color:{Paper};-webkit-text-size-adjust:100%;";
    public const string Hidden = "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:#F6F3EC;";
    public const string Outer = "padding:28px 12px 40px;";
    public const string Frame = "width:100%;max-width:600px;";
    public const string Brand = "padding:0 4px 18px;";
    public const string Board = $"height:6px;line-height:6px;font-size:1px;background-color:{Pine};border-radius:1px;";
    public const string Gap = "height:3px;line-height:3px;font-size:1px;";
    public const string Name = $"padding:0 0 0 12px;{HeadFont}font-size:20px;line-height:24px;font-weight:700;color:{Ink};text-decoration:none;";
    public const string Place = $"{TextFont}font-size:13px;font-weight:400;color:{Muted};";
    public const string Panel = $"background-color:{Card};border:1px solid {Line};border-top:4px solid {Kraft};border-radius:6px;padding:36px 40px 28px;";
    public const string Title = $"margin:0 0 20px;{HeadFont}font-size:26px;line-height:31px;font-weight:700;letter-spacing:-.2px;color:{Ink};";
    public const string Text = $"margin:0 0 16px;{TextFont}font-size:16px;line-height:24px;color:{Ink};";
    public const string Code = $"margin:4px 0 20px;padding:14px 0;border-top:1px solid {Line};border-bottom:1px solid {Line};font-family:'IBM Plex Mono',Consolas,Menlo,monospace;font-size:30px;line-height:38px;font-weight:600;letter-spacing:3px;color:{Ink};";
    public const string Note = $"margin:0 0 14px;{TextFont}font-size:14px;line-height:21px;color:{Muted};";
    public const string ButtonCell = $"background-color:{Pine};border-radius:6px;";
    public const string Button = $"display:inline-block;padding:13px 26px;{TextFont}font-size:16px;line-height:22px;font-weight:600;color:{OnPine};text-decoration:none;";
    public const string ButtonRow = "margin:8px 0 22px;";
    public const string Spelled = $"margin:0 0 20px;{TextFont}font-size:13px;line-height:19px;color:{Muted};";
    public const string Link = $"color:{Pine};text-decoration:underline;";
    public const string SpelledLink = $"color:{Pine};text-decoration:underline;word-break:break-all;";
    public const string Facts = $"width:100%;margin:4px 0 22px;border-top:1px solid {Line};";
    public const string FactName = $"width:34%;padding:9px 12px 9px 0;border-bottom:1px solid {Line};{TextFont}font-size:14px;line-height:20px;color:{Muted};text-align:left;font-weight:400;vertical-align:top;";
    public const string FactValue = $"padding:9px 0;border-bottom:1px solid {Line};{TextFont}font-size:15px;line-height:20px;color:{Ink};vertical-align:top;word-break:break-word;";
    public const string Alarm = $"background-color:{KraftTint};border-left:3px solid {Kraft};padding:12px 16px;{TextFont}font-size:15px;line-height:22px;color:{Ink};";
    public const string AlarmRow = "width:100%;margin:4px 0 20px;";
    public const string Foot = "padding:20px 4px 0;";
    public const string FootText = $"margin:0 0 6px;{TextFont}font-size:13px;line-height:19px;color:{Muted};";

    /// <summary>The one style element: dark colours, and a phone's narrower margins.</summary>
    public const string Sheet =
        ":root{color-scheme:light dark;supported-color-schemes:light dark}"
        + "@media (max-width:620px){.m-panel{padding:26px 20px 18px!important}.m-title{font-size:22px!important;line-height:27px!important}}"
        + "@media (prefers-color-scheme:dark){"
        + $".m-paper{{background-color:{DarkPaper}!important}}"
        + $".m-panel{{background-color:{DarkCard}!important;border-color:{DarkLine}!important;border-top-color:{DarkKraft}!important}}"
        + $".m-ink{{color:{DarkInk}!important}}"
        + $".m-muted{{color:{DarkMuted}!important}}"
        + $".m-link{{color:{DarkPine}!important}}"
        + $".m-board{{background-color:{DarkPine}!important}}"
        + $".m-button{{background-color:{DarkPine}!important}}"
        + $".m-button-text{{color:{DarkOnPine}!important}}"
        + $".m-line{{border-color:{DarkLine}!important}}"
        + $".m-alarm{{background-color:{DarkKraftTint}!important;border-left-color:{DarkKraft}!important;color:{DarkInk}!important}}"
        + "}";
}
