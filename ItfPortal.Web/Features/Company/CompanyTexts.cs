namespace ItfPortal.Web.Features.Company;

/// <summary>Marks the texts of a company's own access.</summary>
public sealed class CompanyTexts;
