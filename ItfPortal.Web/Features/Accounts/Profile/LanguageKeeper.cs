using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>Writes a customer's language to Tryton; ITF's own people have theirs from their Tryton client.</summary>
internal sealed class LanguageKeeper(
    ICurrentSession session, IProfileClient tryton, ToldSessions sessions, TrytonGuard guard, TimeProvider time) : ILanguageKeeper
{
    /// <summary>The page in the other language does not wait longer for Tryton: the cookie knows it already.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async Task KeepAsync(string language, CancellationToken cancellationToken)
    {
        if (await session.GetAsync(cancellationToken) is not { Identity.Staff: null } current || current.Identity.Language == language)
        {
            return;
        }
        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var kept = await guard.RunAsync<bool>(
            async _ => await guard.CallAsync(async () =>
            {
                await tryton.SpeakAsync(current.Token, RequestId.New(), language, either.Token);
                return true;
            }),
            cancellationToken);
        if (kept.Ok)
        {
            await sessions.RetellAsync(current.Identity.User, null, language);
        }
    }
}
