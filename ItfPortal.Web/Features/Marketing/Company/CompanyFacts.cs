using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Marketing.Company;

/// <summary>What a public page may say of the company itself.</summary>
public sealed class CompanyFacts(ICurrentSession session)
{
    /// <summary>The company as Tryton told it to the person who is signed in; null for a visitor.</summary>
    public async Task<OwnCompany?> GetAsync(CancellationToken cancellationToken) =>
        (await session.GetAsync(cancellationToken))?.Identity.Company;
}
