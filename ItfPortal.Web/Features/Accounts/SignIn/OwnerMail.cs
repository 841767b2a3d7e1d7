using System.Threading.Channels;
using ItfPortal.Tryton.Mails;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Words;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>
/// Tells owners what happens to their account. Of somebody who is not signed in Tryton is asked apart, whether there is an owner at all:
/// whoever typed the login waits for none of it and learns nothing by the time it takes.
/// </summary>
internal sealed partial class OwnerMail(IMailFactsClient tryton, IMailOutbox outbox, ILogger<OwnerMail> logger) : BackgroundService
{
    private const int MostWaiting = 1000;

    private readonly Channel<(string Login, MailModel Model, string? Once)> _waiting = Channel.CreateBounded<(string, MailModel, string?)>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>How many wait to be told.</summary>
    internal int Waiting => _waiting.Reader.Count;

    /// <summary>To whoever has this login, if anybody. Returns at once.</summary>
    public void TellLater(string login, MailModel model, string? once = null) => _waiting.Writer.TryWrite((login, model, once));

    /// <summary>To somebody who is signed in. What it tells of is done by then: a mail that cannot be written is told in the log.</summary>
    /// <param name="identity">Whom.</param>
    /// <param name="model">What.</param>
    /// <param name="once">Names what is told of, where it is told once however often it is seen.</param>
    public async Task TellAsync(Identity identity, MailModel model, string? once = null)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (!MailAddresses.IsAddress(identity.Login))
        {
            // Where mail reaches them only Tryton knows.
            TellLater(identity.Login, model, once);
            return;
        }
        await TellAsync(new MailOwner(identity.User, identity.Name, identity.Login, identity.Language), model, once, CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (login, model, once) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (await tryton.OwnerAsync(login, stoppingToken) is { } owner)
                {
                    await TellAsync(owner, model, once, stoppingToken);
                }
            }
            catch (TrytonException exception)
            {
                LogNobodyAsked(model, exception.Message);
            }
        }
    }

    private async Task TellAsync(MailOwner owner, MailModel model, string? once, CancellationToken cancellationToken)
    {
        if (!MailAddresses.IsAddress(owner.Address))
        {
            return;
        }
        var to = new MailRecipient(owner.Address, owner.Name, owner.Language == "en" ? Language.English : Language.French);
        try
        {
            await outbox.EnqueueAsync(new OutgoingMail(once ?? $"account:{Guid.CreateVersion7()}", to, model), cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogUntold(owner.User, model, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "User {UserId} could not be told ({Mail}): {Problem}")]
    private partial void LogUntold(int userId, MailModel mail, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tryton could not be asked whom to tell ({Mail}): {Problem}")]
    private partial void LogNobodyAsked(MailModel mail, string problem);
}
