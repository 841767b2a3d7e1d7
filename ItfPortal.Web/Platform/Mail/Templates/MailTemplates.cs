using System.Collections.Frozen;

namespace ItfPortal.Web.Platform.Mail.Templates;

/// <summary>A kind of mail.</summary>
/// <param name="Name">As it stands in the outbox, in addresses and in metrics; stays once written.</param>
/// <param name="Model">What it says.</param>
/// <param name="Component">How it looks.</param>
internal sealed record MailTemplate(string Name, Type Model, Type Component);

/// <summary>Every kind of mail. A new one needs its line here, its texts in both languages and its sample; tests hold that.</summary>
internal static class MailTemplates
{
    private static readonly FrozenDictionary<string, MailTemplate> s_byName;
    private static readonly FrozenDictionary<Type, MailTemplate> s_byModel;

    static MailTemplates()
    {
        All =
        [
            new("company-invitation", typeof(CompanyInvitationMail), typeof(CompanyInvitation)),
            new("activation", typeof(ActivationMail), typeof(Activation)),
            new("activation-again", typeof(ActivationAgainMail), typeof(ActivationAgain)),
            new("access-given", typeof(AccessGivenMail), typeof(AccessGiven)),
            new("password-reset", typeof(PasswordResetMail), typeof(PasswordReset)),
            new("sign-in-code", typeof(SignInCodeMail), typeof(SignInCode)),
            new("password-changed", typeof(PasswordChangedMail), typeof(PasswordChanged)),
            new("new-device", typeof(NewDeviceMail), typeof(NewDevice)),
            new("sign-ins-refused", typeof(SignInsRefusedMail), typeof(SignInsRefused)),
            new("second-factor-on", typeof(SecondFactorOnMail), typeof(SecondFactorOn)),
            new("second-factor-off", typeof(SecondFactorOffMail), typeof(SecondFactorOff)),
            new("second-factor-removal", typeof(SecondFactorRemovalMail), typeof(SecondFactorRemoval)),
            new("recovery-code-used", typeof(RecoveryCodeUsedMail), typeof(RecoveryCodeUsed)),
            new("email-change", typeof(EmailChangeMail), typeof(EmailChange)),
            new("email-changed", typeof(EmailChangedMail), typeof(EmailChanged)),
            new("account-request-received", typeof(AccountRequestReceivedMail), typeof(AccountRequestReceived)),
            new("account-exists", typeof(AccountExistsMail), typeof(AccountExists)),
            new("account-request-refused", typeof(AccountRequestRefusedMail), typeof(AccountRequestRefused)),
            new("account-request-staff", typeof(AccountRequestForStaffMail), typeof(AccountRequestForStaff)),
            new("visitor-request-received", typeof(VisitorRequestReceivedMail), typeof(VisitorRequestReceived)),
            new("visitor-request-staff", typeof(VisitorRequestForStaffMail), typeof(VisitorRequestForStaff)),
            new("account-closing", typeof(AccountClosingMail), typeof(AccountClosingNotice)),
        ];
        s_byName = All.ToFrozenDictionary(template => template.Name, StringComparer.Ordinal);
        s_byModel = All.ToFrozenDictionary(template => template.Model);
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MailTemplate> All { get; }

    /// <summary>The template of a model.</summary>
    /// <exception cref="ArgumentException">None speaks of it.</exception>
    public static MailTemplate Of(MailModel model) =>
        s_byModel.TryGetValue(model.GetType(), out var template) ? template : throw new ArgumentException($"No mail speaks of {model.GetType().Name}.", nameof(model));

    /// <summary>The template of that name; null for another version's.</summary>
    public static MailTemplate? Find(string name) => s_byName.GetValueOrDefault(name);
}
