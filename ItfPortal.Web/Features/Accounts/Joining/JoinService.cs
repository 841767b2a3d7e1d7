using System.Net;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Joining;

/// <summary>
/// Takes a visitor's request for an account. It is written down and nothing else: what the address has already is asked of Tryton
/// afterwards, by nobody who waits for an answer, so that the answer cannot tell it by a byte or a moment.
/// </summary>
internal sealed partial class JoinService(
    FormStamp stamps, VisitorRequestStore store, IRateCounter rates, IOptions<LimitsOptions> limits, ILogger<JoinService> logger)
{
    private const string Form = "account";

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    /// <summary>The stamp of a form that is drawn now; of one that was sent, the same request.</summary>
    public string Stamp(string? sent = null) => stamps.Make(Form, stamps.Read(Form, sent)?.Id);

    /// <summary>Takes a form that was sent.</summary>
    /// <param name="form">As typed.</param>
    /// <param name="language">The visitor's: <c>fr</c> or <c>en</c>.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task<JoinOutcome> AskAsync(JoinForm form, string language, IPAddress? address, CancellationToken cancellationToken)
    {
        if (form.Website is { Length: > 0 })
        {
            // Told as everybody is, so that it learns nothing.
            LogTrapped(VisitorAddress.Of(address));
            return new JoinOutcome.Received();
        }
        if (stamps.Read(Form, form.Stamp) is not { } stamp || stamp.Age > FormStamp.Most)
        {
            return new JoinOutcome.Again("Expired");
        }
        if (stamp.Age < FormStamp.Least)
        {
            return new JoinOutcome.Again("TooFast");
        }
        if (form.Problems() is { Count: > 0 } problems)
        {
            return new JoinOutcome.Incomplete(problems);
        }
        var hour = await rates.TakeAsync("join:h:" + VisitorAddress.Of(address), limits.Value.AccountRequestsPerAddressPerHour, s_hour, cancellationToken);
        if (!hour.Allowed)
        {
            return new JoinOutcome.TooMany(hour.RetryAfter);
        }
        var day = await rates.TakeAsync("join:d:" + VisitorAddress.NetworkOf(address), limits.Value.AccountRequestsPerNetworkPerDay, s_day, cancellationToken);
        if (!day.Allowed)
        {
            return new JoinOutcome.TooMany(day.RetryAfter);
        }
        try
        {
            await store.AddAsync(stamp.Id, form.ToRequest(language), cancellationToken);
            return new JoinOutcome.Received();
        }
        catch (NpgsqlException exception)
        {
            LogNotKept(exception.Message);
            return new JoinOutcome.Unavailable();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A form that nobody sees was filled in from {Visitor}")]
    private partial void LogTrapped(string visitor);

    [LoggerMessage(Level = LogLevel.Error, Message = "A visitor's request could not be kept: {Problem}")]
    private partial void LogNotKept(string problem);
}

/// <summary>What came of a form.</summary>
internal abstract record JoinOutcome
{
    /// <summary>Written down, or thrown away without telling.</summary>
    internal sealed record Received : JoinOutcome;

    /// <summary>To be sent once more; what was typed stays.</summary>
    /// <param name="Text">Key of the text that says why.</param>
    internal sealed record Again(string Text) : JoinOutcome;

    /// <summary>Something is missing, too long or no address.</summary>
    /// <param name="Fields">Which.</param>
    internal sealed record Incomplete(IReadOnlyList<string> Fields) : JoinOutcome;

    /// <summary>Too many of them from there.</summary>
    internal sealed record TooMany(TimeSpan RetryAfter) : JoinOutcome;

    /// <summary>It could not be written down.</summary>
    internal sealed record Unavailable : JoinOutcome;
}
