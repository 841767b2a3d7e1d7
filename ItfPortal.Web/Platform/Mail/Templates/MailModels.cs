using ItfPortal.Tryton.Visitors;

namespace ItfPortal.Web.Platform.Mail.Templates;

/// <summary>
/// What a mail says; kept sealed in the outbox as JSON. A property that is added later needs a default: older replicas write rows without it.
/// Times are UTC. Tokens are secrets: they stand in the mail's link and nowhere else.
/// </summary>
public abstract record MailModel
{
    /// <summary>Never shows what it holds.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>A company's administrator invites somebody.</summary>
/// <param name="Inviter">Name of the administrator.</param>
/// <param name="Company">Name of the company.</param>
/// <param name="Token">Opens the activation page; null for somebody who has an account and only signs in.</param>
/// <param name="Until">When the token ends; null without one.</param>
public sealed record CompanyInvitationMail(string Inviter, string Company, string? Token, DateTime? Until) : MailModel;

/// <summary>An account was made by ITF's people.</summary>
/// <param name="Company">Name of the company.</param>
/// <param name="Token">Opens the activation page.</param>
/// <param name="Until">When the token ends.</param>
public sealed record ActivationMail(string Company, string Token, DateTime Until) : MailModel;

/// <summary>Somebody whose activation link had ended asked for a new one.</summary>
/// <param name="Token">Opens the activation page.</param>
/// <param name="Until">When the token ends.</param>
public sealed record ActivationAgainMail(string Token, DateTime Until) : MailModel;

/// <summary>ITF's people gave somebody who has an account access to a company.</summary>
/// <param name="Company">Name of the company.</param>
public sealed record AccessGivenMail(string Company) : MailModel;

/// <summary>Somebody asked for a new password.</summary>
/// <param name="Token">Opens the page that sets it.</param>
/// <param name="Until">When the token ends.</param>
public sealed record PasswordResetMail(string Token, DateTime Until) : MailModel;

/// <summary>Somebody asked for a code to sign in with.</summary>
/// <param name="Code">Eight digits; a secret as tokens are.</param>
/// <param name="Until">When it ends.</param>
public sealed record SignInCodeMail(string Code, DateTime Until) : MailModel;

/// <summary>The password is another one.</summary>
/// <param name="At">When.</param>
/// <param name="Browser">By which browser, in words; null when it was changed in Tryton.</param>
public sealed record PasswordChangedMail(DateTime At, string? Browser) : MailModel;

/// <summary>A browser that was never seen signed in.</summary>
/// <param name="At">When.</param>
/// <param name="Browser">In words: "Firefox, Windows".</param>
/// <param name="Address">The visitor's network address.</param>
public sealed record NewDeviceMail(DateTime At, string Browser, string Address) : MailModel;

/// <summary>Sign-ins are refused for a while: too many failed.</summary>
/// <param name="At">When.</param>
/// <param name="PasswordKnown">Whoever it was had the password right and failed at the code.</param>
public sealed record SignInsRefusedMail(DateTime At, bool PasswordKnown) : MailModel;

/// <summary>A second factor was turned on.</summary>
/// <param name="At">When.</param>
/// <param name="Browser">By which browser, in words; null for one that does not say.</param>
public sealed record SecondFactorOnMail(DateTime At, string? Browser) : MailModel;

/// <summary>It was turned off.</summary>
/// <param name="At">When.</param>
/// <param name="Browser">By which browser, in words; null for one that does not say.</param>
public sealed record SecondFactorOffMail(DateTime At, string? Browser) : MailModel;

/// <summary>ITF takes a lost second factor away.</summary>
/// <param name="At">From when on the password alone opens the account.</param>
public sealed record SecondFactorRemovalMail(DateTime At) : MailModel;

/// <summary>A recovery code was used to sign in.</summary>
/// <param name="At">When.</param>
/// <param name="Browser">By which browser, in words; null for one that does not say.</param>
/// <param name="Left">How many are left.</param>
public sealed record RecoveryCodeUsedMail(DateTime At, string? Browser, int Left) : MailModel;

/// <summary>To the new address: is it theirs?</summary>
/// <param name="Token">Opens the page that confirms it.</param>
/// <param name="Until">When the token ends.</param>
public sealed record EmailChangeMail(string Token, DateTime Until) : MailModel;

/// <summary>To the old address: it is no longer in use.</summary>
/// <param name="At">When.</param>
/// <param name="NewAddress">The new one; shown only in part, because the old mailbox may be somebody else's by now.</param>
public sealed record EmailChangedMail(DateTime At, string NewAddress) : MailModel;

/// <summary>To a visitor who asked for an account. Says nothing that was typed: the form must not write to strangers in its sender's words.</summary>
/// <param name="At">When.</param>
public sealed record AccountRequestReceivedMail(DateTime At) : MailModel;

/// <summary>To a visitor who asked something else. Says nothing that was typed, as above.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
public sealed record VisitorRequestReceivedMail(DateTime At, VisitorRequestKind Kind) : MailModel;

/// <summary>To ITF's people: a visitor asked something.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Id">Of the request in Tryton.</param>
/// <param name="Person">As typed.</param>
/// <param name="Company">As typed, or null.</param>
/// <param name="Address">As typed.</param>
/// <param name="Phone">As typed, or null.</param>
/// <param name="Message">As typed, possibly empty.</param>
/// <param name="Quote">Of a quote; else null.</param>
/// <param name="Pickup">Of a pickup; else null.</param>
public sealed record VisitorRequestForStaffMail(
    DateTime At, VisitorRequestKind Kind, int Id, string Person, string? Company, string Address, string? Phone, string Message, QuoteFacts? Quote,
    PickupFacts? Pickup) : MailModel;

/// <summary>To an address that has an account: somebody asked for one with it.</summary>
/// <param name="At">When.</param>
public sealed record AccountExistsMail(DateTime At) : MailModel;

/// <summary>To a visitor whose request for an account was refused.</summary>
/// <param name="At">When they asked.</param>
/// <param name="Answer">Why, in the words of ITF's people; in lines.</param>
public sealed record AccountRequestRefusedMail(DateTime At, string Answer) : MailModel;

/// <summary>To ITF's people: somebody asks for an account.</summary>
/// <param name="At">When.</param>
/// <param name="Person">As typed.</param>
/// <param name="Company">As typed.</param>
/// <param name="Address">Their address of mail.</param>
/// <param name="Phone">As typed; null for none.</param>
/// <param name="Message">As typed; null for none.</param>
public sealed record AccountRequestForStaffMail(DateTime At, string Person, string Company, string Address, string? Phone, string? Message) : MailModel;

/// <summary>Somebody asked that their account be closed, or took that back.</summary>
/// <param name="At">When.</param>
/// <param name="Asked">Asked, or taken back.</param>
public sealed record AccountClosingMail(DateTime At, bool Asked) : MailModel;
