using System.Buffers.Binary;
using System.Text;

namespace ItfPortal.Bench.Circuits;

/// <summary>
/// The part of Blazor Server's wire format that a load client needs to send: SignalR's MessagePack hub messages (protocol
/// <c>blazorpack</c>), each preceded by its length as a base-128 varint.
/// Invocation [1, headers, id|nil, target, [args]] · Completion [3, headers, id, 3, value] · Ping [6].
/// </summary>
internal static class BlazorPackWriter
{
    public static readonly byte[] Handshake = Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e");
    public static readonly byte[] Ping = [2, 0x91, 6];

    public static byte[] Invocation(string? invocationId, string target, params object?[] arguments)
    {
        var stream = new MemoryStream();
        ArrayHeader(stream, 5);
        Integer(stream, 1);
        stream.WriteByte(0x80);
        Value(stream, invocationId);
        Value(stream, target);
        ArrayHeader(stream, arguments.Length);
        foreach (var argument in arguments)
        {
            Value(stream, argument);
        }
        return Framed(stream);
    }

    public static byte[] Completion(string invocationId, object? result)
    {
        var stream = new MemoryStream();
        ArrayHeader(stream, 5);
        Integer(stream, 3);
        stream.WriteByte(0x80);
        Value(stream, invocationId);
        Integer(stream, 3);
        Value(stream, result);
        return Framed(stream);
    }

    private static void ArrayHeader(MemoryStream stream, int count) => stream.WriteByte((byte)(0x90 | count));

    private static void Integer(MemoryStream stream, long value)
    {
        if (value is >= 0 and < 128)
        {
            stream.WriteByte((byte)value);
            return;
        }
        stream.WriteByte(0xd3);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        stream.Write(bytes);
    }

    private static void Value(MemoryStream stream, object? value)
    {
        switch (value)
        {
            case null: stream.WriteByte(0xc0); break;
            case bool boolean: stream.WriteByte(boolean ? (byte)0xc3 : (byte)0xc2); break;
            case int integer: Integer(stream, integer); break;
            case long integer: Integer(stream, integer); break;
            case string text: String(stream, text); break;
            default: throw new NotSupportedException(value.GetType().Name);
        }
    }

    private static void String(MemoryStream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        if (bytes.Length < 32)
        {
            stream.WriteByte((byte)(0xa0 | bytes.Length));
        }
        else if (bytes.Length < 65_536)
        {
            stream.WriteByte(0xda);
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)bytes.Length);
            stream.Write(length[..2]);
        }
        else
        {
            stream.WriteByte(0xdb);
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)bytes.Length);
            stream.Write(length);
        }
        stream.Write(bytes);
    }

    private static byte[] Framed(MemoryStream body)
    {
        var framed = new MemoryStream();
        var length = (uint)body.Length;
        do
        {
            var bits = (byte)(length & 0x7f);
            length >>= 7;
            framed.WriteByte(length > 0 ? (byte)(bits | 0x80) : bits);
        }
        while (length > 0);
        body.WriteTo(framed);
        return framed.ToArray();
    }
}
