using System.Collections.Immutable;

namespace ItfPortal.Tryton.PublicSite;

/// <summary>The company that runs the portal, as every visitor may know it.</summary>
/// <param name="Name">Of its party.</param>
/// <param name="Phone">Null when Tryton knows none.</param>
/// <param name="Email">Null when Tryton knows none.</param>
/// <param name="Address">Its first address; null when Tryton knows none.</param>
/// <param name="Identifiers">Tax numbers and the like as Tryton writes them, in its order; possibly empty.</param>
public sealed record SiteCompany(string Name, string? Phone, string? Email, SiteAddress? Address, ImmutableArray<string> Identifiers);

/// <summary>A postal address.</summary>
/// <param name="Street">Possibly of several lines.</param>
/// <param name="City">Or null.</param>
/// <param name="PostalCode">Or null.</param>
/// <param name="Region">Code of the province with its country's before it (<c>CA-QC</c>), or null.</param>
/// <param name="Country">ISO code of two letters, or null.</param>
public sealed record SiteAddress(string? Street, string? City, string? PostalCode, string? Region, string? Country);
