using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace ItfPortal.Web.Platform.Observability;

/// <summary>How many circuits are open in this process.</summary>
public sealed class OpenCircuits
{
    private int _count;

    /// <summary>Open, connected or not.</summary>
    public int Count => Volatile.Read(ref _count);

    internal void Add(int change) => Interlocked.Add(ref _count, change);
}

/// <summary>Counts its circuit, and marks the log lines of what it does.</summary>
internal sealed class CircuitTelemetry(AuthenticationStateProvider authentication, OpenCircuits circuits) : CircuitHandler
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private int? _user;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        circuits.Add(1);
        _user = UserId((await authentication.GetAuthenticationStateAsync()).User);
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        circuits.Add(-1);
        return Task.CompletedTask;
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            Correlation.Begin(_user, _id);
            await next(context);
        };

    /// <summary>The numeric id of the signed-in person, or null.</summary>
    internal static int? UserId(ClaimsPrincipal principal) =>
        int.TryParse(principal.FindFirst(ClaimTypes.NameIdentifier)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
