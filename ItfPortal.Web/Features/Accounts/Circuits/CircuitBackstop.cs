using ItfPortal.Web.Features.Accounts.Sessions;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.Circuits;

/// <summary>
/// Asks every 30 seconds whether the sessions of open tabs live: the backstop for an end nobody heard of. One timer for
/// all tabs; the framework's revalidation would be one per tab, and one more for every page that is only drawn once.
/// </summary>
internal sealed class CircuitBackstop(CircuitRegistry circuits, IOptions<PortalSessionOptions> options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Revalidate, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // What cannot be asked now is asked at the next tick.
                await circuits.CheckAllAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The replica stops.
        }
    }
}
