using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ItfPortal.Web.Platform.Security.Secrets;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>
/// A browser that signed in to an account before is counted by itself, so that somebody else's failures do not lock its
/// owner out. The cookie is sealed; it opens nothing and only names the browser for one login.
/// </summary>
internal sealed class KnownDevices(SecretBox secrets, IOptions<SignInOptions> options, TimeProvider time)
{
    /// <summary>Name of the cookie.</summary>
    public const string CookieName = "__Host-itf-dev";

    private const string Purpose = "device";
    private const int IdBytes = 16;

    /// <summary>A value for the browser that has just signed in.</summary>
    public string Make(string login)
    {
        var secret = new byte[IdBytes + sizeof(long)];
        RandomNumberGenerator.Fill(secret.AsSpan(0, IdBytes));
        BitConverter.TryWriteBytes(secret.AsSpan(IdBytes), time.GetUtcNow().ToUnixTimeSeconds());
        return $"{secrets.KeyId}.{Base64Url.EncodeToString(secrets.Seal(Purpose, secret, Owner(login)))}";
    }

    /// <summary>The browser's id if the cookie was made for this login and is not too old, else null.</summary>
    public string? Read(string? cookie, string login)
    {
        if (cookie is not { Length: < 200 } || cookie.Split('.') is not [var keyId, var box] || !Base64Url.IsValid(box)
            || secrets.Open(Purpose, keyId, Base64Url.DecodeFromChars(box), Owner(login)) is not { Length: IdBytes + sizeof(long) } secret)
        {
            return null;
        }
        var made = DateTimeOffset.FromUnixTimeSeconds(BitConverter.ToInt64(secret, IdBytes));
        return time.GetUtcNow() - made < options.Value.DeviceFor ? Convert.ToHexStringLower(secret.AsSpan(0, IdBytes)) : null;
    }

    private static byte[] Owner(string login) => SHA256.HashData(Encoding.UTF8.GetBytes(login));
}
