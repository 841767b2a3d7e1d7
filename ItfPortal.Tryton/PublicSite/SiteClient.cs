using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.PublicSite;

/// <inheritdoc/>
internal sealed class SiteClient(JsonRpcTransport transport, ServiceSession service) : ISiteClient
{
    /// <inheritdoc/>
    public Task<SiteCompany?> CompanyAsync(CancellationToken cancellationToken)
    {
        var call = new TrytonCall("itf_portal.site", "company", CallKind.Read);
        return service.RunAsync(
            (session, token) => transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerSiteCompany, token), cancellationToken);
    }
}
