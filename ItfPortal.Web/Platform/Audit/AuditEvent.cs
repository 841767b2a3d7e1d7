using System.Collections.Frozen;

namespace ItfPortal.Web.Platform.Audit;

/// <summary>
/// What is audited. A new one needs its word here and its sentence in both languages (<c>JournalTexts</c>, <c>Event_…</c>);
/// a test holds that. A word once written stays: lines are kept for three years.
/// </summary>
public enum AuditEvent
{
    /// <summary>A word of another version of the portal; never written.</summary>
    Unknown,

    /// <summary>Login and password. Denied: not even tried, too many failures.</summary>
    SignIn,

    /// <summary>The password given again in place, because Tryton's session was gone.</summary>
    PasswordAgain,

    /// <summary>A password was changed or set: <see cref="AuditDetail.Cause"/> says by which way. Fail: the present one was wrong.</summary>
    PasswordChanged,

    /// <summary>A person's address of mail was changed by the link that was sent to the new one.</summary>
    EmailChanged,
    /// <summary>A second factor was turned on.</summary>
    SecondFactorOn,

    /// <summary>It was turned off. Fail: password or code were wrong.</summary>
    SecondFactorOff,

    /// <summary>ITF asked for the removal of a lost one, a day later.</summary>
    SecondFactorRemoval,

    /// <summary>ITF took that back.</summary>
    SecondFactorKept,

    /// <summary>New recovery codes were made. Fail: password or code were wrong.</summary>
    RecoveryCodesRenewed,

    /// <summary>A recovery code opened a session.</summary>
    RecoveryCodeUsed,

    /// <summary>Signed out.</summary>
    SignOut,

    /// <summary>A session ended by somebody else than its person: <see cref="AuditDetail.Cause"/> says why.</summary>
    SessionRevoked,

    /// <summary>Somebody asked for what does not exist or is not theirs.</summary>
    AccessDenied,

    /// <summary>A role was given in Tryton.</summary>
    AccessGranted,

    /// <summary>A role was changed in Tryton.</summary>
    AccessChanged,

    /// <summary>A role was taken away in Tryton.</summary>
    AccessRevoked,

    /// <summary>Somebody who was invited is sent their invitation again.</summary>
    InvitationSent,

    /// <summary>Password, groups or activity of a person changed in Tryton.</summary>
    PersonChanged,

    /// <summary>A member of staff opened a page about a customer.</summary>
    StaffViewed,

    /// <summary>A request for a company's first administrator was approved or refused.</summary>
    AccessRequestDecided,

    /// <summary>A visitor's request for an account was approved or refused.</summary>
    AccountRequestDecided,

    /// <summary>Another request of a visitor's was marked as answered.</summary>
    VisitorRequestAnswered,

    /// <summary>A file that a visitor sent was downloaded.</summary>
    VisitorFileOpened,

    /// <summary>A part of the portal was switched on or off for a group of customers.</summary>
    FeatureSwitched,

    /// <summary>Rows left the portal as a file.</summary>
    DataExported,

    /// <summary>A member of staff began to see the portal as one of a company's people: <see cref="AuditActor.OnBehalfOf"/>.</summary>
    StaffViewBegun,

    /// <summary>A page seen so.</summary>
    StaffViewPage,

    /// <summary>Ended by whoever began it; at the latest it is over after its minutes.</summary>
    StaffViewEnded,

    /// <summary>A company allowed such views.</summary>
    ViewsAllowed,

    /// <summary>A company allows them no more.</summary>
    ViewsWithdrawn,

    /// <summary>A mail was put back into the outbox.</summary>
    MailResent,

    /// <summary>Somebody changed their own profile: <see cref="AuditDetail.Fields"/>.</summary>
    ProfileChanged,

    /// <summary>A company's administrator added, changed or archived an address: <see cref="AuditDetail.Cause"/>.</summary>
    AddressChanged,

    /// <summary>A company asked for another legal fact, or took that back: <see cref="AuditDetail.Cause"/>.</summary>
    FactAsked,

    /// <summary>Such a request was accepted or refused: <see cref="AuditDetail.Cause"/>.</summary>
    FactDecided,

    /// <summary>Somebody consented to a purpose: <see cref="AuditDetail.Cause"/>.</summary>
    ConsentGiven,

    /// <summary>Somebody took a consent back: <see cref="AuditDetail.Cause"/>.</summary>
    ConsentWithdrawn,

