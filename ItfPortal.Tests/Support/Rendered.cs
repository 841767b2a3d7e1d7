using Bunit;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Tests.Support;

/// <summary>What a person does to a rendered component.</summary>
internal static class Rendered
{
    /// <summary>
    /// Does it on the component's dispatcher and waits until it has been handled and shown, up to where it waits itself.
    /// Said from outside it would only be queued whenever the component is being rendered by somebody else.
    /// </summary>
    public static void Do<TComponent>(this IRenderedComponent<TComponent> component, Action deed)
        where TComponent : IComponent =>
        component.InvokeAsync(deed).WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
}
