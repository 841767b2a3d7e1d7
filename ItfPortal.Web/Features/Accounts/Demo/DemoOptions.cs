using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.Demo;

/// <summary>The people of the demo data. Section <c>Demo</c>.</summary>
public sealed class DemoOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Demo";

    /// <summary>
    /// JSON file of the demo people with their generated passwords; empty for none. Used in Development on loopback only.
    /// Environment: <c>DEMO_ACCOUNTS</c>.
    /// </summary>
    public string Accounts { get; set; } = "";
}

/// <summary>Checks <see cref="DemoOptions"/>.</summary>
public sealed class DemoOptionsValidator(IHostEnvironment environment) : IValidateOptions<DemoOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DemoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors(DemoOptions.Section);
        if (options.Accounts.Length > 0 && environment.IsProduction())
        {
            errors.Add(nameof(options.Accounts), "is set in Production", "nothing");
        }
        return errors.Result();
    }
}
