using System.Collections.Immutable;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Visitors;

/// <summary>
/// What visitors asked besides an account, for ITF's own administrators (<c>itf_portal.visitor_request</c>). Everybody else gets an empty list,
/// nothing, and <see cref="CompanyRefusals.NotFound"/> for an answer.
/// </summary>
public interface IVisitorInboxClient
{
    /// <summary>The newest 200, answered or waiting (<c>itf_portal.visitor_request.inbox</c>).</summary>
    /// <param name="session">An administrator's.</param>
    /// <param name="answered">Those that somebody has answered; else those that wait.</param>
    /// <param name="kind">Not <see cref="VisitorRequestKind.Account"/>; null for all kinds.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<IReadOnlyList<VisitorMessage>> InboxAsync(
        SessionToken session, bool answered, VisitorRequestKind? kind, CancellationToken cancellationToken);

    /// <summary>One with its files (<c>itf_portal.visitor_request.item</c>); null when there is none.</summary>
    Task<VisitorItem?> ItemAsync(SessionToken session, int id, CancellationToken cancellationToken);

    /// <summary>Somebody has answered, once for each <see cref="RequestId"/> (<c>itf_portal.visitor_request.mark_answered</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="AccountRequestRefusals.Decided"/>, <see cref="CompanyRefusals.NotFound"/>.</exception>
    Task MarkAnsweredAsync(SessionToken session, RequestId request, int id, CancellationToken cancellationToken);

    /// <summary>A file with its bytes (<c>itf_portal.visitor_file.download</c>); null when there is none.</summary>
    Task<VisitorFileContent?> DownloadAsync(SessionToken session, int id, CancellationToken cancellationToken);
}

/// <summary>What a visitor asked.</summary>
/// <param name="Id">Id of the request.</param>
/// <param name="Kind">What is asked; never <see cref="VisitorRequestKind.Account"/>.</param>
/// <param name="Company">As typed, or null.</param>
/// <param name="Name">As typed.</param>
/// <param name="Email">As typed; nothing has proven it.</param>
/// <param name="Phone">As typed, or null.</param>
/// <param name="Message">As typed, possibly empty.</param>
/// <param name="Quote">Of a quote; else null.</param>
/// <param name="Pickup">Of a pickup; else null.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="State"><c>waiting</c> or <c>answered</c>.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="DecidedAt">When it was answered, UTC; null while waiting.</param>
/// <param name="DecidedBy">Name of who answered; null while waiting.</param>
/// <param name="Files">How many.</param>
public sealed record VisitorMessage(
    int Id, VisitorRequestKind Kind, string? Company, string Name, string Email, string? Phone, string Message, QuoteFacts? Quote, PickupFacts? Pickup,
    string Language, string State, DateTime AskedAt, DateTime? DecidedAt, string? DecidedBy, int Files)
{
    /// <summary>Nobody has answered yet.</summary>
    public bool Waits => State == "waiting";
}

/// <summary>A request with its files.</summary>
/// <param name="Message">Itself.</param>
/// <param name="Files">In their order; at most 5, possibly empty, never null.</param>
public sealed record VisitorItem(VisitorMessage Message, ImmutableArray<VisitorFile> Files);
