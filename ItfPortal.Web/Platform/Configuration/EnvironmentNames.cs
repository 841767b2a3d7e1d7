using System.Collections.Frozen;
using Microsoft.Extensions.Configuration.CommandLine;

namespace ItfPortal.Web.Platform.Configuration;

/// <summary>
/// The flat environment names of the documentation (<c>PORTAL_DB_URL</c>) and the configuration keys they set
/// (<c>PortalDatabase:Url</c>). <c>NAME_FILE</c> names a file that holds the value, for secrets mounted as files.
/// </summary>
public static class EnvironmentNames
{
    private static readonly FrozenDictionary<string, string> s_keys = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["TRYTON_RPC_URL"] = "Tryton:RpcUrl",
        ["TRYTON_LOGIN_RPC_URL"] = "Tryton:LoginRpcUrl",
        ["TRYTON_DATABASE"] = "Tryton:Database",
        ["TRYTON_PORTAL_KEY"] = "Tryton:PortalKey",
        ["TRYTON_USER"] = "Tryton:ServiceUser",
        ["TRYTON_PASSWORD"] = "Tryton:ServicePassword",
        ["TRYTON_ALLOWED_VERSIONS"] = "Tryton:AllowedVersions",
        ["TRYTON_FEED_URL"] = "Feed:Url",
        ["PORTAL_DB_URL"] = "PortalDatabase:Url",
        ["PORTAL_DB_OWNER_URL"] = "PortalDatabase:OwnerUrl",
        ["REDIS_URL"] = "Redis:Url",
        ["SMTP_URL"] = "Mail:Url",
        ["PORTAL_MAIL_FROM"] = "Mail:From",
        ["PORTAL_MAIL_NAME"] = "Mail:Name",
        ["PORTAL_MAIL_REPLY_TO"] = "Mail:ReplyTo",
        ["CLAMD_URL"] = "Antivirus:Url",
        ["MAIL_CAUGHT"] = "Mail:Caught",
        ["PORTAL_SECRET_KEY"] = "Security:SecretKey",
        ["PORTAL_BASE_URL"] = "Site:BaseUrl",
        ["PORTAL_ADDRESS"] = "Site:Address",
        ["PORTAL_PORT"] = "Site:Port",
        ["PORTAL_MANAGEMENT_PORT"] = "Site:ManagementPort",
        ["PORTAL_TRUSTED_PROXIES"] = "Site:TrustedProxies",
        ["PORTAL_CERTIFICATE"] = "Site:Certificate",
        ["PORTAL_CERTIFICATE_KEY"] = "Site:CertificateKey",
        ["DEMO_ACCOUNTS"] = "Demo:Accounts",
    }.ToFrozenDictionary();

    /// <summary>Environment name by configuration key, as <see cref="OptionErrors"/> shows it.</summary>
    private static readonly FrozenDictionary<string, string> s_names =
        s_keys.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every name and the key it sets.</summary>
    public static IReadOnlyDictionary<string, string> Keys => s_keys;

    /// <summary>The name that sets the key: the flat one, else .NET's own (<c>Limits__PageBurst</c>).</summary>
    public static string Of(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return s_names.TryGetValue(key, out var name) ? name : key.Replace(":", "__", StringComparison.Ordinal);
    }

    /// <summary>The configuration values of an environment. An empty variable counts as absent.</summary>
    /// <exception cref="InvalidOperationException">A <c>NAME_FILE</c> cannot be read.</exception>
    public static IDictionary<string, string?> Read(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, key) in s_keys)
        {
            if (Value(name, variable) is { } value)
            {
                values[key] = value;
            }
        }
        return values;
    }

    /// <summary>Adds them above files and .NET's own variables, below the command line.</summary>
    public static void AddPortalEnvironment(this IConfigurationBuilder configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var source = new EnvironmentSource();
        var commandLine = configuration.Sources.ToList().FindLastIndex(s => s is CommandLineConfigurationSource);
        configuration.Sources.Insert(commandLine < 0 ? configuration.Sources.Count : commandLine, source);
    }

    private static string? Value(string name, Func<string, string?> variable)
    {
        if (variable(name) is { Length: > 0 } value)
        {
            return value;
        }
        if (variable(name + "_FILE") is not { Length: > 0 } file)
        {
            return null;
        }
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{name}_FILE names {file}, which cannot be read: {exception.Message}", exception);
        }
    }

    private sealed class EnvironmentSource : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load() => Data = Read(Environment.GetEnvironmentVariable);
    }
}
