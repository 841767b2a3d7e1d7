namespace ItfPortal.Web.Platform.Ui;

/// <summary>The company's zone: every date and hour of the portal is shown in it, wherever the reader is.</summary>
public static class CompanyTime
{
    /// <summary>America/Toronto.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto");

    /// <summary>The wall clock of a moment.</summary>
    /// <param name="utc">UTC; a value of unspecified kind is taken for UTC, because Tryton's are.</param>
    public static DateTime Of(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    /// <summary>The calendar day of a moment.</summary>
    /// <param name="utc">UTC.</param>
    public static DateOnly DateOf(DateTime utc) => DateOnly.FromDateTime(Of(utc));

    /// <summary>Today in the company's zone.</summary>
    public static DateOnly Today(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return DateOf(clock.GetUtcNow().UtcDateTime);
    }
}
