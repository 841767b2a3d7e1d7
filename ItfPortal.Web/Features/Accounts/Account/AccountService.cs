using System.Collections.Immutable;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Account;

/// <summary>What people see of their own account: where they are signed in, which they can end, and what was tried with their login.</summary>
internal sealed class AccountService(ICurrentSession session, SessionStore store, SessionEnder ender, AuditReader journal, TrytonGuard guard)
{
    private const int MarkLength = 16;
    private const int ShownSignIns = 20;

    /// <summary>Where the person is signed in, and what was done with their login lately.</summary>
    /// <returns>The view; <see cref="SignInNeededError"/>, <see cref="UnexpectedError"/>.</returns>
    public Task<Result<AccountView>> ReadAsync(CancellationToken cancellationToken) => guard.RunAsync<AccountView>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            var devices = await store.OfPersonAsync(current.Identity.User, token);
            var lines = await journal.PageAsync(
                new AuditQuery
                {
                    Own = (current.Identity.User, current.Token.Login),
                    Events = [AuditEvent.SignIn, AuditEvent.PasswordAgain, AuditEvent.PasswordChanged, AuditEvent.RecoveryCodeUsed],
                    Limit = ShownSignIns,
                },
                token);
            return new AccountView(
                current.Identity.Name, current.Token.Login, current.Identity.Staff is not null,
                [.. devices.Select(device => new Device(Mark(device.Id), device.Id == current.Id, device.StartedAt, device.LastSeenAt, device.Address, device.UserAgent))],
                lines.Lines)
            { SecondFactor = current.Identity.Factor?.Active == true };
        },
        cancellationToken);

    /// <summary>Ends one of the person's sessions, or all but this one.</summary>
    /// <param name="mark">Of a <see cref="Device"/>; null for all others.</param>
    /// <param name="cancellationToken">Of the request.</param>
    /// <returns>How many were ended: none when it had ended already. Errors as <see cref="ReadAsync"/>.</returns>
    public Task<Result<int>> EndAsync(string? mark, CancellationToken cancellationToken) => guard.RunAsync<int>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            // Not given up half-way: who asks for this may fear that somebody else is in.
            var others = (await store.OfPersonAsync(current.Identity.User, CancellationToken.None))
                .Where(other => other.Id != current.Id && (mark is null || Mark(other.Id) == mark)).ToList();
            foreach (var other in others)
            {
                await ender.EndAsync(other.Id, "device", CancellationToken.None);
            }
            return others.Count;
        },
        cancellationToken);

    // Enough to tell one's own few sessions apart; opens nothing.
    private static string Mark(string id) => id[..MarkLength];
}

/// <summary>An account as its owner sees it.</summary>
/// <param name="Name">Theirs.</param>
/// <param name="Login">What they sign in with.</param>
/// <param name="Staff">One of ITF's people, whose password is Tryton's own client's to change.</param>
/// <param name="Devices">Where they are signed in, the one used last first.</param>
/// <param name="SignIns">What was done or tried with their login, newest first.</param>
public sealed record AccountView(string Name, string Login, bool Staff, ImmutableArray<Device> Devices, ImmutableArray<AuditLine> SignIns)
{
    /// <summary>Whether they sign in with a code besides their password.</summary>
    public bool SecondFactor { get; init; }
}

/// <summary>A browser somebody is signed in with.</summary>
/// <param name="Mark">Names it in a form.</param>
/// <param name="Here">The one that shows the page.</param>
/// <param name="StartedAt">When they signed in, UTC.</param>
/// <param name="LastSeenAt">When they last did something, UTC.</param>
/// <param name="Address">From where; null when unknown.</param>
/// <param name="UserAgent">The browser's own word; null when unknown.</param>
public sealed record Device(string Mark, bool Here, DateTime StartedAt, DateTime LastSeenAt, string? Address, string? UserAgent);
