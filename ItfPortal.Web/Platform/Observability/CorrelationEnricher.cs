using Serilog.Core;
using Serilog.Events;

namespace ItfPortal.Web.Platform.Observability;

/// <summary>Adds CorrelationId, UserId (a number, never a name) and CircuitId to every line that belongs to one.</summary>
internal sealed class CorrelationEnricher : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (Correlation.Current is not { } current)
        {
            return;
        }
        logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty("CorrelationId", current.CorrelationId));
        if (current.UserId is { } user)
        {
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty("UserId", user));
        }
        if (current.CircuitId is { } circuit)
        {
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty("CircuitId", circuit));
        }
    }
}
