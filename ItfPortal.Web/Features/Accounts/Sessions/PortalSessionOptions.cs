using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>How long a session lives. Section <c>Sessions</c>.</summary>
public sealed class PortalSessionOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Sessions";

    /// <summary>Without anything done by the person; an open tab is not activity. The default is 30 minutes.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Whatever the person does. The default is 12 hours; must stay below Tryton's own <c>[session] max_age</c>.</summary>
    public TimeSpan Absolute { get; set; } = TimeSpan.FromHours(12);

    /// <summary>As <see cref="Idle"/>, for who stays signed in on a known device. The default is 7 days.</summary>
    public TimeSpan RememberedIdle { get; set; } = TimeSpan.FromDays(7);

    /// <summary>As <see cref="Absolute"/>, for who stays signed in on a known device. The default is 14 days, which is Tryton's own <c>[session] max_age</c>.</summary>
    public TimeSpan RememberedAbsolute { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long before the end by idleness open pages say so. The default is 2 minutes.</summary>
    public TimeSpan IdleWarning { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long before the end whatever the person does. The default is 10 minutes.</summary>
    public TimeSpan AbsoluteWarning { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>At once for one person; the one unused for longest ends. The default is 5.</summary>
    public int PerUser { get; set; } = 5;

    /// <summary>How long a look-up is believed when nothing was heard. The default is 5 seconds; 0–30.</summary>
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an open tab asks whether its session lives. The default is 30 seconds.</summary>
    public TimeSpan Revalidate { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How old an identity in use may be while changes of access are not heard of. The default is 60 seconds.</summary>
    public TimeSpan IdentityWithoutFeed { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How old it may be while they are: grants end by their dates without an event. The default is 10 minutes.</summary>
    public TimeSpan IdentityWithFeed { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Checks <see cref="PortalSessionOptions"/>.</summary>
public sealed class PortalSessionOptionsValidator : IValidateOptions<PortalSessionOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PortalSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors(PortalSessionOptions.Section);
        errors.Range(nameof(options.Idle), options.Idle, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        errors.Range(nameof(options.Absolute), options.Absolute, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
        errors.Range(nameof(options.RememberedIdle), options.RememberedIdle, options.Idle, TimeSpan.FromDays(7));
        errors.Range(nameof(options.RememberedAbsolute), options.RememberedAbsolute, options.Absolute, TimeSpan.FromDays(14));
        errors.Range(nameof(options.IdleWarning), options.IdleWarning, TimeSpan.FromSeconds(1), options.Idle);
        errors.Range(nameof(options.AbsoluteWarning), options.AbsoluteWarning, TimeSpan.FromSeconds(1), options.Absolute);
        errors.Range(nameof(options.PerUser), options.PerUser, 1, 100);
        errors.Range(nameof(options.CacheFor), options.CacheFor, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        errors.Range(nameof(options.Revalidate), options.Revalidate, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        errors.Range(nameof(options.IdentityWithoutFeed), options.IdentityWithoutFeed, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        errors.Range(nameof(options.IdentityWithFeed), options.IdentityWithFeed, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return errors.Result();
    }
}
