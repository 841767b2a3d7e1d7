using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace ItfPortal.Web.Platform.Persistence;

/// <summary>Reads <c>postgresql://</c> addresses, which Npgsql does not; its own key-value form passes unchanged.</summary>
public static class PostgresUrl
{
    private static readonly Dictionary<string, string> s_parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["options"] = "Options",
        ["target_session_attrs"] = "Target Session Attributes",
    };

    /// <summary>Npgsql's connection string.</summary>
    /// <exception cref="FormatException">Neither form; the message never repeats the address, it may hold a password.</exception>
    public static string ToConnectionString(string url) =>
        TryParse(url, out var builder, out var problem) ? builder.ConnectionString : throw new FormatException(problem);

    /// <summary>Npgsql's connection settings, or what is wrong.</summary>
    public static bool TryParse(
        string url, [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? builder, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(url);
        (builder, problem) = (null, null);
        try
        {
            builder = url.Contains("://", StringComparison.Ordinal) ? FromUrl(url) : new NpgsqlConnectionStringBuilder(url);
            problem = builder.Host is null ? "names no host" : builder.Database is null ? "names no database" : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or KeyNotFoundException)
        {
            problem = exception is FormatException ? exception.Message : "is not a PostgreSQL address";
        }
        if (problem is not null)
        {
            builder = null;
        }
        return problem is null;
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgresql" or "postgres"))
        {
            throw new FormatException("is not a postgresql:// address");
        }
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length == 0 ? "127.0.0.1" : uri.Host.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : 5432,
        };
        if (Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')) is { Length: > 0 } database)
        {
            builder.Database = database;
        }
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }
        if (user.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var k, var v] ? (Uri.UnescapeDataString(k), Uri.UnescapeDataString(v)) : (pair, "");
            if (!s_parameters.TryGetValue(key, out var keyword))
            {
                throw new FormatException($"has the unknown parameter {key}");
            }
            // libpq writes verify-full, Npgsql VerifyFull.
            builder[keyword] = keyword is "SSL Mode" or "Target Session Attributes" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        return builder;
    }
}
