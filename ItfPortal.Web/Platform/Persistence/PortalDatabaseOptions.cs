using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Persistence;

/// <summary>The portal's own database. Section <c>PortalDatabase</c>.</summary>
public sealed class PortalDatabaseOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "PortalDatabase";

    /// <summary><c>postgresql://user:password@host:port/database</c> or Npgsql's own form. Environment: <c>PORTAL_DB_URL</c>.</summary>
    public string Url { get; set; } = "";

    /// <summary>
    /// The same database by the role that owns its tables, for <c>ItfPortal.Web migrate</c>. A portal that serves does not use it and
    /// should not be given it: whoever has it can change the audit. Environment:
    /// <c>PORTAL_DB_OWNER_URL</c>.
    /// </summary>
    public string OwnerUrl { get; set; } = "";

    /// <summary>Connections of one replica at most. The default is 50; 5–500.</summary>
    public int MaxPoolSize { get; set; } = 50;

    /// <summary>How long the start waits for a database that is not up yet. The default is 2 minutes.</summary>
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromMinutes(2);
}

/// <summary>Checks <see cref="PortalDatabaseOptions"/>.</summary>
public sealed class PortalDatabaseOptionsValidator : IValidateOptions<PortalDatabaseOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PortalDatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors(PortalDatabaseOptions.Section);
        const string Good = "postgresql://portal_app:password@127.0.0.1:5433/itf_portal";
        if (options.Url.Length == 0)
        {
            errors.Add(nameof(options.Url), "is missing", Good);
        }
        else if (!PostgresUrl.TryParse(options.Url, out _, out var problem))
        {
            errors.Add(nameof(options.Url), problem, Good);
        }
        if (options.OwnerUrl.Length > 0 && !PostgresUrl.TryParse(options.OwnerUrl, out _, out var fault))
        {
            errors.Add(nameof(options.OwnerUrl), fault, "postgresql://portal_owner:password@127.0.0.1:5433/itf_portal");
        }
        errors.Range(nameof(options.MaxPoolSize), options.MaxPoolSize, 5, 500);
        errors.Range(nameof(options.StartPatience), options.StartPatience, TimeSpan.Zero, TimeSpan.FromHours(1));
        return errors.Result();
    }
}
