using System.Runtime.CompilerServices;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Models;

/// <inheritdoc/>
internal sealed class ModelClient(JsonRpcTransport transport) : IModelClient
{
    private const int MostRecords = 1000;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelRecord>> SearchAsync(SessionToken session, ModelQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MostRecords);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Offset);
        object? order = query.Order.Count == 0 ? null : query.Order.Select(by => new[] { by.Field, by.Descending ? "DESC" : "ASC" });
        var call = new TrytonCall(
            query.Model, "search_read", CallKind.Read, query.Domain, query.Offset, query.Limit, order, WithId(query.Fields));
        return Records(call, await RunAsync(session, call, cancellationToken).ConfigureAwait(false), query.Limit);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ModelRecord> AllAsync(
        SessionToken session, ModelQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.Order.Count > 0 || query.Offset > 0)
        {
            throw new ArgumentException("Every record is read in the order of the ids", nameof(query));
        }

        var last = 0;
        while (true)
        {
            // By the last id and not by an offset, which would skip a record for each one deleted meanwhile.
            var next = query with { Domain = [query.Domain, new object[] { "id", ">", last }], Order = [("id", false)] };
            var page = await SearchAsync(session, next, cancellationToken).ConfigureAwait(false);
            foreach (var record in page)
            {
                if (record.Id <= last)
                {
                    throw Unreadable.Answer(query.Model);
                }

                last = record.Id;
                yield return record;
            }

            if (page.Count < query.Limit)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<int> CountAsync(SessionToken session, ModelQuery query, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(query.Model, "search_count", CallKind.Read, [query.Domain]);
        return await RunAsync(session, call, cancellationToken).ConfigureAwait(false) is long count and >= 0 and <= int.MaxValue
            ? (int)count : throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelRecord>> ReadAsync(
        SessionToken session, string model, IReadOnlyList<int> ids, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(model, "read", CallKind.Read, ids, WithId(fields));
        var records = Records(call, await RunAsync(session, call, cancellationToken).ConfigureAwait(false), ids.Count);
        var byId = records.ToLookup(record => record.Id);
        return ids.All(byId.Contains) ? [.. ids.Select(id => byId[id].First())] : throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> CreateAsync(
        SessionToken session, string model, IReadOnlyList<IReadOnlyDictionary<string, object?>> values, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(model, "create", CallKind.Write, [values]);
        return await RunAsync(session, call, cancellationToken).ConfigureAwait(false) is List<object?> ids
            && ids.Count == values.Count && ids.All(id => id is long and > 0 and <= int.MaxValue)
            ? [.. ids.Select(id => (int)(long)id!)] : throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task WriteAsync(
        SessionToken session, IReadOnlyList<ModelRecord> records, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken) =>
        RunAsync(session, Locked(records, "write", values), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(SessionToken session, IReadOnlyList<ModelRecord> records, CancellationToken cancellationToken) =>
        RunAsync(session, Locked(records, "delete"), cancellationToken);

    /// <inheritdoc/>
    public Task<object?> PressAsync(SessionToken session, IReadOnlyList<ModelRecord> records, string button, CancellationToken cancellationToken) =>
        RunAsync(session, Locked(records, button), cancellationToken);

    /// <inheritdoc/>
    public Task<object?> CallAsync(SessionToken session, ModelCall call, CancellationToken cancellationToken) =>
        RunAsync(
            session,
            new TrytonCall(call.Model, call.Method, call.IsRead ? CallKind.Read : CallKind.Write, call.Arguments) { Context = call.Context },
            cancellationToken);

    private static TrytonCall Locked(IReadOnlyList<ModelRecord> records, string method, params IReadOnlyList<object?> values)
    {
        if (records.Count == 0 || records.Any(record => record.Model != records[0].Model))
        {
            throw new ArgumentException("Records of one model are needed, at least one", nameof(records));
        }

        var stamps = records.Where(record => record.Timestamp is not null)
            .ToDictionary(record => record.Key, object? (record) => record.Timestamp);
        return new TrytonCall(records[0].Model, method, CallKind.Write, [records.Select(record => record.Id), .. values])
        {
            Context = stamps.Count == 0 ? new Dictionary<string, object?>() : new Dictionary<string, object?> { ["_timestamp"] = stamps },
        };
    }

    private static string[] WithId(IReadOnlyList<string> fields) => fields.Contains("id") ? [.. fields] : [.. fields, "id"];

    private static List<ModelRecord> Records(TrytonCall call, object? answer, int most) =>
        answer is List<object?> items && items.Count <= most
            ? [.. items.Select(item => ModelRecord.Of(call.Model, item))] : throw Unreadable.Answer(call);

    private Task<object?> RunAsync(SessionToken session, TrytonCall call, CancellationToken cancellationToken) =>
        transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerObject, cancellationToken);
}
