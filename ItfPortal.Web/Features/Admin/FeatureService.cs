using System.Text.Json;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Admin;

/// <summary>
/// Which customers have which parts of the portal, in an administrator's own Tryton session; each switch is put on record first, and done
/// once. Open pages of those concerned follow by the events that Tryton tells.
/// </summary>
public sealed class FeatureService(ICurrentSession session, IFeaturesClient client, TrytonGuard guard, IAuditLog audit)
{
    /// <summary>Every feature and every group; errors as <see cref="TrytonGuard"/> makes them.</summary>
    public Task<Result<FeatureTable>> TableAsync(CancellationToken cancellationToken) => guard.RunAsync(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await guard.CallAsync(() => client.TableAsync(current.Token, token));
        },
        cancellationToken);

    /// <summary>Switches a feature as it was seen.</summary>
    /// <returns>
    /// True. <see cref="RefusedError"/> with <see cref="CompanyRefusals.StaleFeature"/>; <see cref="AuditUnavailableError"/>: nothing was done; other
    /// errors as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public Task<Result<bool>> SwitchAsync(RequestId key, FeatureSwitch change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return guard.RunAsync<bool>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var word = JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Feature.ToString());
                var entry = new AuditEntry(AuditEvent.FeatureSwitched, AuditOutcome.Begun, AuditActor.Of(current))
                {
                    Target = new AuditTarget(AuditTargets.Feature, change.Group is { } group ? FormattableString.Invariant($"{word}/{group}") : word),
                    Detail = new AuditDetail { Cause = change.Enabled switch { true => "on", false => "off", null => "as-others" } },
                };
                return await audit.DoAsync(entry, () => guard.CallAsync(async () =>
                {
                    await client.SwitchAsync(current.Token, key, change, CancellationToken.None);
                    return true;
                }).AsTask());
            },
            cancellationToken);
    }
}
