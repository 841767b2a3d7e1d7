using System.Text;
using ItfPortal.Tryton.Visitors;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>Looks at what visitors chose to send: how many, how large, what it begins with, and what the antivirus says of it.</summary>
internal sealed partial class VisitorUploads(IAntivirus antivirus, ILogger<VisitorUploads> logger)
{
    /// <summary>Of one request.</summary>
    public const int MostFiles = 5;

    /// <summary>Of one file.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    /// <summary>Of a whole form with its files.</summary>
    public const long MostFormBytes = MostFiles * (long)MostBytes + 1024 * 1024;

    /// <summary>What a browser offers to choose.</summary>
    public const string Accept = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.heif";

    private const int LongestName = 100;
    private const int HeadBytes = 16;
    private const string Unnamed = "fichier";

    /// <summary>The files to keep, and the first thing that is wrong with them; fields that were left empty are none.</summary>
    public static async Task<(IReadOnlyList<Upload> Files, FileProblem? Problem)> LookAsync(IReadOnlyList<IFormFile> sent, CancellationToken cancellationToken)
    {
        var chosen = sent.Where(file => file.Length > 0 || file.FileName.Length > 0).ToList();
        if (chosen.Count > MostFiles)
        {
            return ([], new FileProblem(FileFault.TooMany, null));
        }
        List<Upload> files = [];
        foreach (var file in chosen)
        {
            var name = CleanName(file.FileName);
            if (file.Length > MostBytes)
            {
                return ([], new FileProblem(FileFault.TooLarge, name));
            }
            if (await TypeAsync(name, file, cancellationToken) is not { } type)
            {
                return ([], new FileProblem(FileFault.NotTaken, name));
            }
            files.Add(new Upload(file, name, type));
        }
        return (files, null);
    }

    /// <summary>
    /// A name that can stand in a header, a folder and a mail: the last part of a path, without what cannot be seen and what
    /// means something to a shell or a file system, at most 100 characters with its extension.
    /// </summary>
    public static string CleanName(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var shown = VisitorText.OneLine(last);
        var clean = new StringBuilder(shown.Length);
        foreach (var character in shown)
        {
            clean.Append("\"'<>|:*?;`".Contains(character, StringComparison.Ordinal) ? '_' : character);
        }
        var whole = clean.ToString().TrimEnd(' ', '.');
        var extension = Path.GetExtension(whole);
        var stem = Path.GetFileNameWithoutExtension(whole).Trim(' ', '.');
        if (stem.Length == 0)
        {
            stem = Unnamed;
        }
        var room = LongestName - Math.Min(extension.Length, LongestName / 2);
        if (stem.Length > room)
        {
            // Never half of a pair.
            stem = stem[..(char.IsHighSurrogate(stem[room - 1]) ? room - 1 : room)].TrimEnd();
        }
        return stem + (extension.Length <= LongestName / 2 ? extension : "");
    }

    /// <summary>Has the antivirus read each of them.</summary>
    /// <returns>What is wrong with the first that may not be kept; null when all may.</returns>
    public async Task<FileProblem?> ScanAsync(IReadOnlyList<Upload> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            ScanVerdict verdict;
            await using (var content = file.Open())
            {
                verdict = await antivirus.ScanAsync(content, cancellationToken);
            }
            switch (verdict)
            {
                case ScanVerdict.Infected infected:
                    LogInfected(infected.Signature);
                    return new FileProblem(FileFault.Infected, file.Name);
                case ScanVerdict.Away:
                    return new FileProblem(FileFault.NotScanned, null);
                default:
                    file.Scan = verdict is ScanVerdict.Clean ? FileScan.Clean : FileScan.Unscanned;
                    break;
            }
        }
        return null;
    }

    /// <summary>The media type that extension and first bytes agree on; null for any that is not taken.</summary>
    private static async Task<string?> TypeAsync(string name, IFormFile file, CancellationToken cancellationToken)
    {
        var head = new byte[HeadBytes];
        await using var content = file.OpenReadStream();
        var read = await content.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellationToken);
        return FileTypes.Of(Path.GetExtension(name), head.AsSpan(0, read));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A visitor's file was refused: {Signature}")]
    private partial void LogInfected(string signature);
}

/// <summary>A file that may be kept.</summary>
internal sealed class Upload(IFormFile file, string name, string type)
{
    /// <summary>As it can be kept and shown.</summary>
    public string Name => name;

    /// <summary>Its media type.</summary>
    public string Type => type;

    /// <summary>What the antivirus said.</summary>
    public FileScan Scan { get; set; } = FileScan.Unscanned;

    /// <summary>Its bytes, from the beginning.</summary>
    public Stream Open() => file.OpenReadStream();

    /// <summary>All of its bytes.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await using var content = file.OpenReadStream();
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}

/// <summary>What is wrong with the files of a form.</summary>
/// <param name="Fault">What.</param>
/// <param name="Name">Of the file; null when it is about all of them.</param>
internal sealed record FileProblem(FileFault Fault, string? Name);

/// <summary>Why files are not taken.</summary>
internal enum FileFault
{
    /// <summary>More than five.</summary>
    TooMany,

    /// <summary>More than 10 MB.</summary>
    TooLarge,

    /// <summary>Of no type that is taken, or not what its name says.</summary>
    NotTaken,

    /// <summary>The antivirus found something.</summary>
    Infected,

    /// <summary>The antivirus gave no answer.</summary>
    NotScanned,
}
