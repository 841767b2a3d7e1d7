using System.Globalization;
using System.Text.Json;
using ItfPortal.Web.Platform.Observability;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ItfPortal.Tests.Platform.Observability;

public class LoggingTests
{
    [Theory]
    [InlineData("/activation/s3cr3t-t0ken", "/activation/…")]
    [InlineData("/mot-de-passe/s3cr3t", "/mot-de-passe/…")]
    [InlineData("/webhooks/stripe", "/webhooks/…")]
    [InlineData("/activation", "/activation")]
    [InlineData("/espace/commandes/41", "/espace/commandes/41")]
    [InlineData("/activations/41", "/activations/41")]
    public void T_LOG_Path_OneTimeSecrets_AreNotWritten(string path, string expected) => Logging.Path(new PathString(path)).Should().Be(expected);

    [Fact]
    public void Line_OfACircuit_CarriesCorrelationUserAndCircuit()
    {
        var lines = new Lines();
        using var logger = new LoggerConfiguration().Enrich.With<CorrelationEnricher>().WriteTo.Sink(lines).CreateLogger();
        logger.Information("outside");
        Correlation.Begin(user: 12, circuit: "abc");
        logger.Information("inside");

        lines[0].Properties.Should().NotContainKey("CorrelationId");
        lines[1].Properties.Keys.Should().Contain(["CorrelationId", "UserId", "CircuitId"]);
        lines[1].Properties["UserId"].Should().BeEquivalentTo(new ScalarValue(12));
        lines[1].Properties["CorrelationId"].ToString().Should().Contain(Correlation.Id);
    }

    [Fact]
    public async Task Correlation_EndsWithItsFlow()
    {
        var before = Correlation.Current;
        await Task.Run(() => Correlation.Begin(1));
        Correlation.Current.Should().BeSameAs(before);
        Correlation.Id.Should().MatchRegex("^[0-9a-f]{32}$");
    }

    [Fact]
    public void Production_WritesOneJsonObjectPerLine()
    {
        var output = Console.Out;
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        try
        {
            Console.SetOut(written);
            var configuration = new LoggerConfiguration();
            Logging.Configure(configuration, new ConfigurationBuilder().Build(), new HostingEnvironment { EnvironmentName = Environments.Production });
            using var logger = configuration.CreateLogger();
            logger.ForContext<LoggingTests>().Information("Order {OrderId} placed", 41);
            logger.ForContext(Constants.SourceContextPropertyName, "Microsoft.AspNetCore.Hosting.Diagnostics").Information("GET /espace?q=secret");
        }
        finally
        {
            Console.SetOut(output);
        }
        var line = JsonDocument.Parse(written.ToString().Trim().Split('\n').Should().ContainSingle("the framework's own request lines carry the query").Which).RootElement;
        line.GetProperty("OrderId").GetInt32().Should().Be(41);
        line.GetProperty("@mt").GetString().Should().Be("Order {OrderId} placed");
    }

    private sealed class Lines : ILogEventSink
    {
        private readonly List<LogEvent> _lines = [];

        public LogEvent this[int index] => _lines[index];

        public void Emit(LogEvent logEvent) => _lines.Add(logEvent);
    }
}
