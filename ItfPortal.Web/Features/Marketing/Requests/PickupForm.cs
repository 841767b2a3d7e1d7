using System.Text.RegularExpressions;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Visitors;

namespace ItfPortal.Web.Features.Marketing.Requests;

/// <summary>Pallets are to be fetched.</summary>
public sealed partial class PickupForm : RequestForm
{
    public string? Quantity { get; set; }

    public string? Condition { get; set; }

    public string? Size { get; set; }

    public string? Street { get; set; }

    public string? City { get; set; }

    public string? PostalCode { get; set; }

    public string? Wished { get; set; }

    public string? Hours { get; set; }

    public string? Dock { get; set; }

    internal override VisitorRequestKind Kind => VisitorRequestKind.Pickup;

    internal override IReadOnlyList<string> Problems(DateOnly today) =>
    [
        .. Count(Quantity) is null ? [nameof(Quantity)] : Array.Empty<string>(),
        .. BadChoice<VisitorCondition>(nameof(Condition), Condition),
        .. Bad(nameof(Size), VisitorText.OneLine(Size), 0, MaxText),
        .. Bad(nameof(Street), VisitorText.OneLine(Street), 1, MaxText),
        .. Bad(nameof(City), VisitorText.OneLine(City), 1, MaxText),
        .. CanadianCode(PostalCode) is null ? [nameof(PostalCode)] : Array.Empty<string>(),
        .. BadDay(nameof(Wished), Wished, today),
        .. Bad(nameof(Hours), VisitorText.OneLine(Hours), 0, MaxText),
        .. Dock is "true" or "false" ? Array.Empty<string>() : [nameof(Dock)],
        .. PersonProblems(leastMessage: 0),
    ];

    private protected override NewVisitorRequest WithFacts(NewVisitorRequest request) => request with
    {
        Pickup = new PickupFacts(
            Count(Quantity)!.Value, Choice<VisitorCondition>(Condition)!.Value, VisitorText.OrNull(VisitorText.OneLine(Size)), VisitorText.OneLine(Street),
            VisitorText.OneLine(City), CanadianCode(PostalCode)!, Day(Wished), VisitorText.OrNull(VisitorText.OneLine(Hours)), Dock == "true"),
    };

    /// <summary>As Canada Post writes it: <c>J3P 1A1</c>; null for anything else. Trucks do not cross the border for broken pallets.</summary>
    private static string? CanadianCode(string? text) =>
        Code().Match(VisitorText.OneLine(text).ToUpperInvariant()) is { Success: true } found ? $"{found.Groups[1].Value} {found.Groups[2].Value}" : null;

    [GeneratedRegex(@"^([ABCEGHJ-NPRSTVXY][0-9][A-Z])[ -]?([0-9][A-Z][0-9])\z")]
    private static partial Regex Code();
}
