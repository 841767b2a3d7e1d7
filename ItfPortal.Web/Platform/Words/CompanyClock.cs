namespace ItfPortal.Web.Platform.Words;

/// <summary>
/// The clock on the company's wall: every date and time a person reads is in the company's zone, whatever the
/// server's or the browser's.
/// </summary>
public sealed class CompanyClock(TimeProvider time)
{
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto");

    /// <summary>Today in the company's zone.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Local(time.GetUtcNow().UtcDateTime));

    /// <summary>Now, UTC.</summary>
    public DateTime UtcNow => time.GetUtcNow().UtcDateTime;

    /// <summary>A moment of Tryton's (UTC) on the company's wall.</summary>
    public static DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), s_zone);

    /// <summary>The day of a moment of Tryton's (UTC) in the company's zone.</summary>
    public static DateOnly Day(DateTime utc) => DateOnly.FromDateTime(Local(utc));
}
