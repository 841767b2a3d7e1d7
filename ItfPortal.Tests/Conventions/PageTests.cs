using System.Reflection;
using ItfPortal.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Tests.Conventions;

public sealed class PageTests
{
    private const string ListPath = "ItfPortal.Tests/Conventions/Pages.txt";

    [Fact]
    public void EveryPage_SaysWhoMaySeeIt()
    {
        var offenders = from page in Pages()
                        let policies = PoliciesOf(page)
                        let open = page.IsDefined(typeof(AllowAnonymousAttribute), true)
                        where open ? policies.Length > 0 : policies.Length == 0 || policies.All(policy => policy is null)
                        select $"{page.FullName}: {(open ? "open to everybody and under a policy at once" : "neither a policy nor [AllowAnonymous]")}";
        offenders.Should().BeEmpty();
    }

    [Fact]
    public void TheList_IsWhatIsServed()
    {
        var served = from page in Pages()
                     from route in page.GetCustomAttributes<RouteAttribute>()
                     orderby route.Template
                     select $"{route.Template}  {AccessOf(page)}";
        var listed = File.ReadAllLines(Path.Combine(Stack.Root, ListPath)).Where(line => line.Length > 0 && line[0] != '#');
        string.Join('\n', served.Order(StringComparer.Ordinal)).Should().Be(
            string.Join('\n', listed.Order(StringComparer.Ordinal)), "{0} is where a reviewer sees who may see what: change it with the page", ListPath);
    }

    private static IEnumerable<Type> Pages() => CodeBase.Components.Where(type => type.IsDefined(typeof(RouteAttribute), false));

    private static string?[] PoliciesOf(Type page) =>
        [.. page.GetCustomAttributes<AuthorizeAttribute>(true).Select(attribute => attribute.Policy).Distinct().Order(StringComparer.Ordinal)];

    private static string AccessOf(Type page) => page.IsDefined(typeof(AllowAnonymousAttribute), true)
        ? "everybody" : string.Join(" and ", PoliciesOf(page).Select(policy => policy ?? "signed in"));
}
