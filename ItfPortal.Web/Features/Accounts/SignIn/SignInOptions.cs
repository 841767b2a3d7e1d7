using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>How long an answer to a sign-in takes at least, so that its time tells nothing. Section <c>SignIn</c>.</summary>
public sealed class SignInOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "SignIn";

    /// <summary>The default is 800 milliseconds.</summary>
    public TimeSpan Floor { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>The same of asking for a mailed link. The default is 300 milliseconds.</summary>
    public TimeSpan AskFloor { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>At random on top of either. The default is up to 100 milliseconds.</summary>
    public TimeSpan Jitter { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a browser that signed in counts as known. The default is 90 days.</summary>
    public TimeSpan DeviceFor { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>Checks <see cref="SignInOptions"/>.</summary>
public sealed class SignInOptionsValidator : IValidateOptions<SignInOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors(SignInOptions.Section);
        errors.Range(nameof(options.Floor), options.Floor, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        errors.Range(nameof(options.AskFloor), options.AskFloor, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        errors.Range(nameof(options.Jitter), options.Jitter, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        errors.Range(nameof(options.DeviceFor), options.DeviceFor, TimeSpan.FromDays(1), TimeSpan.FromDays(365));
        return errors.Result();
    }
}
