using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Company;

/// <summary>How long an answer to an invitation takes at least: Tryton needs longer to make an account than to find one. Section <c>Company</c>.</summary>
public sealed class CompanyOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Company";

    /// <summary>The default is 500 milliseconds.</summary>
    public TimeSpan InviteFloor { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>At random on top of it. The default is up to 100 milliseconds.</summary>
    public TimeSpan InviteJitter { get; set; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>Checks <see cref="CompanyOptions"/>.</summary>
public sealed class CompanyOptionsValidator : IValidateOptions<CompanyOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CompanyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors(CompanyOptions.Section);
        errors.Range(nameof(options.InviteFloor), options.InviteFloor, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        errors.Range(nameof(options.InviteJitter), options.InviteJitter, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        return errors.Result();
    }
}