    /// <summary>Somebody asked that their account be closed. Fail: the password was wrong.</summary>
    ClosingAsked,

    /// <summary>Somebody took that back.</summary>
    ClosingCancelled,
}

/// <summary>The events' words, as they stand in the table and in addresses.</summary>
public static class AuditEvents
{
    private static readonly FrozenDictionary<AuditEvent, string> s_words = new Dictionary<AuditEvent, string>
    {
        [AuditEvent.SignIn] = "auth.sign-in",
        [AuditEvent.PasswordAgain] = "auth.password-again",
        [AuditEvent.PasswordChanged] = "auth.password-changed",
        [AuditEvent.EmailChanged] = "auth.email-changed",
        [AuditEvent.SecondFactorOn] = "auth.factor-on",
        [AuditEvent.SecondFactorOff] = "auth.factor-off",
        [AuditEvent.SecondFactorRemoval] = "auth.factor-removal",
        [AuditEvent.SecondFactorKept] = "auth.factor-kept",
        [AuditEvent.RecoveryCodesRenewed] = "auth.recovery-renewed",
        [AuditEvent.RecoveryCodeUsed] = "auth.recovery-used",
        [AuditEvent.SignOut] = "auth.sign-out",
        [AuditEvent.SessionRevoked] = "session.revoked",
        [AuditEvent.AccessDenied] = "access.denied",
        [AuditEvent.AccessGranted] = "access.granted",
        [AuditEvent.AccessChanged] = "access.changed",
        [AuditEvent.AccessRevoked] = "access.revoked",
        [AuditEvent.InvitationSent] = "access.invitation-sent",
        [AuditEvent.PersonChanged] = "person.changed",
        [AuditEvent.StaffViewed] = "staff.viewed",
        [AuditEvent.AccessRequestDecided] = "access.request-decided",
        [AuditEvent.AccountRequestDecided] = "account.request-decided",
        [AuditEvent.VisitorRequestAnswered] = "visitor.request-answered",
        [AuditEvent.VisitorFileOpened] = "visitor.file-opened",
        [AuditEvent.FeatureSwitched] = "feature.switched",
        [AuditEvent.DataExported] = "data.exported",
        [AuditEvent.StaffViewBegun] = "staff.view.begin",
        [AuditEvent.StaffViewPage] = "staff.view.page",
        [AuditEvent.StaffViewEnded] = "staff.view.end",
        [AuditEvent.ViewsAllowed] = "consent.views.allowed",
        [AuditEvent.ViewsWithdrawn] = "consent.views.withdrawn",
        [AuditEvent.MailResent] = "mail.resent",
        [AuditEvent.ProfileChanged] = "profile.changed",
        [AuditEvent.AddressChanged] = "company.address-changed",
        [AuditEvent.FactAsked] = "company.fact-asked",
        [AuditEvent.FactDecided] = "company.fact-decided",
        [AuditEvent.ConsentGiven] = "consent.given",
        [AuditEvent.ConsentWithdrawn] = "consent.withdrawn",
        [AuditEvent.ClosingAsked] = "account.closing-asked",
        [AuditEvent.ClosingCancelled] = "account.closing-cancelled",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, AuditEvent> s_events =
        s_words.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Every event that can be written.</summary>
    public static IEnumerable<AuditEvent> All => Enum.GetValues<AuditEvent>().Where(value => value != AuditEvent.Unknown);

    /// <summary>Its word.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has none.</exception>
    public static string Word(this AuditEvent value) =>
        s_words.TryGetValue(value, out var word) ? word : throw new ArgumentOutOfRangeException(nameof(value), value, "has no word");

    /// <summary>The event of a word; <see cref="AuditEvent.Unknown"/> for another version's.</summary>
    public static AuditEvent Parse(string? word) => word is not null && s_events.TryGetValue(word, out var value) ? value : AuditEvent.Unknown;
}

/// <summary>What came of it.</summary>
public enum AuditOutcome
{
    /// <summary>Done.</summary>
    Ok,

    /// <summary>Tried and refused on its merits: a wrong password.</summary>
    Fail,

    /// <summary>Not allowed, or not even tried.</summary>
    Denied,

    /// <summary>Something broke.</summary>
    Error,

    /// <summary>About to be done; the line that completes it says what came of it. Alone: nobody knows.</summary>
    Begun,
}
