namespace ItfPortal.Web.Platform.Security.Headers;

/// <summary>Marks an endpoint whose answer strangers wrote: should a browser show it all the same, it can do nothing.</summary>
internal sealed class SandboxedAnswer
{
    /// <summary>Instead of the site's own.</summary>
    public const string Policy = "sandbox; default-src 'none'";
}
