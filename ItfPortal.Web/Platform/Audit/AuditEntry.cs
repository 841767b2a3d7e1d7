using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Platform.Audit;

/// <summary>
/// One line to be written. Ids only: never a name, an address of mail, a password, a text a customer typed. Time, trace and
/// replica are added by the log; address and browser too, from the session, when <see cref="Origin"/> says nothing.
/// </summary>
/// <param name="Event">What.</param>
/// <param name="Outcome">With what result.</param>
/// <param name="Actor">Who.</param>
public sealed record AuditEntry(AuditEvent Event, AuditOutcome Outcome, AuditActor Actor)
{
    /// <summary>Ids of the companies concerned (<c>party.party</c>), whose administrators may read the line; empty for none.</summary>
    public ImmutableArray<int> Parties { get; init; } = [];

    /// <summary>On what; null when it is about the actor.</summary>
    public AuditTarget? Target { get; init; }

    /// <summary>From where; null for "as the session began".</summary>
    public AuditOrigin? Origin { get; init; }

    /// <summary>What else a reader needs.</summary>
    public AuditDetail Detail { get; init; } = AuditDetail.None;

    /// <summary>Id of the line "begun" that this one completes.</summary>
    public long? Completes { get; init; }

    /// <summary>What several replicas hear of: the first one's line is the only one.</summary>
    public string? Source { get; init; }
}

/// <summary>Who did it.</summary>
/// <param name="Kind">Of which kind.</param>
/// <param name="User">Id of the <c>res.user</c>, when known.</param>
/// <param name="Session">Id of the portal's session (not the cookie's value), when there is one.</param>
public sealed record AuditActor(AuditActorKind Kind, int? User, string? Session)
{
    /// <summary>The portal itself.</summary>
    public static AuditActor System { get; } = new(AuditActorKind.System, null, null);

    /// <summary>Somebody not signed in, by the login they typed; only its HMAC is kept.</summary>
    public static AuditActor Unknown(string? login) => new(AuditActorKind.Unknown, null, null) { Login = login };

    /// <summary>The person of a session.</summary>
    public static AuditActor Of(PortalSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new AuditActor(session.Identity.Staff is null ? AuditActorKind.Customer : AuditActorKind.Staff, session.Identity.User, session.Id)
        {
            Login = session.Token.Login,
        };
    }

    /// <summary>As typed; never stored, never shown: only its HMAC is.</summary>
    public string? Login { get; init; }

    /// <summary>Id of the customer's <c>res.user</c> whose pages a member of staff looks at.</summary>
    public int? OnBehalfOf { get; init; }

    /// <summary>Never shows the login.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {User}");
}

/// <summary>Kinds of actors.</summary>
public enum AuditActorKind
{
    /// <summary>Nobody signed in.</summary>
    Unknown,

    /// <summary>A customer's person.</summary>
    Customer,

    /// <summary>One of ITF's own people.</summary>
    Staff,

    /// <summary>The portal or Tryton by itself.</summary>
    System,
}

/// <summary>On what it was done.</summary>
/// <param name="Type">A word of <see cref="AuditTargets"/>.</param>
/// <param name="Id">Its id; null for all of them.</param>
public sealed record AuditTarget(string Type, string? Id)
{
    /// <summary>A record of Tryton's.</summary>
    public AuditTarget(string type, int id) : this(type, id.ToString(CultureInfo.InvariantCulture))
    {
    }
}

/// <summary>Words for targets.</summary>
public static class AuditTargets
{
    /// <summary>A <c>sale.sale</c>.</summary>
    public const string Order = "order";

    /// <summary>An <c>account.invoice</c>.</summary>
    public const string Invoice = "invoice";

    /// <summary>A company, by its code as in the address.</summary>
    public const string Company = "company";

    /// <summary>A <c>res.user</c>.</summary>
    public const string Person = "person";

    /// <summary>A row of <c>itf_portal.access</c>.</summary>
    public const string Grant = "grant";

    /// <summary>A request for a company's first administrator (<c>itf_portal.access_request</c>).</summary>
    public const string AccessRequest = "access_request";

    /// <summary>A visitor's request (<c>itf_portal.visitor_request</c>).</summary>
    public const string VisitorRequest = "visitor_request";

    /// <summary>A file that a visitor sent (<c>itf_portal.visitor_file</c>).</summary>
    public const string VisitorFile = "visitor_file";

    /// <summary>A part of the portal (<c>itf_portal.feature</c>), by its word; by its number when it was switched in Tryton.</summary>
    public const string Feature = "feature";

    /// <summary>A page, by its path.</summary>
    public const string Page = "page";

    /// <summary>A row of the outbox of mail.</summary>
    public const string Mail = "mail";

    /// <summary>A <c>party.address</c>.</summary>
    public const string Address = "address";

    /// <summary>A company's request for another legal fact (<c>itf_portal.change_request</c>).</summary>
    public const string ChangeRequest = "change_request";

    /// <summary>This log.</summary>
    public const string Journal = "journal";
}

/// <summary>From where.</summary>
/// <param name="Address">The visitor's.</param>
/// <param name="UserAgent">The browser's; cut at 300 characters.</param>
public sealed record AuditOrigin(IPAddress? Address, string? UserAgent)
{
    /// <summary>A request's.</summary>
    public static AuditOrigin Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new AuditOrigin(context.Connection.RemoteIpAddress, context.Request.Headers.UserAgent);
    }
}

/// <summary>What a line says besides; only what is set is written.</summary>
public sealed record AuditDetail
{
    /// <summary>Nothing.</summary>
    public static AuditDetail None { get; } = new();

    /// <summary>Why, as one of the code's own words: <c>access</c>, <c>limit</c>.</summary>
    public string? Cause { get; init; }

    /// <summary>Why, as one of ITF's people or a company's administrator wrote it for this log; at most 500 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>Id of the person it was done to.</summary>
    public int? User { get; init; }

    /// <summary>Role given or taken.</summary>
    public string? Role { get; init; }

    /// <summary>The role before.</summary>
    public string? OldRole { get; init; }

    /// <summary>Which documents the role is for.</summary>
    public string? Scope { get; init; }

    /// <summary>Id of the site (<c>party.address</c>).</summary>
    public int? Site { get; init; }

    /// <summary>First day of a role.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of a role.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Names of changed fields, never their values.</summary>
    public ImmutableArray<string>? Fields { get; init; }

    /// <summary>How many rows.</summary>
    public int? Rows { get; init; }

    /// <summary>How long, for what is given for a time.</summary>
    public int? Minutes { get; init; }

    /// <summary>When it happened elsewhere, UTC; the line's own time is when it was written.</summary>
    public DateTime? When { get; init; }
}
