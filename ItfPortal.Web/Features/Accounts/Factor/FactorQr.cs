using ItfPortal.Tryton.Accounts;
using QRCoder;

namespace ItfPortal.Web.Features.Accounts.Factor;

/// <summary>What an authenticator app takes over, as a picture drawn here: nobody else ever has the secret.</summary>
internal static class FactorQr
{
    private const string Issuer = "ITF";
    private const int PixelsPerModule = 6;
    private const int Group = 4;

    /// <summary>The key URI that apps understand.</summary>
    public static string Uri(NewFactor factor) =>
        $"otpauth://totp/{Issuer}:{System.Uri.EscapeDataString(factor.Account)}?secret={factor.Secret}&issuer={Issuer}&algorithm=SHA1&digits=6&period=30";

    /// <summary>It as a PNG, for the source of an image.</summary>
    public static string Image(NewFactor factor)
    {
        using var data = QRCodeGenerator.GenerateQrCode(Uri(factor), QRCodeGenerator.ECCLevel.M);
        using var image = new PngByteQRCode(data);
        return "data:image/png;base64," + Convert.ToBase64String(image.GetGraphic(PixelsPerModule));
    }

    /// <summary>The secret for typing: in groups of four.</summary>
    public static string Spelled(NewFactor factor) => string.Join(' ', factor.Secret.Chunk(Group).Select(group => new string(group)));

    /// <summary>A recovery code for reading: in two halves.</summary>
    public static string Spelled(string code) => code.Length == 10 ? $"{code[..5]}-{code[5..]}" : code;
}
