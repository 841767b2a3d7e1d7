using Microsoft.AspNetCore.Components;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using System.Globalization;

namespace ItfPortal.Tests.Features.Orders;

/// <summary>One render of an island: a prerendering, or the circuit after it.</summary>
internal sealed class IslandContext : BunitContext
{
    public IslandContext(OrdersWorld world, bool interactive = true, string language = "fr")
        : this(world.Register, interactive, language)
    {
    }

    public IslandContext(Action<IServiceCollection> register, bool interactive = true, string language = "fr")
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo($"{language}-CA");
        JSInterop.Mode = JSRuntimeMode.Loose;
        register(Services);
        SetRendererInfo(new RendererInfo(interactive ? "Server" : "Static", interactive));
    }
}
