using System.Buffers.Text;
using System.Text;
using ItfPortal.Web.Platform.Security.Secrets;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>
/// Says when a public form was drawn, sealed, and names what is sent with it: whoever sends a form at once, or without having seen it, is no
/// person, and a form that is sent twice is one request.
/// </summary>
internal sealed class FormStamp(SecretBox secrets, TimeProvider time)
{
    /// <summary>Nobody reads and fills in the form in less.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(3);

    /// <summary>The tab of yesterday is drawn anew.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromHours(24);

    private const string Purpose = "form-stamp";
    private const int IdBytes = 16;

    /// <summary>A stamp for a form that is drawn now.</summary>
    /// <param name="form">Which form.</param>
    /// <param name="id">Of what is sent with it; null for a new one.</param>
    public string Make(string form, Guid? id = null)
    {
        var secret = new byte[IdBytes + sizeof(long)];
        (id ?? Guid.NewGuid()).TryWriteBytes(secret);
        BitConverter.TryWriteBytes(secret.AsSpan(IdBytes), time.GetUtcNow().ToUnixTimeMilliseconds());
        return $"{secrets.KeyId}.{Base64Url.EncodeToString(secrets.Seal(Purpose, secret, Encoding.UTF8.GetBytes(form)))}";
    }

    /// <summary>What is sent with it and how long ago the form was drawn; null for a stamp that is none.</summary>
    public (Guid Id, TimeSpan Age)? Read(string form, string? stamp)
    {
        if (stamp is not { Length: < 200 } || stamp.Split('.') is not [var keyId, var box] || !Base64Url.IsValid(box)
            || secrets.Open(Purpose, keyId, Base64Url.DecodeFromChars(box), Encoding.UTF8.GetBytes(form)) is not { Length: IdBytes + sizeof(long) } secret)
        {
            return null;
        }
        var drawn = DateTimeOffset.FromUnixTimeMilliseconds(BitConverter.ToInt64(secret, IdBytes));
        return (new Guid(secret.AsSpan(0, IdBytes)), time.GetUtcNow() - drawn);
    }
}
