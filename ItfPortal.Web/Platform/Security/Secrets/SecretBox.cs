using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Security.Secrets;

/// <summary>
/// Authenticated encryption of what the database or a cookie holds, and marks that nobody else can make: AES-256-GCM and
/// HMAC-SHA256 under a key derived (HKDF-SHA256) from <c>PORTAL_SECRET_KEY</c> for each purpose. What was sealed for one purpose or one record opens for no other.
/// </summary>
public sealed class SecretBox
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly IReadOnlyList<(string Id, byte[] Key)> _keys;

    /// <summary>Takes the keys once; a change needs a restart.</summary>
    public SecretBox(IOptions<SecurityOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _keys = [.. options.Value.Keys().Select(key => (Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 4)), key))];
    }

    /// <summary>Id of the key that seals now; stored beside what it sealed. Says nothing about the key.</summary>
    public string KeyId => _keys[0].Id;

    /// <summary>Nonce, ciphertext and tag.</summary>
    /// <param name="purpose">What kind of secret, for example <c>session</c>.</param>
    /// <param name="secret">The bytes to keep.</param>
    /// <param name="owner">What it belongs to; must be the same when opening.</param>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> owner)
    {
        var box = new byte[NonceBytes + secret.Length + TagBytes];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Cipher(_keys[0].Key, purpose);
        aes.Encrypt(nonce, secret, box.AsSpan(NonceBytes, secret.Length), box.AsSpan(NonceBytes + secret.Length), owner);
        return box;
    }

    /// <summary>The secret, or null when the key is gone or the box was changed or made for something else.</summary>
    public byte[]? Open(string purpose, string keyId, ReadOnlySpan<byte> box, ReadOnlySpan<byte> owner)
    {
        var key = _keys.FirstOrDefault(k => k.Id == keyId).Key;
        if (key is null || box.Length < NonceBytes + TagBytes)
        {
            return null;
        }
        var secret = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = Cipher(key, purpose);
        try
        {
            aes.Decrypt(box[..NonceBytes], box[NonceBytes..^TagBytes], box[^TagBytes..], secret, owner);
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>HMAC-SHA256 under the key that seals now.</summary>
    public byte[] Mac(string purpose, ReadOnlySpan<byte> data) => HMACSHA256.HashData(Derive(_keys[0].Key, purpose), data);

    /// <summary>HMAC-SHA256 under the key of that id, or null when it is gone.</summary>
    public byte[]? Mac(string purpose, string keyId, ReadOnlySpan<byte> data) =>
        _keys.FirstOrDefault(k => k.Id == keyId).Key is { } key ? HMACSHA256.HashData(Derive(key, purpose), data) : null;

    /// <summary>HMAC-SHA256 under every key there is, newest first: for finding what an older one has marked.</summary>
    public IReadOnlyList<byte[]> Macs(string purpose, byte[] data) => [.. _keys.Select(key => HMACSHA256.HashData(Derive(key.Key, purpose), data))];

    private static AesGcm Cipher(byte[] key, string purpose) => new(Derive(key, purpose), TagBytes);

    private static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.UTF8.GetBytes("itf-portal/" + purpose));
}
