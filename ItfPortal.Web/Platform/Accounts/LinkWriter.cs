using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Platform.Accounts;

/// <summary>Asks Tryton whom a link is for, lets it in there by the digest of its secret, and writes the mail.</summary>
internal sealed class LinkWriter(IMailedLinksClient tryton, IAddressLinksClient addresses)
{
    /// <summary>The mail of a row; null when there is nobody to send it to, or not now.</summary>
    /// <exception cref="Tryton.Protocol.TrytonException">Tryton did not say.</exception>
    public async Task<LinkMail?> WriteAsync(LinkRow row, CancellationToken cancellationToken)
    {
        var digest = LinkSecret.DigestOf(row.Secret) ?? throw new InvalidOperationException("The row has no secret.");
        return row.Link switch
        {
            ResetLink reset => await tryton.BeginAsync(LinkPurpose.Reset, reset.Login, digest, cancellationToken) is { ExpiresAt: { } until } holder
                ? Mail(row, holder, new PasswordResetMail(row.Secret, until)) : null,
            CodeLink code => await CodeAsync(row, code, digest, cancellationToken),
            AgainLink again => await AgainAsync(row, again, digest, cancellationToken),
            AddressLink address => await addresses.BeginAsync(address.User, address.Address, digest, cancellationToken) is { ExpiresAt: { } until } holder
                ? new LinkMail(holder.User, new OutgoingMail(KeyOf(row), To(holder.Wanted, holder.Name, holder.Language), new EmailChangeMail(row.Secret, until)) { ExpiresAt = until })
                : null,
            AccessLink access => await AccessAsync(row, access, digest, cancellationToken),
            _ => throw new InvalidOperationException("The row cannot be read."),
        };
    }

    private async Task<LinkMail?> AccessAsync(LinkRow row, AccessLink access, string digest, CancellationToken cancellationToken)
    {
        var person = access.User is { } user
            ? await tryton.InvitedAsync(access.Party, user, cancellationToken)
            : await tryton.InvitedAsync(access.Party, access.Login ?? "", cancellationToken);
        if (person is null)
        {
            return null;
        }
        if (!person.Waits)
        {
            MailModel known = access.Inviter is { } colleague
                ? new CompanyInvitationMail(colleague, person.Company, null, null) : new AccessGivenMail(person.Company);
            return new LinkMail(person.User, new OutgoingMail(KeyOf(row), To(person.Email, person.Name, person.Language), known));
        }
        if (await tryton.BeginAsync(LinkPurpose.Activation, person.Login, digest, cancellationToken) is not { ExpiresAt: { } until } holder)
        {
            return null;
        }
        return Mail(row, holder, access.Inviter is { } inviter
            ? new CompanyInvitationMail(inviter, person.Company, row.Secret, until) : new ActivationMail(person.Company, row.Secret, until));
    }

    private async Task<LinkMail?> CodeAsync(LinkRow row, CodeLink asked, string digest, CancellationToken cancellationToken)
    {
        var code = MailedCode.Of(row.Secret);
        return await tryton.BeginCodeAsync(asked.Login, digest, code, cancellationToken) is { ExpiresAt: { } until } holder
            ? Mail(row, holder, new SignInCodeMail(code, until)) : null;
    }

    private async Task<LinkMail?> AgainAsync(LinkRow row, AgainLink again, string digest, CancellationToken cancellationToken) =>
        await tryton.AgainAsync(again.Digest, digest, cancellationToken) is { ExpiresAt: { } until } holder
            ? Mail(row, holder, holder.Purpose == LinkPurpose.Activation ? new ActivationAgainMail(row.Secret, until) : new PasswordResetMail(row.Secret, until))
            : null;

    private static LinkMail Mail(LinkRow row, LinkHolder holder, MailModel model) =>
        new(holder.User, new OutgoingMail(KeyOf(row), To(holder.Email, holder.Name, holder.Language), model) { ExpiresAt = holder.ExpiresAt });

    private static string KeyOf(LinkRow row) => $"link:{row.Id}";

    private static MailRecipient To(string email, string name, string language) =>
        new(email, name, language == "en" ? Language.English : Language.French);
}

/// <summary>A mail that is ready for the outbox.</summary>
/// <param name="Person">Id of the <c>res.user</c>.</param>
/// <param name="Mail">The mail.</param>
internal sealed record LinkMail(int Person, OutgoingMail Mail);
