using ItfPortal.Tryton.Protocol;

namespace ItfPortal.Tryton.PublicSite;

/// <summary>What the public pages say of ITF itself. Runs as the service user.</summary>
public interface ISiteClient
{
    /// <summary>The company (<c>itf_portal.site.company</c>).</summary>
    /// <param name="cancellationToken">Gives the read up.</param>
    /// <returns>Null when Tryton has no company yet.</returns>
    /// <exception cref="TrytonException">Tryton could not be asked.</exception>
    Task<SiteCompany?> CompanyAsync(CancellationToken cancellationToken);
}
