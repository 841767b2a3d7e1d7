using System.Net;
using ItfPortal.Web.Platform.Visitors;

namespace ItfPortal.Web.Features.Accounts.Joining;

/// <summary>Takes a visitor's request for an account.</summary>
internal sealed class JoinService(VisitorDoor door)
{
    private const string Form = "account";

    /// <summary>The stamp of a form that is drawn now; of one that was sent, the same request.</summary>
    public string Stamp(string? sent = null) => door.Stamp(Form, sent);

    /// <summary>Takes a form that was sent.</summary>
    /// <param name="form">As typed.</param>
    /// <param name="language">The visitor's: <c>fr</c> or <c>en</c>.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public Task<VisitorOutcome> AskAsync(JoinForm form, string language, IPAddress? address, CancellationToken cancellationToken) => door.TakeAsync(
        new SentForm(Form, form.Stamp, form.Website, form.Problems(), () => form.ToRequest(language), []), address, cancellationToken);
}
