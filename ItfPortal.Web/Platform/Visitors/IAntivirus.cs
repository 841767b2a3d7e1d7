namespace ItfPortal.Web.Platform.Visitors;

/// <summary>Reads what strangers sent before anybody else does.</summary>
internal interface IAntivirus
{
    /// <summary>Reads a file to its end.</summary>
    Task<ScanVerdict> ScanAsync(Stream content, CancellationToken cancellationToken);
}

/// <summary>What the antivirus said.</summary>
internal abstract record ScanVerdict
{
    /// <summary>It found nothing.</summary>
    internal sealed record Clean : ScanVerdict;

    /// <summary>It found something.</summary>
    /// <param name="Signature">As the antivirus calls it.</param>
    internal sealed record Infected(string Signature) : ScanVerdict;

    /// <summary>There is none here: <see cref="AntivirusOptions.Url"/> is empty.</summary>
    internal sealed record NotConfigured : ScanVerdict;

    /// <summary>There is one and it gave no answer: the file is not taken.</summary>
    internal sealed record Away : ScanVerdict;
}
