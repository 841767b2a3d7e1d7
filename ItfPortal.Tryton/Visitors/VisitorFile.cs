namespace ItfPortal.Tryton.Visitors;

/// <summary>A file that a visitor sent with a request.</summary>
/// <param name="Position">1 to 5.</param>
/// <param name="Name">1 to 100 characters without separators, quotes and control characters; its extension is one of <paramref name="Type"/>.</param>
/// <param name="Type">A media type that <c>itf_portal.visitor_file</c> takes: PDF, JPEG, PNG, WebP, HEIC.</param>
/// <param name="Scan">What the antivirus said.</param>
/// <param name="Data">At most 10 MB; begins as its type does.</param>
public sealed record NewVisitorFile(int Position, string Name, string Type, FileScan Scan, ReadOnlyMemory<byte> Data);

/// <summary>A file of a request, without its bytes.</summary>
/// <param name="Id">Id of the <c>itf_portal.visitor_file</c>.</param>
/// <param name="Name">Of the file.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Scan">What the antivirus said.</param>
public sealed record VisitorFile(int Id, string Name, string Type, int Size, FileScan Scan);

/// <summary>A file's bytes.</summary>
/// <param name="Name">Of the file.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Data">At most 10 MB.</param>
public sealed record VisitorFileContent(string Name, string Type, byte[] Data);

/// <summary>What the antivirus said of a file when it came in.</summary>
public enum FileScan
{
    /// <summary>It found nothing.</summary>
    Clean,

    /// <summary>There was none.</summary>
    Unscanned,
}
