using ItfPortal.Tryton;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Admin.Visitors;

/// <summary>
/// What visitors ask besides an account, in an administrator's own Tryton session and read anew each time. That one was answered is put on
/// record first and done once; a file leaves the portal only once its line is written.
/// </summary>
public sealed class VisitorInboxService(ICurrentSession session, IVisitorInboxClient client, TrytonGuard guard, IAuditLog audit)
{
    /// <summary>The newest 200; errors as <see cref="TrytonGuard"/> makes them.</summary>
    /// <param name="answered">Those that were answered; else those that wait.</param>
    /// <param name="kind">Null for all.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public Task<Result<IReadOnlyList<VisitorMessage>>> InboxAsync(bool answered, VisitorRequestKind? kind, CancellationToken cancellationToken) => guard.RunAsync(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await guard.CallAsync(() => client.InboxAsync(current.Token, answered, kind, token));
        },
        cancellationToken);

    /// <summary>One request with its files. <see cref="NotFoundError"/> when there is none; other errors as <see cref="TrytonGuard"/> makes them.</summary>
    public async Task<Result<VisitorItem>> ItemAsync(int id, CancellationToken cancellationToken)
    {
        var result = await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                return await guard.CallAsync(() => client.ItemAsync(current.Token, id, token));
            },
            cancellationToken);
        return !result.Ok ? result.Error! : result.Value is { } item ? item : guard.NotFound();
    }

    /// <summary>Somebody has answered.</summary>
    /// <returns>
    /// True. <see cref="RefusedError"/> with <see cref="AccountRequestRefusals.Decided"/>; <see cref="AuditUnavailableError"/>: nothing was done; other
    /// errors as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public Task<Result<bool>> MarkAnsweredAsync(RequestId key, int id, CancellationToken cancellationToken) => guard.RunAsync<bool>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await audit.DoAsync(Entry(AuditEvent.VisitorRequestAnswered, AuditOutcome.Begun, current, id), () => guard.CallAsync(async () =>
            {
                await client.MarkAnsweredAsync(current.Token, key, id, CancellationToken.None);
                return true;
            }).AsTask());
        },
        cancellationToken);

    /// <summary>A file with its bytes. <see cref="NotFoundError"/> when there is none; <see cref="AuditUnavailableError"/>: it is not given.</summary>
    public async Task<Result<VisitorFileContent>> FileAsync(int id, CancellationToken cancellationToken)
    {
        var result = await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var file = await guard.CallAsync(() => client.DownloadAsync(current.Token, id, token));
                if (file is not null)
                {
                    await audit.WriteAsync(Entry(AuditEvent.VisitorFileOpened, AuditOutcome.Ok, current, id), token);
                }
                return file;
            },
            cancellationToken);
        return !result.Ok ? result.Error! : result.Value is { } found ? found : guard.NotFound();
    }

    private static AuditEntry Entry(AuditEvent what, AuditOutcome outcome, PortalSession current, int id) => new(what, outcome, AuditActor.Of(current))
    {
        Target = new AuditTarget(what is AuditEvent.VisitorFileOpened ? AuditTargets.VisitorFile : AuditTargets.VisitorRequest, id),
    };
}
