using ItfPortal.Tryton.Visitors;
using static ItfPortal.Web.Platform.Visitors.VisitorText;

namespace ItfPortal.Web.Features.Accounts.Joining;

/// <summary>The posted form, as typed. <see cref="Website"/> is for those who fill in everything: no person sees it.</summary>
public sealed class JoinForm
{
    internal const int MaxCompany = 100;
    internal const int MaxName = 100;
    internal const int MaxPhone = 40;
    internal const int MaxTaxNumber = 30;
    internal const int MaxMessage = 2000;

    public string? Stamp { get; set; }

    public string? Company { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? TaxNumber { get; set; }

    public string? Message { get; set; }

    public string? Website { get; set; }

    /// <summary>Never shows what it holds.</summary>
    public override string ToString() => "account request";

    /// <summary>Names of the fields that cannot stay as they are; the keys of their texts too.</summary>
    internal IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        Check(nameof(Company), OneLine(Company), 1, MaxCompany);
        Check(nameof(Name), OneLine(Name), 1, MaxName);
        if (!IsEmail(Email?.Trim()))
        {
            problems.Add(nameof(Email));
        }
        Check(nameof(Phone), OneLine(Phone), 0, MaxPhone);
        Check(nameof(TaxNumber), OneLine(TaxNumber), 0, MaxTaxNumber);
        Check(nameof(Message), Lines(Message), 1, MaxMessage);
        return problems;

        void Check(string name, string text, int least, int most)
        {
            // Tryton counts code points, and no fewer characters than there are here.
            if (text.Length < least || text.Length > most)
            {
                problems.Add(name);
            }
        }
    }

    /// <summary>As Tryton is given it; the form has no problems.</summary>
    internal NewVisitorRequest ToRequest(string language) => new(
        VisitorRequestKind.Account, OneLine(Company), OneLine(Name), Email!.Trim().ToLowerInvariant(), OrNull(OneLine(Phone)), OrNull(OneLine(TaxNumber)),
        Lines(Message), language);
}
