using System.Buffers.Text;
using System.Text;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Security.Secrets;

namespace ItfPortal.Web.Features.Accounts.MailedCode;

/// <summary>
/// For whom this browser has asked for a code: sealed in a cookie, so that the address stands in no other address and in no log. It says what the
/// visitor typed and nothing else, whether there is such an account or not.
/// </summary>
internal sealed class MailedCodeTicket(SecretBox secrets, TimeProvider time)
{
    /// <summary>Name of the cookie.</summary>
    public const string CookieName = "__Host-itf-envoi";

    private const string Purpose = "mailed-code";

    private static readonly TimeSpan s_ahead = TimeSpan.FromMinutes(1);

    /// <summary>Longer than a code, so that whoever comes too late can ask for another without typing again.</summary>
    public static readonly TimeSpan HoldsFor = TimeSpan.FromMinutes(30);

    /// <summary>Keeps what was typed.</summary>
    public void Keep(HttpContext context, string login)
    {
        ArgumentNullException.ThrowIfNull(context);
        var text = Encoding.UTF8.GetBytes(login);
        var secret = new byte[sizeof(long) + text.Length];
        BitConverter.TryWriteBytes(secret, time.GetUtcNow().ToUnixTimeSeconds());
        text.CopyTo(secret, sizeof(long));
        context.Response.Cookies.Append(
            CookieName, $"{secrets.KeyId}.{Base64Url.EncodeToString(secrets.Seal(Purpose, secret, []))}", SessionCookie.Options(HoldsFor));
    }

    /// <summary>What was typed; null without a ticket that holds.</summary>
    public string? Read(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Four bytes for each sign, sealed and written in base64.
        if (context.Request.Cookies[CookieName] is not { Length: < SignInForm.MaxLogin * 6 + 100 } cookie || cookie.Split('.') is not [var keyId, var box]
            || !Base64Url.IsValid(box) || secrets.Open(Purpose, keyId, Base64Url.DecodeFromChars(box), []) is not { Length: > sizeof(long) } secret)
        {
            return null;
        }
        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(BitConverter.ToInt64(secret));
        return age < HoldsFor && age > -s_ahead ? Encoding.UTF8.GetString(secret.AsSpan(sizeof(long))) : null;
    }

    /// <summary>Signed in.</summary>
    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(CookieName, SessionCookie.Options());
}
