using System.Runtime.CompilerServices;

namespace ItfPortal.Tests.Platform.Ui;

/// <summary>The portal's own style sheets, as they are in the sources.</summary>
internal static class Css
{
    public static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "ItfPortal.Web", "wwwroot", "css"));

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder(), name));
}
