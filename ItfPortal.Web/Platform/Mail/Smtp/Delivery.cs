using ItfPortal.Web.Platform.Persistence;

namespace ItfPortal.Web.Platform.Mail.Smtp;

/// <summary>What the server made of a mail.</summary>
/// <param name="Result">What comes of it.</param>
/// <param name="Code">For the log: a status or a word, never an address.</param>
/// <param name="Problem">For administrators: the server's own words on one line, at most 300 characters; null when accepted.</param>
internal sealed record Delivery(DeliveryResult Result, string Code, string? Problem)
{
    private const int MaxProblem = 300;

    public static Delivery Accepted { get; } = new(DeliveryResult.Accepted, "250", null);

    /// <summary>One that failed.</summary>
    public static Delivery Failed(DeliveryResult result, string code, string words) =>
        new(result, code, ShortText.Cut(MailAddresses.OneLine(words), MaxProblem));
}

/// <summary>What comes of it.</summary>
internal enum DeliveryResult
{
    /// <summary>The server has it.</summary>
    Accepted,

    /// <summary>Not now (4xx, no answer, dropped): tried again.</summary>
    Later,

    /// <summary>Never (5xx): a dead letter at once.</summary>
    Refused,

    /// <summary>The server itself cannot be used: so it is for every other mail, and tried again.</summary>
    Unreachable,
}
