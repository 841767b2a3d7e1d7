using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ItfPortal.Tests.Support;

/// <summary>An authenticator app: codes of RFC 6238 out of a secret in base32, each given out once.</summary>
public sealed class Totp(string secret)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly byte[] _key = Decode(secret.Replace(" ", "", StringComparison.Ordinal));
    private long _last;

    /// <summary>A code that was not given out yet; waits for the next step only when the clock's own and the next are used.</summary>
    public async Task<string> NextAsync()
    {
        while (true)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30;
            var step = Math.Max(_last + 1, now - 1);
            if (step <= now + 1)
            {
                _last = step;
                return Code(step);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    /// <summary>The code of so many steps from now.</summary>
    public string At(int steps) => Code((TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + steps);

    private string Code(long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238 as every app speaks it
        var mac = HMACSHA1.HashData(_key, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac.AsSpan(mac[^1] & 15)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string text)
    {
        var bytes = new List<byte>();
        var (value, bits) = (0, 0);
        foreach (var letter in text)
        {
            (value, bits) = ((value << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal), bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(value >> bits));
                value &= (1 << bits) - 1;
            }
        }
        return [.. bytes];
    }
}
