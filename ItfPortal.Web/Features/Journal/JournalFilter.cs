using ItfPortal.Web.Platform.Audit;

namespace ItfPortal.Web.Features.Journal;

/// <summary>What the journal's address asks for.</summary>
/// <param name="Period">Custom uses <paramref name="From"/> and <paramref name="To"/>.</param>
/// <param name="From">First day, in the company's zone.</param>
/// <param name="To">Last day.</param>
/// <param name="Event">One event, or null for all.</param>
/// <param name="Outcome">One outcome, or null for all.</param>
/// <param name="Person">A number of a person or a login, as typed; for a company's own journal the number of a colleague.</param>
/// <param name="Customer">Number, code or name of a company, as typed; administrators only.</param>
/// <param name="Before">Lines older than this one; null for the newest.</param>
/// <param name="After">Lines newer than this one, for the page before.</param>
public sealed record JournalFilter(
    JournalPeriod Period, DateOnly? From, DateOnly? To, AuditEvent? Event, AuditOutcome? Outcome, string Person, string Customer,
    long? Before, long? After)
{
    /// <summary>Lines of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Everything, newest first.</summary>
    public static JournalFilter All { get; } = new(JournalPeriod.Any, null, null, null, null, "", "", null, null);

    /// <summary>Whether anything is filtered away.</summary>
    public bool IsFiltered => Period != JournalPeriod.Any || Event is not null || Outcome is not null || Person.Length > 0 || Customer.Length > 0;

    /// <summary>The same from its newest line.</summary>
    public JournalFilter FirstPage => this with { Before = null, After = null };

    /// <summary>The days the period means, both inclusive.</summary>
    public (DateOnly? From, DateOnly? To) Days(DateOnly today) => Period switch
    {
        JournalPeriod.Today => (today, null),
        JournalPeriod.Days7 => (today.AddDays(-6), null),
        JournalPeriod.Days30 => (today.AddDays(-29), null),
        JournalPeriod.Custom => (From, To),
        _ => (null, null),
    };
}

/// <summary>Periods that the journal offers.</summary>
public enum JournalPeriod
{
    /// <summary>No limit.</summary>
    Any,

    /// <summary>Since midnight.</summary>
    Today,

    /// <summary>Today and the six days before.</summary>
    Days7,

    /// <summary>Today and the 29 days before.</summary>
    Days30,

    /// <summary>Two days, either may be open.</summary>
    Custom,
}
