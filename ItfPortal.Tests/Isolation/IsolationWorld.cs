using System.Collections.Concurrent;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

/// <summary>The people, their sessions and what Tryton could be asked; read once for all tests of isolation.</summary>
public sealed class IsolationWorld : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _sessions = new();

    // Either writes the report.
    private static readonly string s_mode = Environment.GetEnvironmentVariable("ISOLATION_MATRIX") ?? "";

    /// <summary>Everything for everybody instead of what fits into a test run: <c>make isolation-matrix</c>.</summary>
    public static bool Whole => s_mode == "whole";

    internal RpcWire Tryton { get; private set; } = null!;

    internal IReadOnlyList<Reader> Readers { get; private set; } = [];

    internal TrytonSurface Surface { get; private set; } = null!;

    internal MatrixReport Report { get; } = new();

    /// <summary>One person of every role and scope.</summary>
    internal IEnumerable<Reader> Roles => new[]
    {
        "maude.gendron", "julie.paradis", "noemie.fradette", "marc.vezina", "etienne.roussel", "sylvie.charest", "ariane.lacasse", "paule.normandin",
    }.Select(Reader);

    /// <summary>One of every role and scope in a test run, else every customer of the demo.</summary>
    internal IEnumerable<Reader> Asking => Whole ? Readers : Roles;

    public async Task InitializeAsync()
    {
        Tryton = RpcWire.OfStack();
        Readers = await Isolation.Readers.ReadAsync(Tryton.Database);
        Surface = await TrytonSurface.ReadAsync(Tryton, Reader("maude.gendron").Ids);
    }

    public Task DisposeAsync()
    {
        Tryton.Dispose();
        if (s_mode.Length > 0)
        {
            Report.Write(s_mode);
        }
        return Task.CompletedTask;
    }

    internal Reader Reader(string login) => Readers.Single(reader => reader.Person.Login.StartsWith(login + "@", StringComparison.Ordinal));

    internal Task<string> SessionAsync(string login, string password) =>
        _sessions.GetOrAdd(login, _ => new(() => Tryton.SignInAsync(login, password))).Value;

    internal Task<string> SessionAsync(Reader reader) => SessionAsync(reader.Person.Login, reader.Person.Password);

    internal Task<string> ServiceAsync() => SessionAsync(Stack.Get("TRYTON_USER"), Stack.Get("TRYTON_PASSWORD"));
}

/// <summary>While nobody changes orders on the same Tryton, or stops it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class IsolationGroup : ICollectionFixture<IsolationWorld>, ICollectionFixture<UnseenModule>
{
    public const string Name = "isolation";
}
