using Npgsql;

namespace ItfPortal.Tests.Support;

/// <summary>An empty database of its own on the test cluster, dropped at the end.</summary>
public sealed class PortalDatabase : IAsyncDisposable
{
    private PortalDatabase(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>As <c>PORTAL_DB_URL</c> wants it.</summary>
    public string Url => new UriBuilder(Stack.AdminUrl) { Path = Name }.Uri.ToString();

    /// <summary>For Npgsql.</summary>
    public string ConnectionString => Stack.ConnectionString(Stack.AdminUrl, Name);

    public static async Task<PortalDatabase> CreateAsync()
    {
        var database = new PortalDatabase("portal_" + Guid.NewGuid().ToString("N")[..12]);
        await ExecuteAsync($"create database {database.Name} template template0");
        return database;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"drop database if exists {Name} with (force)");

    private static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, "postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
