using System.Diagnostics;
using System.Net;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Features.Accounts.Account;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Recovery;

/// <summary>
/// Another password, or a first one, by a mailed link, and the mail of a code to sign in with. Asking writes a row and nothing else, in the same time for everybody: whether there is such
/// an account shows in its mailbox only.
/// </summary>
internal sealed partial class RecoveryService(
    IAccountLinks links, IMailedLinksClient tryton, RecoveryLimits limits, AfterPassword after, TrytonGuard guard, IOptions<SignInOptions> options,
    ILogger<RecoveryService> logger)
{
    /// <summary>Asks for another password.</summary>
    /// <param name="login">As typed.</param>
    /// <param name="address">The visitor's.</param>
    public Task<Asked> AskAsync(string login, IPAddress? address) => InTimeAsync(address, async key =>
    {
        if (await limits.AccountAsync(login, CancellationToken.None))
        {
            await links.SendAsync(new ResetLink(key, login), CancellationToken.None);
        }
    });

    /// <summary>Asks for a code to sign in with, in place of the password.</summary>
    /// <param name="login">As typed.</param>
    /// <param name="address">The visitor's.</param>
    public Task<Asked> AskCodeAsync(string login, IPAddress? address) => InTimeAsync(address, async key =>
    {
        if (await limits.CodeAsync(login, CancellationToken.None))
        {
            await links.SendAsync(new CodeLink(key, login), CancellationToken.None);
        }
    });

    /// <summary>Asks for a new link in the place of one that holds no more; it goes to that one's person, whom the asker does not get to know.</summary>
    /// <param name="digest">Of the older one's secret.</param>
    /// <param name="address">The visitor's.</param>
    public Task<Asked> AskAgainAsync(string digest, IPAddress? address) =>
        InTimeAsync(address, key => links.SendAsync(new AgainLink(key, digest), CancellationToken.None));

    /// <summary>Whose link it is.</summary>
    /// <returns>Null inside when it does not hold; <see cref="TrytonUnavailableError"/>, <see cref="UnexpectedError"/>.</returns>
    public Task<Result<Held>> LookAsync(string digest, CancellationToken cancellationToken) => guard.RunAsync<Held>(
        async token => new Held(await guard.CallAsync(() => tryton.LookAsync(digest, token))), cancellationToken);

    /// <summary>Gives the person of a link their password, once; all their sessions end.</summary>
    /// <returns>Whose it was. <see cref="RefusedError"/> with one of <see cref="PasswordRefusals"/>: nothing was changed; else as <see cref="LookAsync"/>.</returns>
    public Task<Result<LinkHolder>> RedeemAsync(string digest, string password, bool first, Visit visit, CancellationToken cancellationToken) => guard.RunAsync<LinkHolder>(
        async _ =>
        {
            // Not given up half-way: what Tryton has done is followed by the rest.
            var holder = await guard.CallAsync(() => tryton.RedeemAsync(digest, password, CancellationToken.None));
            await after.DoneAsync(holder, first, visit);
            return holder;
        },
        cancellationToken);

    private async Task<Asked> InTimeAsync(IPAddress? address, Func<string, Task> ask)
    {
        var started = Stopwatch.GetTimestamp();
        if (await limits.EnterAsync(address, CancellationToken.None) is { } wait)
        {
            return new Asked.TooMany(wait);
        }
        Asked asked = new Asked.Written();
        try
        {
            await ask($"ask:{Guid.CreateVersion7()}");
        }
        catch (NpgsqlException exception)
        {
            LogUnavailable(exception.Message);
            asked = new Asked.Unavailable();
        }
        await AnswerFloor.RestAsync(started, options.Value.AskFloor, options.Value.Jitter, CancellationToken.None);
        return asked;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A link could not be asked for: {Problem}")]
    private partial void LogUnavailable(string problem);
}

/// <summary>What came of asking for a link.</summary>
internal abstract record Asked
{
    /// <summary>Written down; whether a mail comes of it nobody is told.</summary>
    public sealed record Written : Asked;

    /// <summary>Too many from one address.</summary>
    public sealed record TooMany(TimeSpan RetryAfter) : Asked;

    /// <summary>Not written down.</summary>
    public sealed record Unavailable : Asked;
}

/// <summary>A link that was looked up.</summary>
/// <param name="Holder">Null when it does not hold.</param>
internal sealed record Held(LinkHolder? Holder);

/// <summary>By which browser something is done.</summary>
/// <param name="Address">The visitor's.</param>
/// <param name="UserAgent">The browser's own word.</param>
internal sealed record Visit(IPAddress? Address, string? UserAgent)
{
    /// <summary>That of a request.</summary>
    public static Visit Of(HttpContext context) => new(context.Connection.RemoteIpAddress, context.Request.Headers.UserAgent);
}
