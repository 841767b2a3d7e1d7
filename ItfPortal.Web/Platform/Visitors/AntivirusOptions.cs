using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>Where ClamAV's clamd listens. Section <c>Antivirus</c>.</summary>
public sealed class AntivirusOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Antivirus";

    /// <summary>
    /// <c>tcp://host:port</c>; its <c>StreamMaxLength</c> must be 10 MB at least. The default is none: files are then kept as not scanned.
    /// Environment: <c>CLAMD_URL</c>.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>For one file, from the connection to the verdict. The default is 20 seconds; 1 second to 2 minutes.</summary>
    public TimeSpan ScanTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Host and port; null for none.</summary>
    internal Uri? Clamd => Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme == "tcp" && url.Port > 0 && url.Host.Length > 0 ? url : null;
}

/// <summary>Checks <see cref="AntivirusOptions"/>.</summary>
internal sealed class AntivirusOptionsValidator : IValidateOptions<AntivirusOptions>
{
    public ValidateOptionsResult Validate(string? name, AntivirusOptions options)
    {
        var errors = new OptionErrors(AntivirusOptions.Section);
        if (options.Url.Length > 0 && options.Clamd is null)
        {
            errors.Add(nameof(options.Url), "is no address of clamd", "tcp://127.0.0.1:3310, or nothing");
        }
        errors.Range(nameof(options.ScanTime), options.ScanTime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        return errors.Result();
    }
}
