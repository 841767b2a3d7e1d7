using ItfPortal.Tryton.Companies;
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

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Customer>> CompaniesAsync(SessionToken session, string words, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "companies", CallKind.Read, QueryWords.Search(words) ?? "");
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerCustomerArray, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<GrantableCompany?> CompanyAsync(SessionToken session, int party, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "company", CallKind.Read, party), session, TrytonJson.Default.RpcAnswerGrantableCompany, cancellationToken);

    /// <inheritdoc/>
    public Task<int> InviteAsync(
        SessionToken session, RequestId request, int party, string name, string email, NewGrant grant, string reason, CancellationToken cancellationToken) =>
        WriteAsync(session, "invite", request, CompanyClient.ToWire(grant, ("party", party), ("name", name), ("email", email)), reason, cancellationToken);

    /// <inheritdoc/>
    public Task<int> GrantAsync(
        SessionToken session, RequestId request, int person, int party, NewGrant grant, string reason, CancellationToken cancellationToken) =>
        WriteAsync(session, "grant", request, CompanyClient.ToWire(grant, ("person", person), ("party", party)), reason, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ChangeAsync(
        SessionToken session, RequestId request, PersonGrant seen, NewGrant grant, bool confirmed, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return WriteAsync(
            session, "change", request,
            CompanyClient.ToWire(grant, ("access", seen.Id), ("version", seen.Version), ("confirmed", confirmed)), reason, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> RevokeAsync(
        SessionToken session, RequestId request, PersonGrant seen, bool confirmed, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return WriteAsync(
            session, "revoke", request,
            new() { ["access"] = seen.Id, ["version"] = seen.Version, ["confirmed"] = confirmed }, reason, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> DisableAsync(
        SessionToken session, RequestId request, int person, int? party, bool confirmed, string reason, CancellationToken cancellationToken) =>
        WriteAsync(
            session, "disable", request, new() { ["person"] = person, ["party"] = party, ["confirmed"] = confirmed }, reason, cancellationToken);

    /// <inheritdoc/>
    public async Task<DateTime> RemoveFactorAsync(
        SessionToken session, RequestId request, int person, string reason, CancellationToken cancellationToken) =>
        (await AnswerAsync(session, "remove_factor", request, new() { ["person"] = person }, reason, cancellationToken).ConfigureAwait(false)).RemovalAt
            ?? throw Unreadable.Answer(new TrytonCall(Model, "remove_factor", CallKind.Write));

    /// <inheritdoc/>
    public Task KeepFactorAsync(SessionToken session, RequestId request, int person, string reason, CancellationToken cancellationToken) =>
        AnswerAsync(session, "keep_factor", request, new() { ["person"] = person }, reason, cancellationToken);

    private async Task<int> WriteAsync(
        SessionToken session, string method, RequestId request, Dictionary<string, object?> values, string reason, CancellationToken cancellationToken) =>
        (await AnswerAsync(session, method, request, values, reason, cancellationToken).ConfigureAwait(false)).Person;

    private async Task<PersonAnswer> AnswerAsync(
        SessionToken session, string method, RequestId request, Dictionary<string, object?> values, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        values["reason"] = reason;
        var call = new TrytonCall(Model, method, CallKind.Write, request.ToString(), values);
        var answer = await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerPersonAnswer, cancellationToken).ConfigureAwait(false);
        return answer ?? throw Unreadable.Answer(call);
    }
}

/// <summary>Answer of every write.</summary>
/// <param name="Person">Whom it concerned: <see cref="PortalPerson.Id"/>.</param>
/// <param name="RemovalAt">When a lost second factor is taken away, UTC; of that write only.</param>
internal sealed record PersonAnswer(int Person, DateTime? RemovalAt = null);
