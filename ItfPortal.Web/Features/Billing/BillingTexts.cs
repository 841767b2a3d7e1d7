namespace ItfPortal.Web.Features.Billing;

/// <summary>Marks the texts of invoices.</summary>
public sealed class BillingTexts;
