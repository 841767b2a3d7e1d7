using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ItfPortal.Tests.TrytonLive;

/// <summary>The example of ItfPortal.Tryton/README.md: compiled here, compared with what stands there, and run.</summary>
[Collection(LiveTrytonGroup.Name)] // while nobody moves or stops Tryton
public sealed class ReadmeExampleTests
{
    [Fact]
    public void Example_InTheReadme_IsTheOneThatIsCompiled()
    {
        var readme = File.ReadAllText(Path.Combine(Stack.Root, "ItfPortal.Tryton", "README.md"));
        var shown = readme.Split("```csharp\n")[1].Split("```")[0];
        var source = File.ReadAllText(Path.Combine(Stack.Root, "ItfPortal.Tests", "TrytonLive", "ReadmeExampleTests.cs"));
        var body = source.Split("ExampleAsync(\n")[1].Split("    {\n", 2)[1].Split("\n    }\n")[0] + "\n";
        string.Join('\n', body.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line)).Should().Be(shown);
        shown.Split('\n').Should().HaveCountLessThanOrEqualTo(25);
    }

    [Fact]
    [Trait("needs", "tryton")]
    public async Task Example_Runs()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var person = LiveTryton.Administrator;
        var lines = new List<string>();
        await ExampleAsync(configuration, person.Login, person.Password, "198.51.100.7", lines.Add, CancellationToken.None);
        lines.Should().NotBeEmpty().And.OnlyContain(line => line.EndsWith(" CAD", StringComparison.Ordinal));
    }

    private static async Task ExampleAsync(
        IConfiguration configuration, string login, string password, string visitorAddress, Action<string> write, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddLogging().AddTryton(configuration).BuildServiceProvider();
        var sessions = services.GetRequiredService<ISessionClient>();
        var orders = services.GetRequiredService<IOrdersClient>();

        var session = await sessions.SignInAsync(new SignInRequest(login, password, "fr", visitorAddress), cancellationToken);
        try
        {
            var identity = await sessions.WhoAmIAsync(session, cancellationToken);
            var query = new OrderQuery(identity.Companies[0].Party, States: [OrderWord.Preparing, OrderWord.PartlyShipped]);
            var page = await orders.PageAsync(session, query, cancellationToken);
            foreach (var row in page.Rows)
            {
                write($"{row.Number}  {row.Shipped:0} / {row.Ordered:0}  {row.Total:0.00} {row.Currency}");
            }
        }
        catch (TrytonException e) when (e.IsTransient)
        {
            write("Tryton does not answer; try again in a moment.");
        }
        finally
        {
            await sessions.SignOutAsync(session, CancellationToken.None);
        }
    }
}
