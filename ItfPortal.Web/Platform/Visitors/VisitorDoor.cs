using System.Net;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>
/// Takes what visitors send by public forms. It is written down and nothing else: what an address has already is asked of Tryton
/// afterwards, by nobody who waits for an answer, so that the answer cannot tell it by a byte or a moment.
/// </summary>
internal sealed partial class VisitorDoor(
    FormStamp stamps, VisitorRequestStore store, IRateCounter rates, IOptions<LimitsOptions> limits, VisitorUploads uploads, ILogger<VisitorDoor> logger)
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    /// <summary>The stamp of a form that is drawn now; of one that was sent, the same request.</summary>
    public string Stamp(string form, string? sent = null) => stamps.Make(form, stamps.Read(form, sent)?.Id);

    /// <summary>Takes a form that was sent.</summary>
    /// <param name="sent">As typed.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task<VisitorOutcome> TakeAsync(SentForm sent, IPAddress? address, CancellationToken cancellationToken)
    {
        if (sent.Trap is { Length: > 0 })
        {
            // Told as everybody is, so that it learns nothing.
            LogTrapped(VisitorAddress.Of(address));
            return new VisitorOutcome.Received();
        }
        if (stamps.Read(sent.Form, sent.Stamp) is not { } stamp || stamp.Age > FormStamp.Most)
        {
            return new VisitorOutcome.Again("Expired");
        }
        if (stamp.Age < FormStamp.Least)
        {
            return new VisitorOutcome.Again("TooFast");
        }
        var (files, problem) = await VisitorUploads.LookAsync(sent.Files, cancellationToken);
        if (sent.Problems.Count > 0 || problem is not null)
        {
            return new VisitorOutcome.Incomplete(sent.Problems, problem);
        }
        var hour = await rates.TakeAsync("join:h:" + VisitorAddress.Of(address), limits.Value.AccountRequestsPerAddressPerHour, s_hour, cancellationToken);
        if (!hour.Allowed)
        {
            return new VisitorOutcome.TooMany(hour.RetryAfter);
        }
        var day = await rates.TakeAsync("join:d:" + VisitorAddress.NetworkOf(address), limits.Value.AccountRequestsPerNetworkPerDay, s_day, cancellationToken);
        if (!day.Allowed)
        {
            return new VisitorOutcome.TooMany(day.RetryAfter);
        }
        if (await uploads.ScanAsync(files, cancellationToken) is { } infected)
        {
            return new VisitorOutcome.Incomplete([], infected);
        }
        try
        {
            await store.AddAsync(stamp.Id, sent.Request(), files, cancellationToken);
            return new VisitorOutcome.Received();
        }
        catch (NpgsqlException exception)
        {
            LogNotKept(exception.Message);
            return new VisitorOutcome.Unavailable();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A form that nobody sees was filled in from {Visitor}")]
    private partial void LogTrapped(string visitor);

    [LoggerMessage(Level = LogLevel.Error, Message = "A visitor's request could not be kept: {Problem}")]
    private partial void LogNotKept(string problem);
}

/// <summary>A form as it was sent.</summary>
/// <param name="Form">Which.</param>
/// <param name="Stamp">Of <see cref="VisitorDoor.Stamp"/>.</param>
/// <param name="Trap">What stands in the field that no person sees.</param>
/// <param name="Problems">Names of the fields that cannot stay as they are.</param>
/// <param name="Request">What Tryton is given; asked for when there are no problems.</param>
/// <param name="Files">What was chosen, those left empty included.</param>
internal sealed record SentForm(
    string Form, string? Stamp, string? Trap, IReadOnlyList<string> Problems, Func<NewVisitorRequest> Request, IReadOnlyList<IFormFile> Files)
{
    /// <summary>Never shows what it holds.</summary>
    public override string ToString() => Form;
}

/// <summary>What came of a form.</summary>
internal abstract record VisitorOutcome
{
    /// <summary>Sets the answer's status. Key of the text that says why the form was not taken; null when it was.</summary>
    public string? Tell(HttpContext context)
    {
        var (text, status) = this switch
        {
            Received => (null, context.Response.StatusCode),
            Incomplete => ("Incomplete", StatusCodes.Status422UnprocessableEntity),
            Again again => (again.Text, StatusCodes.Status422UnprocessableEntity),
            TooMany => ("TooMany", StatusCodes.Status429TooManyRequests),
            _ => ("Unavailable", StatusCodes.Status503ServiceUnavailable),
        };
        if (this is TooMany tooMany)
        {
            PageLimits.TooMany(context, tooMany.RetryAfter);
        }
        context.Response.StatusCode = status;
        return text;
    }

    /// <summary>Written down, or thrown away without telling.</summary>
    internal sealed record Received : VisitorOutcome;

    /// <summary>To be sent once more; what was typed stays.</summary>
    /// <param name="Text">Key of the text that says why.</param>
    internal sealed record Again(string Text) : VisitorOutcome;

    /// <summary>Something is missing, too long, no address or no file that is taken.</summary>
    /// <param name="Fields">Which.</param>
    /// <param name="File">What is wrong with the files; null for nothing.</param>
    internal sealed record Incomplete(IReadOnlyList<string> Fields, FileProblem? File) : VisitorOutcome;

    /// <summary>Too many of them from there.</summary>
    internal sealed record TooMany(TimeSpan RetryAfter) : VisitorOutcome;

    /// <summary>It could not be written down.</summary>
    internal sealed record Unavailable : VisitorOutcome;
}
