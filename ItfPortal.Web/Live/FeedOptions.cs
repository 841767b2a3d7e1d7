using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Persistence;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Live;

/// <summary>How the portal hears of changes in Tryton. Section <c>Feed</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Feed";

    /// <summary>
    /// Tryton's database as the role <c>itf_portal_feed</c>, <c>postgresql://…</c>; straight to PostgreSQL, never through
    /// a pooler. Empty: the portal polls. Environment: <c>TRYTON_FEED_URL</c>.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>How often committed rows are compared with what was heard. The default is 30 seconds; 1 second to 10 minutes.</summary>
    public TimeSpan CatchUpInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often Tryton is asked where there is no <see cref="Url"/>. The default is 2 seconds; 0.2 to 60.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>Names every wrong key at once.</summary>
internal sealed class FeedOptionsValidator : IValidateOptions<FeedOptions>
{
    public ValidateOptionsResult Validate(string? name, FeedOptions options)
    {
        var errors = new OptionErrors(FeedOptions.Section);
        if (options.Url.Length > 0 && !PostgresUrl.TryParse(options.Url, out _, out var problem))
        {
            errors.Add(nameof(options.Url), problem, "postgresql://itf_portal_feed:password@127.0.0.1:5433/tryton, or nothing to poll");
        }
        errors.Range(nameof(options.CatchUpInterval), options.CatchUpInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        errors.Range(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(1));
        return errors.Result();
    }
}
