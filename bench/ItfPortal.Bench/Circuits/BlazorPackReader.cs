using System.Buffers.Binary;
using System.Text;

namespace ItfPortal.Bench.Circuits;

/// <summary>Reads what <see cref="BlazorPackWriter"/> describes: only the types that the server sends.</summary>
internal ref struct BlazorPackReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _data = data;

    /// <summary>Takes one framed message off the front of the buffer; false if it is not all there yet.</summary>
    public static bool TryFrame(ref ReadOnlySpan<byte> buffer, out ReadOnlySpan<byte> message)
    {
        message = default;
        int length = 0, shift = 0, index = 0;
        while (true)
        {
            if (index >= buffer.Length || shift > 28)
            {
                return false;
            }
            var bits = buffer[index++];
            length |= (bits & 0x7f) << shift;
            if ((bits & 0x80) == 0)
            {
                break;
            }
            shift += 7;
        }
        if (buffer.Length - index < length)
        {
            return false;
        }
        message = buffer.Slice(index, length);
        buffer = buffer[(index + length)..];
        return true;
    }

    public int ArrayHeader()
    {
        var code = Next();
        return code switch
        {
            0xdc => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xdd => (int)BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ when (code & 0xf0) == 0x90 => code & 0x0f,
            _ => throw new FormatException($"array expected, got {code:x2}"),
        };
    }

    public long Integer()
    {
        var code = Next();
        return code switch
        {
            < 0x80 => code,
            >= 0xe0 => (sbyte)code,
            0xcc => Next(),
            0xcd => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xce => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            0xcf => (long)BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            0xd0 => (sbyte)Next(),
            0xd1 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
            0xd2 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
            _ => throw new FormatException($"integer expected, got {code:x2}"),
        };
    }

    public string? String()
    {
        var code = Next();
        if (code == 0xc0)
        {
            return null;
        }
        var length = code switch
        {
            0xd9 => Next(),
            0xda => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xdb => (int)BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ when (code & 0xe0) == 0xa0 => code & 0x1f,
            _ => throw new FormatException($"string expected, got {code:x2}"),
        };
        return Encoding.UTF8.GetString(Take(length));
    }

    public int BinaryLength()
    {
        var code = Next();
        var length = code switch
        {
            0xc4 => Next(),
            0xc5 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xc6 => (int)BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw new FormatException($"bytes expected, got {code:x2}"),
        };
        Take(length);
        return length;
    }

    public void Skip()
    {
        var code = Next();
        switch (code)
        {
            case < 0x80 or >= 0xe0 or 0xc0 or 0xc2 or 0xc3: break;
            case >= 0xa0 and < 0xc0: Take(code & 0x1f); break;
            case >= 0x90 and < 0xa0: SkipMany(code & 0x0f); break;
            case >= 0x80 and < 0x90: SkipMany(2 * (code & 0x0f)); break;
            case 0xc4 or 0xd9: Take(Next()); break;
            case 0xc5 or 0xda: Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2))); break;
            case 0xc6 or 0xdb: Take((int)BinaryPrimitives.ReadUInt32BigEndian(Take(4))); break;
            case 0xcc or 0xd0: Take(1); break;
            case 0xcd or 0xd1: Take(2); break;
            case 0xca or 0xce or 0xd2: Take(4); break;
            case 0xcb or 0xcf or 0xd3: Take(8); break;
            default: throw new FormatException($"cannot skip {code:x2}");
        }
    }

    private void SkipMany(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Skip();
        }
    }

    private byte Next()
    {
        var value = _data[0];
        _data = _data[1..];
        return value;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _data[..count];
        _data = _data[count..];
        return taken;
    }
}
