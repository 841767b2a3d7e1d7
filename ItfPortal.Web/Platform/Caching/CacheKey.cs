using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Platform.Caching;

/// <summary>
/// Whose answer, and which. There is no way to make one for a customer without that customer's <see cref="PartyScope"/>,
/// so that a key without a party does not compile.
/// </summary>
public sealed partial class CacheKey
{
    private CacheKey(int? party, string text) => (Party, Text) = (party, text);

    /// <summary>What one party's people of one scope see.</summary>
    public CacheKey(PartyScope scope, string resource)
        : this(party: (scope ?? throw new ArgumentNullException(nameof(scope))).Party, text: $"{scope.CacheKey}:{Plain(resource)}")
    {
    }

    /// <summary>The party whose events make the answer old; null for staff, whom every event concerns.</summary>
    public int? Party { get; }

    /// <summary>Scope and resource, without colons in the resource.</summary>
    public string Text { get; }

    /// <summary>What every one of ITF's own people sees.</summary>
    internal static CacheKey ForStaff(string resource) => new(party: null, text: $"staff:{Plain(resource)}");

    /// <summary>The whole key for one generation, short enough and free of anything a reader typed.</summary>
    internal string At(string prefix, string generation) => $"{prefix}:{Text}:{generation}" is { Length: <= 900 } key
        ? key
        : string.Create(CultureInfo.InvariantCulture, $"{prefix}:p{Party}:{Hash(Text)}:{generation}");

    private static string Plain(string resource)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        return Harmless().IsMatch(resource) ? resource : Hash(resource);
    }

    // Over UTF-16 as it is: two texts that differ only in broken surrogates must not meet in their UTF-8.
    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));

    [GeneratedRegex(@"\A[A-Za-z0-9_.,/?=&%+-]{1,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Harmless();
}
