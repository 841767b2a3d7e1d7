using System.Globalization;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Privacy;

/// <summary>A person's consents: none until given, as easily taken back, each act kept and on record.</summary>
internal sealed class ConsentService(ICurrentSession session, ConsentStore store, IAuditLog audit, TrytonGuard guard)
{
    /// <summary>The person's acts, newest first; errors as <see cref="TrytonGuard"/> makes them.</summary>
    public Task<Result<Consents>> ReadAsync(CancellationToken cancellationToken) => guard.RunAsync<Consents>(
        async token => new Consents(await store.OfPersonAsync((await session.RequireAsync(token)).Identity.User, token)), cancellationToken);

    /// <summary>Has exactly these purposes stand as consented to.</summary>
    /// <param name="wanted">Words of <see cref="PrivacyPolicy.Purposes"/>; others are not heard.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>How many changed. <see cref="AuditUnavailableError"/>: the one at hand was not changed; other errors as <see cref="ReadAsync"/>.</returns>
    public Task<Result<int>> SetAsync(IReadOnlyCollection<string> wanted, CancellationToken cancellationToken) => guard.RunAsync<int>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            var changed = 0;
            foreach (var purpose in PrivacyPolicy.Purposes)
            {
                var given = wanted.Contains(purpose);
                var entry = new AuditEntry(given ? AuditEvent.ConsentGiven : AuditEvent.ConsentWithdrawn, AuditOutcome.Ok, AuditActor.Of(current))
                {
                    Detail = new AuditDetail { Cause = purpose },
                };
                var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? "en" : "fr";
                changed += await store.AddAsync(
                    current.Identity.User, purpose, PrivacyPolicy.Version, language, given,
                    transaction => audit.WriteAsync(entry, transaction, token), token) ? 1 : 0;
            }
            return changed;
        },
        cancellationToken);
}

/// <summary>Consents of one person.</summary>
/// <param name="Acts">Newest first.</param>
internal sealed record Consents(IReadOnlyList<ConsentAct> Acts)
{
    /// <summary>Whether the purpose stands as consented to.</summary>
    public bool Stands(string purpose) => Acts.FirstOrDefault(act => act.Purpose == purpose) is { Given: true, Version: PrivacyPolicy.Version };
}
