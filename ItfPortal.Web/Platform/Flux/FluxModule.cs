using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ItfPortal.Web.Platform.Flux;

/// <summary>The store and its slices. Everything is scoped: a scope is a circuit, or a request while prerendering.</summary>
public static class FluxModule
{
    /// <summary>Registers the store; may be called by every feature that has a slice.</summary>
    public static IServiceCollection AddFlux(this IServiceCollection services)
    {
        services.TryAddScoped<Store>();
        services.TryAddScoped<IDispatcher>(provider => provider.GetRequiredService<Store>());
        return services;
    }

    /// <summary>Registers one slice.</summary>
    public static IServiceCollection AddFeature<TFeature, TState>(this IServiceCollection services)
        where TFeature : Feature<TState>
        where TState : class
    {
        services.AddFlux();
        services.AddScoped<TFeature>();
        services.AddScoped<IFeature>(provider => provider.GetRequiredService<TFeature>());
        services.AddScoped<IState<TState>>(provider => provider.GetRequiredService<TFeature>());
        return services;
    }

    /// <summary>Registers one slice's effects. They are given the dispatcher, and never ask for it.</summary>
    public static IServiceCollection AddEffects<TEffect>(this IServiceCollection services) where TEffect : class, IEffect
    {
        services.AddFlux();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IEffect, TEffect>());
        return services;
    }
}
