using ItfPortal.Web.Platform.Persistence;

namespace ItfPortal.Web.Cli;

/// <summary><c>migrate</c>: run once before the portal starts, where it is given a role that may not change the schema.</summary>
internal static class MigrateVerb
{
    public static async Task RunAsync(HostApplicationBuilder builder, CancellationToken cancellationToken)
    {
        using var host = builder.Build();
        await host.Services.GetRequiredService<Migrator>().RunAsOwnerAsync(cancellationToken);
    }
}
