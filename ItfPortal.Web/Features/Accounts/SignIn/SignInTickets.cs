using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>
/// Login and password between the two steps of a sign-in, for five minutes. The row is sealed under a key that only the visitor's cookie
/// holds and is named by another one derived from it, so that neither the database nor the cookie alone gives anything away.
/// </summary>
internal sealed class SignInTickets(NpgsqlDataSource dataSource)
{
    /// <summary>Name of the cookie.</summary>
    public const string CookieName = "__Host-itf-code";

    /// <summary>Codes that may be tried with one ticket.</summary>
    public const int MostTries = 5;

    private const int KeyBytes = 32;
    private const int KeyCharacters = 43;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>How long a ticket holds.</summary>
    public static readonly TimeSpan HoldsFor = TimeSpan.FromMinutes(5);

    /// <summary>Keeps a login and its password.</summary>
    /// <returns>The cookie's value: the only key.</returns>
    public async Task<string> AddAsync(SignInTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from sign_in_tickets where expires_at < now();
            insert into sign_in_tickets (id, box, expires_at) values (@id, @box, now() + @HoldsFor)
            """,
            new { id = Derive(key, "id"), box = Seal(key, JsonSerializer.SerializeToUtf8Bytes(ticket)), HoldsFor }, cancellationToken: cancellationToken));
        return Base64Url.EncodeToString(key);
    }

    /// <summary>Whether a cookie names a ticket that still holds. Counts nothing.</summary>
    public async Task<bool> HoldsAsync(string? cookie, CancellationToken cancellationToken)
    {
        if (KeyOf(cookie) is not { } key)
        {
            return false;
        }
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from sign_in_tickets where id = @id and tries < @MostTries and expires_at > now())",
            new { id = Derive(key, "id"), MostTries }, cancellationToken: cancellationToken));
    }

    /// <summary>Opens a ticket for one try, which is counted before it is made. Null when it does not hold, or not any more.</summary>
    public async Task<(SignInTicket Ticket, int Left)?> TakeAsync(string? cookie, CancellationToken cancellationToken)
    {
        if (KeyOf(cookie) is not { } key)
        {
            return null;
        }
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<(byte[]? Box, int Tries)>(new CommandDefinition(
            "update sign_in_tickets set tries = tries + 1 where id = @id and tries < @MostTries and expires_at > now() returning box, tries",
            new { id = Derive(key, "id"), MostTries }, cancellationToken: cancellationToken));
        return row.Box is { } box && Open(key, box) is { } json && JsonSerializer.Deserialize<SignInTicket>(json) is { } ticket
            ? (ticket, MostTries - row.Tries) : null;
    }

    /// <summary>Wipes a ticket.</summary>
    public async Task RemoveAsync(string? cookie, CancellationToken cancellationToken)
    {
        if (KeyOf(cookie) is not { } key)
        {
            return;
        }
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from sign_in_tickets where id = @id or expires_at < now()", new { id = Derive(key, "id") }, cancellationToken: cancellationToken));
    }

    private static byte[]? KeyOf(string? cookie) =>
        cookie is { Length: KeyCharacters } && Base64Url.IsValid(cookie) ? Base64Url.DecodeFromChars(cookie) : null;

    private static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyBytes, info: Encoding.UTF8.GetBytes("itf-portal/sign-in-ticket/" + purpose));

    private static byte[] Seal(byte[] key, byte[] secret)
    {
        var box = new byte[NonceBytes + secret.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(Derive(key, "box"), TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), secret, box.AsSpan(NonceBytes, secret.Length), box.AsSpan(NonceBytes + secret.Length));
        CryptographicOperations.ZeroMemory(secret);
        return box;
    }

    private static byte[]? Open(byte[] key, byte[] box)
    {
        var secret = new byte[Math.Max(0, box.Length - NonceBytes - TagBytes)];
        using var aes = new AesGcm(Derive(key, "box"), TagBytes);
        try
        {
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, secret.Length), box.AsSpan(NonceBytes + secret.Length), secret);
            return secret;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>What a ticket keeps.</summary>
/// <param name="Login">As typed.</param>
/// <param name="Password">As typed; Tryton has said that it is right.</param>
/// <param name="Remember">Stay signed in on this device.</param>
/// <param name="ByMail">The password is a code that was mailed in its place.</param>
internal sealed record SignInTicket(string Login, string Password, bool Remember = false, bool ByMail = false)
{
    /// <summary>Never shows the password.</summary>
    public override string ToString() => "sign-in ticket";
}
