using System.Security.Cryptography;
using Dapper;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Persistence;
using ItfPortal.Web.Platform.Security.Secrets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Tests.Platform.Audit;

/// <summary>A migrated database, and the audit as the portal of it makes it.</summary>
public sealed class AuditHarness : IAsyncDisposable
{
    private readonly PortalDatabase _database;

    private AuditHarness(PortalDatabase database)
    {
        _database = database;
        Source = NpgsqlDataSource.Create(database.ConnectionString);
        Store = new AuditStore(Source, Secrets, Options.Create(new SiteOptions()));
        Log = new AuditLog(Store, TimeProvider.System, NullLogger<AuditLog>.Instance);
    }

    public static AuditEntry Entry { get; } = new(AuditEvent.SignIn, AuditOutcome.Ok, new AuditActor(AuditActorKind.Customer, 7, null));

    public string Url => _database.Url;

    /// <summary>The administrator of the server.</summary>
    public NpgsqlDataSource Source { get; }

    internal SecretBox Secrets { get; } = Box(RandomNumberGenerator.GetBytes(32));

    internal AuditStore Store { get; }

    internal AuditLog Log { get; }

    public static async Task<AuditHarness> StartAsync()
    {
        var harness = new AuditHarness(await PortalDatabase.CreateAsync());
        await new Migrator(
            Options.Create(new PortalDatabaseOptions { Url = harness.Url }), harness.Source, NullLogger<Migrator>.Instance).RunAsync(default);
        return harness;
    }

    internal static SecretBox Box(params byte[][] keys) =>
        new(Options.Create(new SecurityOptions { SecretKey = string.Join(',', keys.Select(Convert.ToBase64String)) }));

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql);
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await Log.StopAsync(default);
        Log.Dispose();
        await Source.DisposeAsync();
        await _database.DisposeAsync();
    }
}
