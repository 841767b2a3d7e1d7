using ItfPortal.Tryton.Visitors;

namespace ItfPortal.Web.Platform.Mail.Templates;

/// <summary>One mail of each kind with invented people, for the preview and for tests.</summary>
internal static class MailSamples
{
    private const string Token = "k3JpWc0n2cWyq1oG7l9VfM4tRz8sXuYd5hBeAiQvL6E";

    private static readonly DateTime s_at = new(2026, 11, 24, 15, 42, 0, DateTimeKind.Utc);

    private static readonly Dictionary<Type, MailModel> s_samples = new MailModel[]
    {
        new CompanyInvitationMail("Marie Tremblay", "Palettes Boréal inc.", Token, s_at.AddHours(72)),
        new ActivationMail("Cascade Distribution", Token, s_at.AddHours(72)),
        new ActivationAgainMail(Token, s_at.AddHours(72)),
        new AccessGivenMail("Cascade Distribution"),
        new PasswordResetMail(Token, s_at.AddMinutes(30)),
        new SignInCodeMail("40718265", s_at.AddMinutes(10)),
        new PasswordChangedMail(s_at, "Firefox, Windows"),
        new NewDeviceMail(s_at, "Safari, iPhone", "203.0.113.42"),
        new SignInsRefusedMail(s_at, PasswordKnown: true),
        new SecondFactorOnMail(s_at, "Firefox, Windows"),
        new SecondFactorOffMail(s_at, "Firefox, Windows"),
        new SecondFactorRemovalMail(s_at),
        new RecoveryCodeUsedMail(s_at, "Safari, iPhone", 3),
        new EmailChangeMail(Token, s_at.AddHours(24)),
        new EmailChangedMail(s_at, "marie.tremblay@example.net"),
        new AccountRequestReceivedMail(s_at),
        new AccountClosingMail(s_at, true),
        new AccountExistsMail(s_at),
        new AccountRequestRefusedMail(s_at, "Nous ne livrons pas encore au Yukon.\nNotre partenaire de Whitehorse peut vous aider."),
        new AccountRequestForStaffMail(
            s_at, "Luc Gagné", "Scierie Gagné & Fils", "luc@example.com", "418 555-0142",
            "Nous achetons 400 palettes par mois et voulons suivre nos commandes."),
        new VisitorRequestReceivedMail(s_at, VisitorRequestKind.Quote),
        new VisitorRequestForStaffMail(
            s_at, VisitorRequestKind.Quote, 7, "Luc Gagné", "Scierie Gagné & Fils", "luc@example.com", "418 555-0142",
            "Pour une expédition au Maine; le plan est joint.",
            new QuoteFacts(VisitorProduct.Custom, "52 × 44 po", 400, VisitorRhythm.Monthly, "Lévis", new DateOnly(2027, 1, 15), true), null),
    }.ToDictionary(model => model.GetType());

    /// <summary>The sample of a template.</summary>
    public static MailModel Of(MailTemplate template) => s_samples[template.Model];
}
