using ItfPortal.Web.Features.Accounts.Sessions;
using Microsoft.AspNetCore.SignalR;

namespace ItfPortal.Web.Features.Accounts.Circuits;

/// <summary>
/// What only the hub sees: which connection belongs to whom, and which calls come from a person. A circuit handler
/// cannot tell a click from the browser's acknowledgement of a push, and a live page must not keep its session awake.
/// </summary>
internal sealed class CircuitConnections(CircuitRegistry registry, PortalSessions sessions) : IHubFilter
{
    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (context.Context.User?.Session() is not null)
        {
            registry.Connected(context.Context);
        }
        await next(context);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        registry.Disconnected(context.Context);
        await next(context, exception);
    }

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        // Events of the page are JS interop calls since .NET 8; navigation has methods of its own.
        if (invocationContext.HubMethodName is "BeginInvokeDotNetFromJS" or "OnLocationChanged" or "OnLocationChanging"
            && invocationContext.Context.User?.Session() is { } session)
        {
            sessions.Touch(session);
        }
        return next(invocationContext);
    }
}
