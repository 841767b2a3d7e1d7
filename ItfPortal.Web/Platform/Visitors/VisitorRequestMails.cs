using System.Globalization;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Words;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>Who is told of a visitor's request, once Tryton has it. The page said the same to everybody; what the address has is said to its mailbox only.</summary>
internal sealed class VisitorRequestMails(IMailOutbox outbox, IAccountLinks links, IOptions<MailOptions> mail)
{
    /// <summary>Puts the mails into the outbox, in the transaction that ends the request here.</summary>
    public async Task TellAsync(
        KeptRequest kept, NewVisitorRequest request, ReceivedRequest received, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // By nobody's name: whoever typed it is not known to be who reads it.
        var visitor = new MailRecipient(request.Email, null, MailRecipient.LanguageOf(request.Language));
        switch (received)
        {
            case { Id: { } id } when request.Kind is not VisitorRequestKind.Account:
                await outbox.EnqueueAsync(
                    new OutgoingMail($"visitor:{kept.Id}", visitor, new VisitorRequestReceivedMail(kept.At, request.Kind)), transaction, cancellationToken);
                await TellStaffAsync(
                    kept, received,
                    new VisitorRequestForStaffMail(
                        kept.At, request.Kind, id, request.Name, request.Company, request.Email, request.Phone, request.Message, request.Quote, request.Pickup),
                    transaction, cancellationToken);
                break;
            case { Account: AddressAccount.Active }:
                // Once a day for an address, however often a stranger types it.
                var day = kept.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                await outbox.EnqueueAsync(new OutgoingMail("account-exists:" + day, visitor, new AccountExistsMail(kept.At)), transaction, cancellationToken);
                break;
            case { Account: AddressAccount.Invited, Invitation: { } invitation }:
                await links.SendAsync(
                    new AccessLink($"visitor:{kept.Id}", invitation.Party, invitation.Person, null, null), transaction, cancellationToken);
                break;
            case { Id: not null }:
                await outbox.EnqueueAsync(
                    new OutgoingMail($"visitor:{kept.Id}", visitor, new AccountRequestReceivedMail(kept.At)), transaction, cancellationToken);
                await TellStaffAsync(
                    kept, received, new AccountRequestForStaffMail(kept.At, request.Name, request.Company ?? "", request.Email, request.Phone, request.Message),
                    transaction, cancellationToken);
                break;
        }
    }

    private async Task TellStaffAsync(
        KeptRequest kept, ReceivedRequest received, MailModel model, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // Where nobody who decides has an address in Tryton, those whom customers write to.
        var readers = received.Staff.Where(staff => MailAddresses.IsAddress(staff.Address))
            .Select(staff => new MailRecipient(staff.Address, staff.Name, MailRecipient.LanguageOf(staff.Language)))
            .DefaultIfEmpty(new MailRecipient(mail.Value.Contact, null, Language.French));
        foreach (var reader in readers)
        {
            await outbox.EnqueueAsync(new OutgoingMail($"visitor-staff:{kept.Id}", reader, model), transaction, cancellationToken);
        }
    }
}
