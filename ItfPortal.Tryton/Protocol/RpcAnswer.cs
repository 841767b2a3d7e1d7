using System.Text.Json;

namespace ItfPortal.Tryton.Protocol;

/// <summary>The envelope of every answer: <c>{"id": 1, "result": …}</c> or <c>{"id": 1, "error": […]}</c>, trytond/protocols/jsonrpc.py.</summary>
/// <typeparam name="T">Shape of the result.</typeparam>
internal sealed class RpcAnswer<T>
{
    /// <summary>That of the request.</summary>
    public long? Id { get; set; }

    /// <summary>May be null in its own right.</summary>
    public T? Result
    {
        get;
        set
        {
            field = value;
            HasResult = true;
        }
    }

    /// <summary>Tryton's error array.</summary>
    public JsonElement? Error { get; set; }

    /// <summary>Whether the answer had a result at all: a null result is an answer, a missing one is not.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasResult { get; private set; }
}
