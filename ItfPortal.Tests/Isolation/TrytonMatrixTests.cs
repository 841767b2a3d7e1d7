using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

/// <summary>
/// Everything Tryton could be asked, asked with a customer's own sign-in over JSON-RPC: only the committed list answers, all
/// else is refused with the same bytes.
/// </summary>
[Collection(IsolationGroup.Name)]
[Trait("needs", "tryton")]
public sealed class TrytonMatrixTests(IsolationWorld world)
{
    private static HashSet<string> Allowed(string kind) => [.. AllowedMethods.Of(kind), .. AllowedMethods.Of("everybody")];

    [Fact]
    public void T_IDOR_Surface_IsAllOfTryton()
    {
        var surface = world.Surface;
        surface.Models.Should().BeGreaterThan(250);
        surface.Buttons.Should().BeGreaterThan(50);
        surface.Wizards.Should().BeGreaterThan(40);
        surface.Reports.Should().BeGreaterThan(10);
        surface.Offered.Should().BeGreaterThan(4000);
    }

    [Fact]
    public async Task T_IDOR_EveryMethod_EveryRole_OnlyTheListAnswers()
    {
        var share = 0;
        foreach (var reader in world.Roles)
        {
            // Of one role everything in every run; at this door the wall knows no difference between roles.
            await TryAsync(reader.Label, world.Tryton, await world.SessionAsync(reader), Attempts(share++), Allowed("portal"), reader);
        }
    }

    [Fact]
    public async Task T_IDOR_EveryMethod_PortalsOwnAccount_OnlyTheListAnswers() =>
        await TryAsync(
            "the portal's own account", world.Tryton, await world.ServiceAsync(), Attempts(1), Allowed("service"), null);

    [Fact]
    public async Task T_KEY_EveryMethod_WithoutThePortalsKey_NothingAnswers()
    {
        using var keyless = world.Tryton.Keyless();
        var reader = world.Reader("maude.gendron");
        await TryAsync(reader.Label + ", without the portal's key", keyless, await world.SessionAsync(reader), world.Surface.All, AllowedMethods.Of("everybody"), null);
    }

    [Fact]
    public async Task T_IDOR_EveryMethod_NobodySignedIn_NothingAnswers() =>
        await TryAsync("nobody", world.Tryton, null, Attempts(2), AllowedMethods.Of("everybody"), null);

    [Fact]
    public async Task TheTestItself_NoticesWhatAnswers()
    {
        var staff = Stack.Person("support");
        var reads = world.Surface.All.Where(attempt => attempt.Group is "read" or "search" or "fields_get" && attempt.Method.StartsWith("model.sale.", StringComparison.Ordinal)).ToList();
        var run = await MatrixRun.OfAsync(world.Tryton, await world.SessionAsync(staff.Login, staff.Password), reads.Take(20), Allowed("portal"), null);
        run.Wrong.Should().HaveCountGreaterThan(5, "staff are not confined: the attempts are calls that Tryton understands");
    }

    private IReadOnlyList<Attempt> Attempts(int share) => share == 0 || IsolationWorld.Whole ? world.Surface.All : [.. world.Surface.OneEach(share)];

    private async Task TryAsync(string label, RpcWire wire, string? session, IReadOnlyList<Attempt> attempts, HashSet<string> allowed, Reader? reader)
    {
        var run = await MatrixRun.OfAsync(wire, session, attempts, allowed, reader);
        run.Wrong.Should().BeEmpty("{0} may call {1} and nothing else", label, AllowedMethods.ListPath);
        run.Refusals.Should().HaveCount(1, "one refusal for all does not tell what exists");
        run.Refused.Should().BeGreaterThan(attempts.Count - allowed.Count - 1);
        world.Report.Add("Tryton's JSON-RPC", label, run);
    }
}
