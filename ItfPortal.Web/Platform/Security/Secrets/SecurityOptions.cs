using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Security.Secrets;

/// <summary>The portal's own secret. Section <c>Security</c>.</summary>
public sealed class SecurityOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Security";

    /// <summary>
    /// 32 random bytes in base64. Encrypts what the portal's database keeps secret. To change it, put the new key before
    /// the old one, separated by a comma: the first seals, all open. Environment: <c>PORTAL_SECRET_KEY</c>.
    /// </summary>
    public string SecretKey { get; set; } = "";

    /// <summary>The keys, newest first.</summary>
    /// <exception cref="FormatException">One is not base64 of 32 bytes.</exception>
    internal IReadOnlyList<byte[]> Keys()
    {
        var keys = SecretKey.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => Convert.FromBase64String(Pad(text.Replace('-', '+').Replace('_', '/')))).ToList();
        return keys.Count > 0 && keys.TrueForAll(key => key.Length == 32) ? keys : throw new FormatException();
    }

    private static string Pad(string text) => text.TrimEnd('=') is var bare ? bare.PadRight((bare.Length + 3) / 4 * 4, '=') : text;
}

/// <summary>Checks <see cref="SecurityOptions"/>.</summary>
public sealed class SecurityOptionsValidator : IValidateOptions<SecurityOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SecurityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors(SecurityOptions.Section);
        const string Good = "32 random bytes in base64, as 'openssl rand -base64 32' prints";
        try
        {
            if (options.SecretKey.Length == 0)
            {
                errors.Add(nameof(options.SecretKey), "is missing", Good);
            }
            else if (options.Keys().Any(key => key.Distinct().Count() < 8))
            {
                errors.Add(nameof(options.SecretKey), "is not random", Good);
            }
        }
        catch (FormatException)
        {
            errors.Add(nameof(options.SecretKey), "is not base64 of 32 bytes", Good);
        }
        return errors.Result();
    }
}
