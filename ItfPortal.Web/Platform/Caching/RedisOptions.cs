using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ItfPortal.Web.Platform.Caching;

/// <summary>Where what may be lost is kept: the second level of the cache, paused circuits. Section <c>Redis</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Redis";

    /// <summary><c>redis://[user:password@]host:port[/database]</c>, <c>rediss://</c> for TLS. Empty: in process only. Environment: <c>REDIS_URL</c>.</summary>
    public string Url { get; set; } = "";

    /// <summary>How long one operation may take; after it the portal goes on without. The default is 500 milliseconds; 50 milliseconds to 5 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Settings for the client: gives up early and goes on trying in the background.</summary>
    /// <exception cref="FormatException">The address is none.</exception>
    public ConfigurationOptions ToConfiguration()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
        {
            throw new FormatException("is not a redis:// address");
        }
        var milliseconds = (int)Timeout.TotalMilliseconds;
        var user = uri.UserInfo.Split(':', 2);
        var configuration = new ConfigurationOptions
        {
            EndPoints = { { uri.Host, uri.Port > 0 ? uri.Port : 6379 } },
            User = user is [{ Length: > 0 } name, _] ? Uri.UnescapeDataString(name) : null,
            Password = user is [_, { Length: > 0 } password] ? Uri.UnescapeDataString(password) : null,
            Ssl = uri.Scheme == "rediss",
            DefaultDatabase = int.TryParse(uri.AbsolutePath.Trim('/'), out var database) ? database : null,
            ClientName = "itf-portal",
            AbortOnConnectFail = false,
            ConnectTimeout = milliseconds,
            SyncTimeout = milliseconds,
            AsyncTimeout = milliseconds,
            // Waiting for a server that is gone would make every page wait with it.
            BacklogPolicy = BacklogPolicy.FailFast,
        };
        return configuration;
    }
}

/// <summary>Checks <see cref="RedisOptions"/>.</summary>
internal sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        var errors = new OptionErrors(RedisOptions.Section);
        try
        {
            _ = options.Url.Length == 0 ? null : options.ToConfiguration();
        }
        catch (FormatException ex)
        {
            errors.Add(nameof(options.Url), ex.Message, "redis://127.0.0.1:6380, or nothing for none");
        }
        errors.Range(nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
        return errors.Result();
    }
}
