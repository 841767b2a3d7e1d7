namespace ItfPortal.Web.Platform.Security;

/// <summary>Whose pages an address under <c>/espace</c> is about.</summary>
/// <param name="Scope">Null when there is nothing to show: see the other two.</param>
/// <param name="Code">What addresses carry as <c>societe</c>: null for a person with one company.</param>
/// <param name="SignedOut">The session has ended since the request began.</param>
/// <param name="Missing">Several companies and none named: the code of the first, to be sent to.</param>
public sealed record CompanyChoice(PartyScope? Scope, string? Code, bool SignedOut, string? Missing)
{
    /// <summary>Reads the <c>societe</c> of an address. An unknown and a foreign code are the same: no scope.</summary>
    public static CompanyChoice Of(PortalSession? session, string? code)
    {
        if (session is null)
        {
            return new CompanyChoice(null, null, SignedOut: true, null);
        }
        var companies = session.Identity.Companies;
        code = string.IsNullOrWhiteSpace(code) ? null : code;
        if (code is null && companies.Length > 1)
        {
            return new CompanyChoice(null, null, SignedOut: false, companies[0].Code);
        }
        var scope = session.Scope(code);
        return new CompanyChoice(scope, companies.Length > 1 ? scope?.Code : null, SignedOut: false, null);
    }
}
