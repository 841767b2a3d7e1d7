using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

/// <summary>A Tryton in which somebody has activated a module the portal has never heard of.</summary>
public sealed class UnseenModule : IAsyncLifetime
{
    /// <summary>Of the modules that stand on what is there, one with models, buttons, wizards and reports of its own.</summary>
    public const string Name = "sale_opportunity";
    private OwnTryton _tryton = null!;

    internal RpcWire Wire { get; private set; } = null!;

    internal RpcWire WithoutGuard { get; private set; } = null!;

    internal IReadOnlyList<Reader> Readers { get; private set; } = [];

    internal TrytonSurface Surface { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _tryton = await OwnTryton.CreateAsync(Stack.Get("TEST_UNSEEN_PYTHONPATH"), Name);
        Wire = await _tryton.ServeAsync("itf_portal.wsgi:app");
        WithoutGuard = await _tryton.ServeAsync("without_guard:app");
        Readers = await Isolation.Readers.ReadAsync(_tryton.Database);
        Surface = await TrytonSurface.ReadAsync(Wire, Readers.Single(reader => reader.Person.Login.StartsWith("maude.", StringComparison.Ordinal)).Ids);
    }

    public async Task DisposeAsync()
    {
        Wire?.Dispose();
        WithoutGuard?.Dispose();
        await _tryton.DisposeAsync();
    }
}

/// <summary>What nobody has thought of is closed.</summary>
[Collection(IsolationGroup.Name)]
[Trait("needs", "tryton")]
public sealed class UnseenModuleTests(IsolationWorld world, UnseenModule unseen)
{
    [Fact]
    public async Task T_IDOR_ModuleNeverSeen_NothingNewAnswers()
    {
        var known = world.Surface.All.Select(attempt => attempt.Method).ToHashSet();
        var brought = unseen.Surface.All.Where(attempt => !known.Contains(attempt.Method)).ToList();
        brought.Should().Contain(attempt => attempt.Method == "model.sale.opportunity.read").And.HaveCountGreaterThan(100);
        HashSet<string> allowed = [.. AllowedMethods.Of("portal"), .. AllowedMethods.Of("everybody")];
        foreach (var reader in world.Roles.Select(role => unseen.Readers.Single(reader => reader.Person == role.Person)))
        {
            var session = await unseen.Wire.SignInAsync(reader.Person.Login, reader.Person.Password);
            // Everything again as the first of them only: what was there before answers in no other way.
            var run = await MatrixRun.OfAsync(unseen.Wire, session, IsolationWorld.Whole && reader.Person == world.Roles.First().Person ? unseen.Surface.All : brought, allowed, reader);
            run.Wrong.Should().BeEmpty("{0} brings nothing that answers", UnseenModule.Name);
            run.Refusals.Should().HaveCount(1);
            world.Report.Add("the same after activating " + UnseenModule.Name, reader.Label, run);
        }
    }
}
