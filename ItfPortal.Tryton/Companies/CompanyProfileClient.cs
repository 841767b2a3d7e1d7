using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Companies;

/// <inheritdoc/>
internal sealed class CompanyProfileClient(JsonRpcTransport transport) : ICompanyProfileClient
{
    private const string Address = "itf_portal.address";
    private const string Request = "itf_portal.change_request";

    /// <inheritdoc/>
    public Task<CompanyAddresses?> AddressesAsync(SessionToken session, int party, CancellationToken cancellationToken) =>
        transport.CallAsync(new TrytonCall(Address, "list", CallKind.Read, party), session, TrytonJson.Default.RpcAnswerCompanyAddresses, cancellationToken);

    /// <inheritdoc/>
    public Task<int> AddAsync(SessionToken session, int party, RequestId request, NewAddress address, CancellationToken cancellationToken) =>
        WriteAsync(session, "add", party, request, ToWire(address), cancellationToken);

    /// <inheritdoc/>
    public Task<int> ChangeAsync(
        SessionToken session, int party, RequestId request, int id, string version, NewAddress address, CancellationToken cancellationToken) =>
        WriteAsync(session, "change", party, request, ToWire(address, ("address", id), ("version", version)), cancellationToken);

    /// <inheritdoc/>
    public Task<int> ArchiveAsync(SessionToken session, int party, RequestId request, int id, string version, CancellationToken cancellationToken) =>
        WriteAsync(session, "archive", party, request, new() { ["address"] = id, ["version"] = version }, cancellationToken);

    /// <inheritdoc/>
    public Task<LegalFacts?> FactsAsync(SessionToken session, int party, CancellationToken cancellationToken) =>
        transport.CallAsync(new TrytonCall(Request, "mine", CallKind.Read, party), session, TrytonJson.Default.RpcAnswerLegalFacts, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> AskAsync(
        SessionToken session, int party, RequestId request, LegalField field, string? seen, string wanted, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?> { ["field"] = Words.LegalFields[field], ["seen"] = seen, ["wanted"] = wanted };
        var call = new TrytonCall(Request, "ask", CallKind.Write, party, request.ToString(), values);
        return (await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerRequestAnswer, cancellationToken).ConfigureAwait(false))?.Id
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task WithdrawAsync(SessionToken session, int party, RequestId request, int id, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?> { ["id"] = id };
        return transport.CallAsync(
            new TrytonCall(Request, "withdraw", CallKind.Write, party, request.ToString(), values), session,
            TrytonJson.Default.RpcAnswerRequestAnswer, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChangeRequest>> RequestsAsync(SessionToken session, ChangeRequestState state, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Request, "page", CallKind.Read, Words.ChangeRequestStates[state]);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerChangeRequestArray, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task DecideAsync(SessionToken session, RequestId request, int id, bool accept, string? seen, string? reason, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?> { ["id"] = id, ["accept"] = accept, ["seen"] = seen, ["reason"] = reason };
        return transport.CallAsync(
            new TrytonCall(Request, "decide", CallKind.Write, request.ToString(), values), session, TrytonJson.Default.RpcAnswerRequestAnswer,
            cancellationToken);
    }

    private static Dictionary<string, object?> ToWire(NewAddress address, params (string Key, object? Value)[] more)
    {
        var values = more.ToDictionary(pair => pair.Key, pair => pair.Value);
        values["name"] = address.Name;
        values["street"] = address.Street;
        values["city"] = address.City;
        values["postal_code"] = address.PostalCode;
        values["region"] = address.Region;
        values["invoice"] = address.Invoice;
        values["delivery"] = address.Delivery;
        return values;
    }

    private async Task<int> WriteAsync(
        SessionToken session, string method, int party, RequestId request, Dictionary<string, object?> values, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Address, method, CallKind.Write, party, request.ToString(), values);
        var answer = await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerAddressAnswer, cancellationToken).ConfigureAwait(false);
        return answer?.Address ?? throw Unreadable.Answer(call);
    }
}

/// <summary>Answer of a write.</summary>
/// <param name="Address">Id of the <c>party.address</c>.</param>
internal sealed record AddressAnswer(int Address);
