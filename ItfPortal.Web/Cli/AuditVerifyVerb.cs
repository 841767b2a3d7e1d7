using System.Globalization;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Security.Secrets;

namespace ItfPortal.Web.Cli;

/// <summary><c>audit verify</c>: 0 when every line is as it was sealed, 1 and the first that is not.</summary>
internal static class AuditVerifyVerb
{
    public static async Task<int> RunAsync(HostApplicationBuilder builder, string? anchor, TextWriter output, CancellationToken cancellationToken)
    {
        builder.Services.AddValidatedOptions<SecurityOptions, SecurityOptionsValidator>(SecurityOptions.Section);
        builder.Services.AddSingleton<SecretBox>().AddSingleton<AuditChain>().AddSingleton<AuditVerifier>();
        using var host = builder.Build();
        var known = anchor is null ? ((long, byte[])?)null : Parse(anchor);
        var verdict = await host.Services.GetRequiredService<AuditVerifier>().VerifyAsync(known, cancellationToken);
        foreach (var line in Lines(verdict))
        {
            await output.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
        return verdict.Fault is null ? 0 : 1;
    }

    private static (long Position, byte[] Hash) Parse(string anchor) =>
        anchor.Split(':') is [var position, { Length: 64 } hash] && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, Convert.FromHexString(hash))
            : throw new FormatException("--anchor takes POSITION:HASH, as the last line of an earlier check says them");

    private static IEnumerable<string> Lines(AuditVerdict verdict)
    {
        if (verdict.Late > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{verdict.Late} lines were sealed more than 15 minutes after they were written: was the portal down then?");
        }
        if (verdict.Fault is { } fault)
        {
            var where = (fault.Position, fault.Entry) switch
            {
                ({ } position, { } entry) => string.Create(CultureInfo.InvariantCulture, $"line {entry}, position {position}"),
                (null, { } entry) => string.Create(CultureInfo.InvariantCulture, $"line {entry}"),
                (var position, _) => string.Create(CultureInfo.InvariantCulture, $"position {position}"),
            };
            yield return $"BROKEN at {where}: {fault.Problem}";
            yield return string.Create(CultureInfo.InvariantCulture, $"{verdict.Position} links before it are sound");
            yield break;
        }
        yield return verdict.Position == 0
            ? "Nothing is sealed yet"
            : string.Create(CultureInfo.InvariantCulture, $"Sound: {verdict.Position} links. Anchor: {verdict.Position}:{Convert.ToHexStringLower(verdict.Hash)}");
    }
}
