namespace ItfPortal.Tests.Support;

/// <summary>A test of the client against a fake of its own.</summary>
public abstract class FakeTrytonTest : IAsyncLifetime, IAsyncDisposable
{
    protected FakeTryton Tryton { get; private set; } = null!;

    protected FakeTrytonClients Clients { get; set; } = null!;

    public async Task InitializeAsync()
    {
        Tryton = await FakeTryton.StartAsync();
        Clients = new FakeTrytonClients(Tryton.Url);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await Clients.DisposeAsync();
        await Tryton.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
