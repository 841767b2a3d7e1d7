using System.Diagnostics;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Deployment;

/// <summary>What the container <c>tryton-setup</c> runs, on the test stack's Tryton: a database that is there already.</summary>
[Trait("needs", "tryton")]
public sealed class TrytonSetupTests : IAsyncLifetime
{
    private readonly string _database = "setup_" + Guid.NewGuid().ToString("N")[..12];
    private readonly string _passwordFile = Path.GetTempFileName();

    public Task InitializeAsync() => AdminAsync($"create database {_database} owner tryton template {Stack.Get("TEST_TEMPLATE")}");

    public async Task DisposeAsync()
    {
        await AdminAsync($"drop database if exists {_database} with (force)");
        File.Delete(_passwordFile);
    }

    [Fact]
    public async Task Setup_OfADatabaseInUse_KeepsItsDataAndGivesTheAccountItsNewPassword()
    {
        var before = await ReadAsync("select password_hash from res_user where login = 'portal-service'");
        var sales = await ReadAsync("select count(*) from sale_sale");
        await File.WriteAllTextAsync(_passwordFile, "a password for this test\n");

        var (exitCode, said) = await SetupAsync();

        exitCode.Should().Be(0, said);
        said.Should().Contain("Tryton is ready.").And.NotContain("a password for this test");
        (await ReadAsync("select password_hash from res_user where login = 'portal-service'")).Should().NotBe(before);
        (await ReadAsync("select count(*) from sale_sale")).Should().Be(sales, "there is a company: no demo is put over it");
        await using var feed = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.FeedUrl, _database));
        await using var events = feed.CreateCommand("select count(*) from itf_portal_event");
        (await events.ExecuteScalarAsync()).Should().BeOfType<long>();
        await using var users = feed.CreateCommand("select count(*) from res_user");
        (await users.Invoking(command => command.ExecuteScalarAsync()).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("42501");
    }

    private async Task<(int ExitCode, string Said)> SetupAsync()
    {
        var libraries = Stack.Get("TEST_TRYTON_PYTHONPATH");
        var start = new ProcessStartInfo(Path.Combine(Stack.Root, "compose", "tryton", "setup")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["TRYTON_DB_URL"] = Stack.Get("TRYTON_DB_URL"),
            ["TRYTON_DATABASE"] = _database,
            ["TRYTON_USER"] = "portal-service",
            ["TRYTON_PASSWORD_FILE"] = _passwordFile,
            ["TRYTON_ADMIN_PASSWORD"] = "asked for by an empty database only",
            ["TRYTON_DEMO"] = "true",
            ["TRYTON_PROGRAMS"] = libraries.Split(':')[^1].Replace("/lib/python3/dist-packages", "/bin", StringComparison.Ordinal),
            ["PYTHONPATH"] = libraries,
            ["PYTHONUTF8"] = "1",
            ["PYTHONWARNINGS"] = "ignore::DeprecationWarning",
            ["TRYTOND_CONFIG"] = Stack.Get("TEST_TRYTON_CONFIG"),
        })
        {
            start.Environment[name] = value;
        }
        start.Environment.Remove("TRYTON_PASSWORD");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }

    private async Task<object?> ReadAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, _database));
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task AdminAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, "postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
