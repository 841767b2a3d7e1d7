using Dapper;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Persistence;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Tests.Platform.Audit;

/// <summary>T-AUDIT: what the roles of scripts/roles.sql may do in a database that <c>migrate</c> has made.</summary>
[Trait("needs", "postgresql")]
public sealed class AuditRoleTests : IAsyncLifetime
{
    private readonly string _name = "portal_" + Guid.NewGuid().ToString("N")[..12];
    private NpgsqlDataSource _admin = null!;
    private NpgsqlDataSource _app = null!;

    private string AppUrl => new UriBuilder(Stack.Get("PORTAL_DB_URL")) { Path = _name }.Uri.ToString();

    private string OwnerUrl => new UriBuilder(Stack.Get("PORTAL_DB_OWNER_URL")) { Path = _name }.Uri.ToString();

    public async Task InitializeAsync()
    {
        _admin = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, "postgres"));
        await ExecuteAsync(_admin, $"create database {_name} owner portal_owner template template0");
        _app = NpgsqlDataSource.Create(PostgresUrl.ToConnectionString(AppUrl));
        await Make(OwnerUrl).RunAsOwnerAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await ExecuteAsync(_admin, $"drop database if exists {_name} with (force)");
        await _admin.DisposeAsync();
    }

    [Fact]
    public async Task T_AUDIT_PortalsRole_MayAddAndRead()
    {
        await ExecuteAsync(_app, "insert into audit_log (event, outcome, actor_kind) values ('auth.sign-in', 'ok', 'unknown')");
        (await ScalarAsync("select count(*) from audit_log")).Should().Be(1);
        await ExecuteAsync(_app, "select * from audit_forget()");
        (await ScalarAsync("select count(*) from audit_log")).Should().Be(1, "what is young stays");
    }

    [Fact]
    public async Task T_AUDIT_PortalsRole_MayNotChangeRemoveOrBackdate()
    {
        string[] attempts =
        [
            "update audit_log set outcome = 'ok'",
            "update audit_log set address = null",
            "delete from audit_log",
            "truncate audit_log",
            "insert into audit_log (at, event, outcome, actor_kind) values (now() - interval '1 year', 'auth.sign-in', 'ok', 'unknown')",
            "insert into audit_log (id, event, outcome, actor_kind) overriding system value values (1, 'auth.sign-in', 'ok', 'unknown')",
            "update audit_seals set hash = content",
            "delete from audit_seals",
            "truncate audit_seals",
            "drop table audit_log",
            "alter table audit_log rename to gone",
            "alter table audit_log disable trigger all",
            "create or replace function audit_forget(out forgotten bigint, out removed bigint) language sql as 'select 1::bigint, 1::bigint'",
            "alter sequence audit_log_id_seq restart",
            "select setval('audit_log_id_seq', 1000000)",
            "drop schema public cascade",
            "create table mine (id int)",
            "set role portal_owner",
            "grant portal_owner to portal_app",
            "delete from schema_versions",
            "update consents set text_version = '1'",
            "delete from consents",
        ];
        foreach (var sql in attempts)
        {
            var run = () => ExecuteAsync(_app, sql);
            (await run.Should().ThrowAsync<PostgresException>(sql)).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege, sql);
        }
    }

    [Fact]
    public async Task T_AUDIT_PortalsRole_DropsNoDatabase()
    {
        await using var elsewhere = NpgsqlDataSource.Create(PostgresUrl.ToConnectionString(Stack.Get("PORTAL_DB_URL")));
        var drop = () => ExecuteAsync(elsewhere, $"drop database {_name}");
        (await drop.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task PortalsRole_MayDoItsWork_AndFindsTheSchemaMade()
    {
        foreach (var table in new[] { "sessions", "data_protection_keys", "feed_horizon" })
        {
            await ExecuteAsync(_app, $"select * from {table} for update");
            await ExecuteAsync(_app, $"delete from {table}");
        }
        await ExecuteAsync(_app, "insert into feed_horizon (name, horizon) values ('a', 'b')");
        await Make(null).RunAsync(default);
    }

    [Fact]
    public async Task Start_NobodyMigrated_SaysWhatToRun()
    {
        await ExecuteAsync(_admin, $"drop database {_name} with (force)");
        await ExecuteAsync(_admin, $"create database {_name} owner portal_owner template template0");
        NpgsqlConnection.ClearPool(_app.CreateConnection());
        var start = () => Make(null, TimeSpan.FromSeconds(1)).RunAsync(default);
        (await start.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should().Contain("ItfPortal.Web migrate").And.Contain("20261122_01");
    }

    private Migrator Make(string? ownerUrl, TimeSpan? patience = null) => new(
        Options.Create(new PortalDatabaseOptions { Url = AppUrl, OwnerUrl = ownerUrl ?? "", StartPatience = patience ?? TimeSpan.FromSeconds(30) }),
        _app, NullLogger<Migrator>.Instance);

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = await _app.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
