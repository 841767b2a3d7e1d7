using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Companies;

/// <inheritdoc/>
internal sealed class CompanyClient(JsonRpcTransport transport) : ICompanyClient
{
    private const string Model = "itf_portal.company";

    /// <inheritdoc/>
    public Task<CompanyPeople?> PeopleAsync(SessionToken session, int party, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "people", CallKind.Read, party), session, TrytonJson.Default.RpcAnswerCompanyPeople, cancellationToken);

    /// <inheritdoc/>
    public Task<int> InviteAsync(
        SessionToken session, int party, RequestId request, string name, string email, NewGrant grant, CancellationToken cancellationToken) =>
        WriteAsync(session, "invite", party, request, ToWire(grant, ("name", name), ("email", email)), cancellationToken);

    /// <inheritdoc/>
    public Task<int> GrantAsync(
        SessionToken session, int party, RequestId request, int colleague, NewGrant grant, CancellationToken cancellationToken) =>
        WriteAsync(session, "grant", party, request, ToWire(grant, ("colleague", colleague)), cancellationToken);

    /// <inheritdoc/>
    public Task<int> ChangeAsync(
        SessionToken session, int party, RequestId request, ColleagueGrant seen, NewGrant grant, CancellationToken cancellationToken) =>
        WriteAsync(session, "change", party, request, ToWire(grant, Seen(seen)), cancellationToken);

    /// <inheritdoc/>
    public Task<int> RevokeAsync(SessionToken session, int party, RequestId request, ColleagueGrant seen, CancellationToken cancellationToken) =>
        WriteAsync(session, "revoke", party, request, Seen(seen).ToDictionary(pair => pair.Key, pair => pair.Value), cancellationToken);

    /// <inheritdoc/>
    public Task<int> DisableAsync(SessionToken session, int party, RequestId request, int colleague, CancellationToken cancellationToken) =>
        WriteAsync(session, "disable", party, request, new() { ["colleague"] = colleague }, cancellationToken);

    /// <inheritdoc/>
    public Task<CompanyLooks?> LooksAsync(SessionToken session, int party, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "looks", CallKind.Read, party), session, TrytonJson.Default.RpcAnswerCompanyLooks, cancellationToken);

    /// <inheritdoc/>
    public async Task AllowViewsAsync(SessionToken session, int party, RequestId request, bool allowed, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?> { ["allowed"] = allowed };
        var call = new TrytonCall(Model, "allow_views", CallKind.Write, party, request.ToString(), values);
        _ = await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerConsentAnswer, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    private static (string Key, object? Value)[] Seen(ColleagueGrant seen) => [("access", seen.Id), ("version", seen.Version)];

    internal static Dictionary<string, object?> ToWire(NewGrant grant, params (string Key, object? Value)[] more)
    {
        var values = more.ToDictionary(pair => pair.Key, pair => pair.Value);
        values["role"] = Words.PortalRoles[grant.Role];
        values["scope"] = Words.GrantScopes[grant.Scope];
        values["site"] = grant.Site;
        values["from"] = grant.From;
        values["to"] = grant.To;
        return values;
    }

    private async Task<int> WriteAsync(
        SessionToken session, string method, int party, RequestId request, Dictionary<string, object?> values, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, method, CallKind.Write, party, request.ToString(), values);
        var answer = await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerColleagueAnswer, cancellationToken).ConfigureAwait(false);
        return answer?.Colleague ?? throw Unreadable.Answer(call);
    }
}

/// <summary>Answer of a consent.</summary>
/// <param name="Allowed">As it stands now.</param>
internal sealed record ConsentAnswer(bool Allowed);

/// <summary>Answer of every other write.</summary>
/// <param name="Colleague">Whom it concerned: <see cref="Companies.Colleague.Id"/>.</param>
internal sealed record ColleagueAnswer(int Colleague);
