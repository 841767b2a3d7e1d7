using Dapper;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Persistence;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Tests.Platform.Persistence;

[Trait("needs", "postgresql")]
public class MigratorTests
{
    [Fact]
    public async Task Run_FourReplicasAtOnce_EachMigrationOnce()
    {
        await using var database = await PortalDatabase.CreateAsync();
        var sources = Enumerable.Range(0, 4).Select(_ => NpgsqlDataSource.Create(database.ConnectionString)).ToList();
        await Task.WhenAll(sources.Select(source => Make(source, database.Url).RunAsync(default)));
        await using (var connection = await sources[0].OpenConnectionAsync())
        {
            var scripts = (await connection.QueryAsync<string>("select scriptname from schema_versions order by schemaversionsid")).ToList();
            scripts.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal).And.HaveCountGreaterThanOrEqualTo(3);
            (await connection.QueryAsync<string>("select tablename::text from pg_tables where schemaname = 'public'"))
                .Should().Contain(["sessions", "data_protection_keys", "feed_horizon"]);
        }
        sources.ForEach(source => source.Dispose());
    }

    [Fact]
    public async Task Run_NobodyListensYet_WaitsThenSaysSo()
    {
        const string Nowhere = "postgresql://u@127.0.0.1:1/d";
        await using var source = NpgsqlDataSource.Create(PostgresUrl.ToConnectionString(Nowhere));
        var log = new Lines();
        var run = () => Make(source, Nowhere, TimeSpan.FromSeconds(2), log).RunAsync(default);
        await run.Should().ThrowAsync<NpgsqlException>();
        log.Should().NotBeEmpty().And.OnlyContain(line => line.StartsWith("Waiting up to 00:00:02 for the portal's database", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_DatabaseMissing_SaysSoAtOnce()
    {
        var url = new UriBuilder(Stack.AdminUrl) { Path = "no_such_database" }.Uri.ToString();
        await using var source = NpgsqlDataSource.Create(PostgresUrl.ToConnectionString(url));
        var run = () => Make(source, url, TimeSpan.FromMinutes(5)).RunAsync(default);
        (await run.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InvalidCatalogName);
    }

    private static Migrator Make(NpgsqlDataSource source, string url, TimeSpan? patience = null, ILogger<Migrator>? log = null) => new(
        Options.Create(new PortalDatabaseOptions { Url = url, StartPatience = patience ?? TimeSpan.FromSeconds(30) }), source,
        log ?? NullLogger<Migrator>.Instance);

    /// <summary>The lines it wrote.</summary>
    private sealed class Lines : List<string>, ILogger<Migrator>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
