using System.Diagnostics;
using System.Globalization;
using ItfPortal.Tryton.Protocol;

namespace ItfPortal.Tryton.Models;

/// <summary>One record of any model, as it was read; or, made from model and id alone, one that is to be changed without looking.</summary>
[DebuggerDisplay("{Model},{Id}")]
public sealed class ModelRecord
{
    private const string TimestampField = "_timestamp";
    private readonly IReadOnlyDictionary<string, object?> _values;

    /// <summary>A record that was not read: nothing is known of it, and it is not locked.</summary>
    /// <param name="model">For example <c>party.party</c>.</param>
    /// <param name="id">Its id.</param>
    public ModelRecord(string model, int id)
        : this(model, id, new Dictionary<string, object?>())
    {
    }

    private ModelRecord(string model, int id, IReadOnlyDictionary<string, object?> values) => (Model, Id, _values) = (model, id, values);

    /// <summary>For example <c>party.party</c>.</summary>
    public string Model { get; }

    /// <summary>Its id.</summary>
    public int Id { get; }

    /// <summary>When it last changed, as Tryton wrote it (seconds since 1970, a text); null unless <c>_timestamp</c> was read.</summary>
    public string? Timestamp => _values.GetValueOrDefault(TimestampField) as string;

    /// <summary>The value of a field, as it came.</summary>
    /// <param name="field">A field that was asked for; <c>party.rec_name</c> goes through the relation and is null where that is.</param>
    /// <exception cref="KeyNotFoundException">A field that was not asked for.</exception>
    public object? this[string field]
    {
        get
        {
            if (_values.TryGetValue(field, out var value))
            {
                return value;
            }

            // Tryton answers "party.rec_name" as "party.": {"id": 2, "rec_name": "…"}.
            var dot = field.IndexOf('.', StringComparison.Ordinal);
            return dot > 0 && _values.TryGetValue(field[..(dot + 1)], out var related)
                ? related is null ? null : Of(Model, related)[field[(dot + 1)..]]
                : throw new KeyNotFoundException($"{field} of {Model} was not read");
        }
    }

    /// <summary>The value of a field in the type it has.</summary>
    /// <typeparam name="T">As <see cref="IModelClient"/> says; int for an Integer that fits; nullable where the field may be empty.</typeparam>
    /// <param name="field">A field that was asked for.</param>
    /// <exception cref="KeyNotFoundException">A field that was not asked for.</exception>
    /// <exception cref="TrytonTransportException">Another type than asked for, or empty where <typeparamref name="T"/> cannot be.</exception>
    public T? Get<T>(string field)
    {
        var value = this[field];
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        return value switch
        {
            null when default(T) is null => default,
            T typed => typed,
            long number when type == typeof(int) && number is >= int.MinValue and <= int.MaxValue => (T)(object)(int)number,
            long number when type == typeof(decimal) => (T)(object)(decimal)number,
            long number when type == typeof(double) => (T)(object)(double)number,
            _ => throw Unreadable.Answer($"{field} of {Model}"),
        };
    }

    /// <summary>The records of a One2Many or Many2Many of which fields were asked for (<c>lines.quantity</c>): possibly none, never null.</summary>
    /// <param name="field">The relation, for example <c>lines</c>.</param>
    /// <exception cref="KeyNotFoundException">Nothing of it was asked for.</exception>
    /// <remarks>Their <see cref="Model"/> is <c>sale.sale.lines</c>, the path: Tryton does not say the model, so they cannot be written.</remarks>
    public IReadOnlyList<ModelRecord> Many(string field) =>
        this[field + '.'] is IReadOnlyList<object?> list
            ? [.. list.Select(item => Of($"{Model}.{field}", item))] : throw Unreadable.Answer($"{field} of {Model}");

    /// <summary>What Tryton's context needs to lock the record: <c>party.party,5</c>.</summary>
    internal string Key => string.Create(CultureInfo.InvariantCulture, $"{Model},{Id}");

    /// <summary>A record from the wire.</summary>
    internal static ModelRecord Of(string model, object? value) =>
        value is IReadOnlyDictionary<string, object?> values && values.GetValueOrDefault("id") is long id and > 0 and <= int.MaxValue
            ? new ModelRecord(model, (int)id, values) : throw Unreadable.Answer(model);
}
