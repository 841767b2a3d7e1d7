using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

public sealed partial class AllowedMethodsTests
{
    [Theory]
    [InlineData("portal", "PORTAL_METHODS")]
    [InlineData("service", "SERVICE_METHODS")]
    public void T_IDOR_TheList_IsTheModules(string kind, string name)
    {
        var source = File.ReadAllText(Path.Combine(Stack.Root, "tryton", "itf_portal", "allowed.py"));
        Methods(source, name).Should().BeEquivalentTo(AllowedMethods.All[kind], "{0} is where a reviewer sees what answers", AllowedMethods.ListPath);
    }

    [Fact]
    public void T_IDOR_EveryAllowedMethod_IsTried() =>
        AllowedMethods.All["portal"].Except(["common.db.logout"]).Should().BeEquivalentTo(
            OwnMethods.Names, "OwnMethods says what a customer would try with each method that answers");

    /// <summary>A set of the module, which may begin with another one.</summary>
    private static IEnumerable<string> Methods(string source, string name)
    {
        var set = Regex.Match(source, $@"^{name} = (?:(?<more>\w+) \| )?frozenset\(\{{(?<methods>[^}}]*)\}}\)$", RegexOptions.Multiline);
        set.Success.Should().BeTrue("{0} is where the dispatcher's wall reads what it lets through", name);
        var own = Quoted().Matches(set.Groups["methods"].Value).Select(match => match.Groups[1].Value);
        return set.Groups["more"].Success ? own.Concat(Methods(source, set.Groups["more"].Value)) : own;
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
