namespace ItfPortal.Tryton;

/// <summary>
/// What a person means to do, once: made when they begin, sent with every attempt. The module keeps it with the first answer
/// (<c>itf_portal.request</c>, unique per company, kept for 90 days) and gives a repeat that same answer without doing it again.
/// A refused attempt leaves nothing, so the same id may be sent again with other values.
/// </summary>
public readonly record struct RequestId
{
    private readonly string? _value;

    private RequestId(string value) => _value = value;

    /// <summary>A new one, random.</summary>
    public static RequestId New() => new(Guid.NewGuid().ToString());

    /// <summary>One that <see cref="New"/> made and a form carried; null for anything else.</summary>
    public static RequestId? Parse(string? text) => Guid.TryParseExact(text, "D", out var value) ? new RequestId(value.ToString()) : null;

    /// <summary>As the wire carries it: 36 characters of hexadecimal digits and hyphens.</summary>
    public override string ToString() => _value ?? throw new InvalidOperationException("Make it with RequestId.New");
}
