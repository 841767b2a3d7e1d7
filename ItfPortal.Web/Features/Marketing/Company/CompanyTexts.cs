namespace ItfPortal.Web.Features.Marketing.Company;

/// <summary>Marks the texts around the company's own facts.</summary>
public sealed class CompanyTexts;
