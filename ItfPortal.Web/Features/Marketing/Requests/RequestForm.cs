using System.Globalization;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Visitors;

namespace ItfPortal.Web.Features.Marketing.Requests;

/// <summary>
/// What the public forms share, as typed: everything is text, so that what cannot stay is shown again as it was.
/// <see cref="Website"/> is for those who fill in everything: no person sees it.
/// </summary>
public abstract class RequestForm
{
    internal const int MaxText = 100;
    internal const int MaxPhone = 40;
    internal const int MaxEmail = 254;
    internal const int MaxMessage = 2000;
    internal const int MaxQuantity = 100_000;
    private const int MaxDaysAhead = 1095;

    public string? Stamp { get; set; }

    public string? Company { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? Message { get; set; }

    public string? Website { get; set; }

    /// <summary>What is asked.</summary>
    internal abstract VisitorRequestKind Kind { get; }

    /// <summary>Never shows what it holds.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>Names of the fields that cannot stay as they are, in the order of the page; the keys of their texts too.</summary>
    /// <param name="today">In the company's zone.</param>
    internal abstract IReadOnlyList<string> Problems(DateOnly today);

    /// <summary>As Tryton is given it; the form has no problems.</summary>
    internal NewVisitorRequest ToRequest(string language)
    {
        var request = new NewVisitorRequest(
            Kind, VisitorText.OrNull(VisitorText.OneLine(Company)), VisitorText.OneLine(Name), Email!.Trim().ToLowerInvariant(),
            VisitorText.OrNull(VisitorText.OneLine(Phone)), null, VisitorText.Lines(Message), language);
        return WithFacts(request);
    }

    /// <summary>The request with what this form asks besides.</summary>
    private protected virtual NewVisitorRequest WithFacts(NewVisitorRequest request) => request;

    /// <summary>Of who asks, and of the message.</summary>
    /// <param name="leastMessage">0 where the other fields say it all.</param>
    private protected IEnumerable<string> PersonProblems(int leastMessage) =>
    [
        .. Bad(nameof(Name), VisitorText.OneLine(Name), 1, MaxText),
        .. VisitorText.IsEmail(Email?.Trim()) ? Array.Empty<string>() : [nameof(Email)],
        .. Bad(nameof(Phone), VisitorText.OneLine(Phone), 0, MaxPhone),
        .. Bad(nameof(Company), VisitorText.OneLine(Company), 0, MaxText),
        .. Bad(nameof(Message), VisitorText.Lines(Message), leastMessage, MaxMessage),
    ];

    private protected static IEnumerable<string> Bad(string field, string? text, int least, int most) =>
        // Tryton counts code points, and no fewer characters than there are here.
        (text?.Length ?? 0) < least || text?.Length > most ? [field] : [];

    private protected static IEnumerable<string> BadChoice<T>(string field, string? text)
        where T : struct, Enum => Choice<T>(text) is null ? [field] : [];

    private protected static T? Choice<T>(string? text)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => value.ToString() == text).Select(value => (T?)value).FirstOrDefault();

    /// <summary>A whole number of pallets, however its thousands are set apart; null for none.</summary>
    private protected static int? Count(string? text) =>
        int.TryParse(string.Concat((text ?? "").Where(letter => !char.IsWhiteSpace(letter))), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count is > 0 and <= MaxQuantity ? count : null;

    /// <summary>A day as a browser's field sends it, or as it is written here; null for none.</summary>
    private protected static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private protected static IEnumerable<string> BadDay(string field, string? text, DateOnly today) =>
        string.IsNullOrWhiteSpace(text) || (Day(text) is { } day && day >= today && day <= today.AddDays(MaxDaysAhead)) ? [] : [field];
}
