using System.Net;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Visitors;

namespace ItfPortal.Web.Features.Marketing.Requests;

/// <summary>Takes what visitors ask by the public forms.</summary>
internal sealed class RequestService(VisitorDoor door, TimeProvider clock)
{
    /// <summary>Today in the company's zone.</summary>
    public DateOnly Today => CompanyTime.Today(clock);

    /// <summary>The stamp of a form that is drawn now; of one that was sent, the same request.</summary>
    public string Stamp(RequestForm form) => door.Stamp(Name(form), form.Stamp);

    /// <summary>Takes a form that was sent.</summary>
    /// <param name="form">As typed.</param>
    /// <param name="files">What was chosen, possibly nothing.</param>
    /// <param name="language">The page's: <c>fr</c> or <c>en</c>.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public Task<VisitorOutcome> AskAsync(
        RequestForm form, IReadOnlyList<IFormFile> files, string language, IPAddress? address, CancellationToken cancellationToken) => door.TakeAsync(
        new SentForm(Name(form), form.Stamp, form.Website, form.Problems(Today), () => form.ToRequest(language), files), address, cancellationToken);

    // A stamp opens the form it was made for only.
    private static string Name(RequestForm form) => form.Kind.ToString().ToLowerInvariant();
}
