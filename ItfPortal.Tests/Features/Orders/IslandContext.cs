using Bunit;
using System.Globalization;
using ItfPortal.Web.Features.Orders;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Tests.Features.Orders;

/// <summary>One render of an island: a prerendering, or the circuit after it.</summary>
internal sealed class IslandContext : BunitContext
{
    public IslandContext(OrdersWorld world, bool interactive = true, string language = "fr")
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo($"{language}-CA");
        JSInterop.Mode = JSRuntimeMode.Loose;
        world.Register(Services);
        SetRendererInfo(new RendererInfo(interactive ? "Server" : "Static", interactive));
    }

    /// <summary>Gives what a prerendering handed over to the island that is rendered next.</summary>
    public void HandOver<TIsland>(byte[]? handed) where TIsland : LiveIsland
    {
        ComponentFactories.Add(type => type == typeof(TIsland), _ =>
        {
            var island = (IComponent)Activator.CreateInstance<TIsland>();
            typeof(TIsland).GetProperty("Handed")!.SetValue(island, handed);
            return island;
        });
    }
}
