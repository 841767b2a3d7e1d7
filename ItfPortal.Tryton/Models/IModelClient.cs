using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Models;

/// <summary>
/// Any model of Tryton by its name, for those who may use more of it than the portal's own methods: staff, tools, tests. Portal people may
/// not: Tryton's module answers them 403.
/// </summary>
/// <remarks>
/// <para>Values: <c>Boolean</c> is bool, <c>Integer</c> long, <c>Float</c> double, <c>Numeric</c> decimal, <c>Char</c> and <c>Text</c>
/// string, <c>Date</c> <see cref="DateOnly"/>, <c>DateTime</c> and <c>Timestamp</c> <see cref="DateTime"/> in UTC, <c>Time</c>
/// <see cref="TimeOnly"/>, <c>TimeDelta</c> <see cref="TimeSpan"/>, <c>Binary</c> byte[], <c>Many2One</c> the id, <c>One2Many</c> and
/// <c>Many2Many</c> lists of ids, <c>Dict</c> a dictionary. Sources: trytond/model/modelstorage.py, trytond/protocols/jsonrpc.py.</para>
/// <para>Every method throws the heirs of <see cref="TrytonException"/>; reads may be sent again by themselves, writes never are.</para>
/// </remarks>
public interface IModelClient
{
    /// <summary>One page (<c>search_read</c>): at most <see cref="ModelQuery.Limit"/> records in the order asked for, possibly none.</summary>
    Task<IReadOnlyList<ModelRecord>> SearchAsync(SessionToken session, ModelQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Every record, page after page of <see cref="ModelQuery.Limit"/> in the order of their ids, each page read when it is reached. What is
    /// created or deleted meanwhile makes no record appear twice or go missing.
    /// </summary>
    /// <exception cref="ArgumentException">The query has an order or an offset of its own.</exception>
    IAsyncEnumerable<ModelRecord> AllAsync(SessionToken session, ModelQuery query, CancellationToken cancellationToken);

    /// <summary>How many records match (<c>search_count</c>); limit and offset do not count.</summary>
    Task<int> CountAsync(SessionToken session, ModelQuery query, CancellationToken cancellationToken);

    /// <summary>Records by id (<c>read</c>), in the order of the ids.</summary>
    /// <exception cref="TrytonUserErrorException">One of them does not exist, or is not the person's to see.</exception>
    Task<IReadOnlyList<ModelRecord>> ReadAsync(
        SessionToken session, string model, IReadOnlyList<int> ids, IReadOnlyList<string> fields, CancellationToken cancellationToken);

    /// <summary>Creates records (<c>create</c>).</summary>
    /// <returns>Their ids, in the order of the values.</returns>
    Task<IReadOnlyList<int>> CreateAsync(
        SessionToken session, string model, IReadOnlyList<IReadOnlyDictionary<string, object?>> values, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the same values to records (<c>write</c>). Records read with the field <c>_timestamp</c> are locked optimistically: if one of
    /// them changed since, nothing is written.
    /// </summary>
    /// <exception cref="TrytonConcurrencyException">One of them changed since it was read.</exception>
    Task WriteAsync(
        SessionToken session, IReadOnlyList<ModelRecord> records, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken);

    /// <summary>Deletes records (<c>delete</c>), locked as with <see cref="WriteAsync"/>.</summary>
    /// <exception cref="TrytonConcurrencyException">One of them changed since it was read.</exception>
    Task DeleteAsync(SessionToken session, IReadOnlyList<ModelRecord> records, CancellationToken cancellationToken);

    /// <summary>Presses a button of records (<c>confirm</c>, <c>post</c>, …), locked as with <see cref="WriteAsync"/>.</summary>
    /// <returns>What the button gives: null, <c>reload</c>, or the id of an action.</returns>
    /// <exception cref="TrytonUserWarningException">Tryton asks first: see <see cref="Warnings.IWarningClient.RunAsync"/>.</exception>
    /// <exception cref="TrytonConcurrencyException">One of them changed since it was read.</exception>
    Task<object?> PressAsync(SessionToken session, IReadOnlyList<ModelRecord> records, string button, CancellationToken cancellationToken);

    /// <summary>Any other method.</summary>
    /// <returns>Null, or a value of one of the types above; arrays are lists, objects dictionaries.</returns>
    Task<object?> CallAsync(SessionToken session, ModelCall call, CancellationToken cancellationToken);
}

/// <summary>Which records, and what of them.</summary>
/// <param name="Model">For example <c>party.party</c>.</param>
/// <param name="Domain">
/// Tryton's domain: clauses such as <c>["code", "=", "BOREAL"]</c>, all of which must hold; <c>["OR", clause, clause]</c>. Empty matches all.
/// </param>
/// <param name="Fields">
/// What is read: <c>name</c>; <c>party.rec_name</c> through a relation; <c>_timestamp</c> to lock the record later. The id always is.
/// </param>
public sealed record ModelQuery(string Model, IReadOnlyList<object?> Domain, IReadOnlyList<string> Fields)
{
    /// <summary>Records skipped. The default is 0.</summary>
    public int Offset { get; init; }

    /// <summary>Most records of one answer. The default is 100; 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Field and direction, the most important first. The default is Tryton's own order of the model.</summary>
    public IReadOnlyList<(string Field, bool Descending)> Order { get; init; } = [];
}

/// <summary>A call of any method of a model.</summary>
/// <param name="Model">For example <c>res.user</c>.</param>
/// <param name="Method">One that the model offers (<c>__rpc__</c>).</param>
/// <param name="Arguments">Without the context; values as <see cref="IModelClient"/> names them. An only argument that is a list is given as <c>[list]</c>.</param>
public sealed record ModelCall(string Model, string Method, params IReadOnlyList<object?> Arguments)
{
    /// <summary>
    /// Whether the method changes nothing, as Tryton's <c>RPC(readonly=…)</c> says. The default is false: it is then sent once and never again.
    /// </summary>
    public bool IsRead { get; init; }

    /// <summary>Further keys of the context, for example <c>company</c>. Possibly empty, never null.</summary>
    public IReadOnlyDictionary<string, object?> Context { get; init; } = new Dictionary<string, object?>();

    /// <summary>Never shows arguments.</summary>
    public override string ToString() => $"{Model}.{Method}";
}
