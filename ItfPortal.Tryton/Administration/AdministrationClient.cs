using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Administration;

/// <inheritdoc/>
internal sealed class AdministrationClient(JsonRpcTransport transport) : IAdministrationClient
{
    private const string Model = "itf_portal.administration";

    /// <inheritdoc/>
    public async Task<PortalPeople> PeopleAsync(SessionToken session, PeopleQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var call = new TrytonCall(Model, "people", CallKind.Read, new Dictionary<string, object?>
        {
            ["search"] = QueryWords.Search(query.Search),
            ["after"] = query.After,
            ["limit"] = query.Limit,
        });
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerPortalPeople, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<PersonCard?> PersonAsync(SessionToken session, int person, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "person", CallKind.Read, person), session, TrytonJson.Default.RpcAnswerPersonCard, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Verdict>?> WhyAsync(SessionToken session, int person, string document, CancellationToken cancellationToken) =>
        await transport.CallAsync(
            new TrytonCall(Model, "why", CallKind.Read, person, QueryWords.Search(document) ?? ""), session, TrytonJson.Default.RpcAnswerVerdictArray,
            cancellationToken).ConfigureAwait(false);
}
