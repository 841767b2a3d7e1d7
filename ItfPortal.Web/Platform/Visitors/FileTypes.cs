namespace ItfPortal.Web.Platform.Visitors;

/// <summary>Types of files that strangers may send, by extension and first bytes; the module checks the same (<c>visitor_file.py</c>).</summary>
internal static class FileTypes
{
    private static readonly byte[][] s_heic = [.. new[] { "heic", "heix", "heim", "heis", "mif1", "msf1" }.Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>The media type that both agree on; null for none.</summary>
    /// <param name="extension">With its dot.</param>
    /// <param name="head">At least the first 12 bytes, where there are as many.</param>
    public static string? Of(string extension, ReadOnlySpan<byte> head) => extension.ToUpperInvariant() switch
    {
        ".PDF" when head.StartsWith("%PDF-"u8) => "application/pdf",
        ".JPG" or ".JPEG" when head.StartsWith<byte>([0xFF, 0xD8, 0xFF]) => "image/jpeg",
        ".PNG" when head.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) => "image/png",
        ".WEBP" when head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8) => "image/webp",
        ".HEIC" or ".HEIF" when IsHeic(head) => "image/heic",
        _ => null,
    };

    private static bool IsHeic(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head[4..8].SequenceEqual("ftyp"u8))
        {
            return false;
        }
        foreach (var brand in s_heic)
        {
            if (head[8..12].SequenceEqual(brand))
            {
                return true;
            }
        }
        return false;
    }
}
