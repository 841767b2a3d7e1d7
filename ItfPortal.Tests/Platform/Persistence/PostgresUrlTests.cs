using ItfPortal.Web.Platform.Persistence;
using Npgsql;

namespace ItfPortal.Tests.Platform.Persistence;

public class PostgresUrlTests
{
    [Fact]
    public void ToConnectionString_Url_EveryPart() =>
        new NpgsqlConnectionStringBuilder(PostgresUrl.ToConnectionString("postgresql://portal_app:p%40ss%2Fw%3Aord@db.example:5433/itf_portal?sslmode=verify-full&application_name=x"))
            .Should().BeEquivalentTo(new
            {
                Host = "db.example",
                Port = 5433,
                Username = "portal_app",
                Password = "p@ss/w:ord",
                Database = "itf_portal",
                SslMode = SslMode.VerifyFull,
                ApplicationName = "x",
            });

    [Fact]
    public void ToConnectionString_KeyValues_Kept() =>
        new NpgsqlConnectionStringBuilder(PostgresUrl.ToConnectionString("Host=h;Database=d;Username=u")).Should().BeEquivalentTo(new { Host = "h", Database = "d", Username = "u" });

    [Theory]
    [InlineData("postgresql://h", "names no database")]
    [InlineData("Host=h", "names no database")]
    [InlineData("Nonsense=1", "is not a PostgreSQL address")]
    [InlineData("http://h/d", "is not a postgresql:// address")]
    [InlineData("postgresql://h/d?frobnicate=1", "has the unknown parameter frobnicate")]
    [InlineData("postgresql://h/d?sslmode=sometimes", "is not a PostgreSQL address")]
    public void TryParse_Fault_Said(string url, string problem)
    {
        PostgresUrl.TryParse(url, out var builder, out var said).Should().BeFalse();
        builder.Should().BeNull();
        said.Should().Be(problem);
    }
}
