using System.Text.Json;
using Npgsql;

namespace ItfPortal.Tests.Support;

/// <summary>
/// The real parts that <c>make portal-test</c> has started. A test that needs one of them asks here; a missing variable
/// is a failure with a clear message, never a silent skip.
/// </summary>
public static class Stack
{
    /// <summary>Base address of Tryton's web process.</summary>
    public static string TrytonRpcUrl => Get("TRYTON_RPC_URL");

    /// <summary>Base address of Tryton's sign-in process.</summary>
    public static string TrytonLoginRpcUrl => Get("TRYTON_LOGIN_RPC_URL");

    /// <summary>Tryton's database.</summary>
    public static string TrytonDatabase => Get("TRYTON_DATABASE");

    /// <summary>The feed's own role on Tryton's database.</summary>
    public static string FeedUrl => Get("TRYTON_FEED_URL");

    /// <summary>Redis.</summary>
    public static string RedisUrl => Get("REDIS_URL");

    /// <summary>A superuser of the test cluster.</summary>
    public static string AdminUrl => Get("TEST_PG_URL");

    /// <summary>The checkout's root, found from the test assembly upwards.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The variable's value.</summary>
    public static string Get(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{name} is not set: these tests need the real parts, run them by 'make portal-test'.");

    /// <summary>The demo people, as the set-up wrote them.</summary>
    public static IReadOnlyList<DemoPerson> People { get; } = ReadPeople();

    /// <summary>One demo person by role, and by company code where it matters.</summary>
    public static DemoPerson Person(string role, string? party = null) =>
        People.FirstOrDefault(p => p.Role == role && (party is null || p.Party == party))
        ?? throw new InvalidOperationException($"No demo person with role {role} and company {party ?? "any"}");

    /// <summary>Npgsql's form of a <c>postgresql://</c> address, with another database if given.</summary>
    public static string ConnectionString(string url, string? database = null)
    {
        var uri = new Uri(url);
        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length > 0 ? uri.Host : "127.0.0.1",
            Port = uri.Port > 0 ? uri.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = database ?? uri.AbsolutePath.Trim('/'),
        };
        return builder.ConnectionString;
    }

    private static List<DemoPerson> ReadPeople()
    {
        var path = Environment.GetEnvironmentVariable("DEMO_ACCOUNTS");
        return path is null || !File.Exists(path)
            ? []
            : JsonSerializer.Deserialize<List<DemoPerson>>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ItfPortal.sln")))
        {
            directory = directory.Parent;
        }
        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run inside a checkout");
    }
}

/// <summary>One line of the demo accounts file.</summary>
public sealed record DemoPerson(string Login, string Password, string Role, string? Party, string? Name, string? Company, string? Hint);
