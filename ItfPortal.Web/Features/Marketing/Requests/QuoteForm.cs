using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Visitors;

namespace ItfPortal.Web.Features.Marketing.Requests;

/// <summary>A price is asked for.</summary>
public sealed class QuoteForm : RequestForm
{
    public string? Product { get; set; }

    public string? Size { get; set; }

    public string? Quantity { get; set; }

    public string? Rhythm { get; set; }

    public string? City { get; set; }

    public string? Wished { get; set; }

    public string? Export { get; set; }

    internal override VisitorRequestKind Kind => VisitorRequestKind.Quote;

    internal override IReadOnlyList<string> Problems(DateOnly today) =>
    [
        .. BadChoice<VisitorProduct>(nameof(Product), Product),
        .. Bad(nameof(Size), VisitorText.OneLine(Size), Choice<VisitorProduct>(Product) is VisitorProduct.Custom ? 1 : 0, MaxText),
        .. Count(Quantity) is null ? [nameof(Quantity)] : Array.Empty<string>(),
        .. BadChoice<VisitorRhythm>(nameof(Rhythm), Rhythm),
        .. Bad(nameof(City), VisitorText.OneLine(City), 1, MaxText),
        .. BadDay(nameof(Wished), Wished, today),
        .. PersonProblems(leastMessage: 0),
    ];

    private protected override NewVisitorRequest WithFacts(NewVisitorRequest request) => request with
    {
        Quote = new QuoteFacts(
            Choice<VisitorProduct>(Product)!.Value, VisitorText.OrNull(VisitorText.OneLine(Size)), Count(Quantity)!.Value, Choice<VisitorRhythm>(Rhythm)!.Value,
            VisitorText.OneLine(City), Day(Wished), Export == "true"),
    };
}
