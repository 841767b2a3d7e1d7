using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Words;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Recovery;

/// <summary>Asks for another address of mail: the person's password first, then a link to the address they want.</summary>
internal sealed class AddressRequest(ICurrentSession session, IPasswordAgain again, IAccountLinks links, RecoveryLimits limits, TrytonGuard guard)
{
    /// <summary>Asks for it.</summary>
    /// <param name="address">As typed; whether it is somebody else's nobody is told.</param>
    /// <param name="password">The person's present one.</param>
    /// <param name="cancellationToken">Of the request.</param>
    /// <returns>What came of it; <see cref="SignInNeededError"/>, <see cref="UnexpectedError"/>.</returns>
    public Task<Result<AddressAnswer>> AskAsync(string address, string password, CancellationToken cancellationToken) => guard.RunAsync<AddressAnswer>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            if (current.Identity.Staff is not null)
            {
                return AddressAnswer.Staff;
            }
            if (!MailAddresses.IsAddress(address))
            {
                return AddressAnswer.NoAddress;
            }
            switch (await again.TryAsync(password, null, token))
            {
                // A code that is missing says that the password was right: it alone is asked for here.
                case PasswordAnswer.Accepted or PasswordAnswer.CodeNeeded:
                    break;
                case PasswordAnswer.Refused:
                    return AddressAnswer.WrongPassword;
                case PasswordAnswer.Unavailable:
                    return AddressAnswer.Unavailable;
                default:
                    throw new SessionEndedException();
            }
            if (!await limits.AddressAsync(current.Identity.User, CancellationToken.None))
            {
                return AddressAnswer.TooMany;
            }
            await links.SendAsync(new AddressLink($"address:{Guid.CreateVersion7()}", current.Identity.User, address), CancellationToken.None);
            return AddressAnswer.Sent;
        },
        cancellationToken);
}

/// <summary>What came of asking for another address.</summary>
internal enum AddressAnswer
{
    /// <summary>A link goes to it, unless it is somebody's already.</summary>
    Sent,

    /// <summary>Not an address.</summary>
    NoAddress,

    /// <summary>Not their password, or too many were wrong.</summary>
    WrongPassword,

    /// <summary>Five today.</summary>
    TooMany,

    /// <summary>ITF's people have Tryton's own client for it.</summary>
    Staff,

    /// <summary>Tryton gives no answer.</summary>
    Unavailable,
}

/// <summary>Confirms another address by the link that was sent there.</summary>
internal sealed partial class AddressService(
    IAddressLinksClient tryton, SessionStore store, SessionEnder ender, IMailOutbox outbox, IAuditLog audit, TrytonGuard guard,
    TimeProvider time, ILogger<AddressService> logger)
{
    /// <summary>Whose link it is.</summary>
    /// <returns>Null inside when it does not hold; <see cref="TrytonUnavailableError"/>, <see cref="UnexpectedError"/>.</returns>
    public Task<Result<HeldAddress>> LookAsync(string digest, CancellationToken cancellationToken) => guard.RunAsync<HeldAddress>(
        async token => new HeldAddress(await guard.CallAsync(() => tryton.LookAsync(digest, token))), cancellationToken);

    /// <summary>Makes the address its person's, once. All their sessions end: what they sign in with may be another; the old address is told.</summary>
    /// <returns>Who, as they were before. <see cref="RefusedError"/>: the link does not hold; else as <see cref="LookAsync"/>.</returns>
    public Task<Result<AddressHolder>> ConfirmAsync(string digest, Visit visit, CancellationToken cancellationToken) => guard.RunAsync<AddressHolder>(
        async _ =>
        {
            // Not given up half-way: what Tryton has done is followed by the rest.
            var before = await guard.CallAsync(() => tryton.RedeemAsync(digest, CancellationToken.None));
            audit.Note(new AuditEntry(AuditEvent.EmailChanged, AuditOutcome.Ok, new AuditActor(AuditActorKind.Customer, before.User, null) { Login = before.Login })
            {
                Origin = new AuditOrigin(visit.Address, visit.UserAgent),
            });
            foreach (var device in await store.OfPersonAsync(before.User, CancellationToken.None))
            {
                await ender.EndAsync(device.Id, "new-address", CancellationToken.None);
            }
            await TellAsync(before);
            return before;
        },
        cancellationToken);

    private async Task TellAsync(AddressHolder before)
    {
        if (!MailAddresses.IsAddress(before.Email))
        {
            return;
        }
        var mail = new OutgoingMail(
            $"address:{Guid.CreateVersion7()}", new MailRecipient(before.Email, before.Name, before.Language == "en" ? Language.English : Language.French),
            new EmailChangedMail(time.GetUtcNow().UtcDateTime, before.Wanted));
        try
        {
            await outbox.EnqueueAsync(mail, CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            LogUntold(before.User, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "User {UserId} could not be told at their old address that it was changed: {Problem}")]
    private partial void LogUntold(int userId, string problem);
}

/// <summary>A link that was looked up.</summary>
/// <param name="Holder">Null when it does not hold.</param>
internal sealed record HeldAddress(AddressHolder? Holder);
