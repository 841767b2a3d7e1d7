using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Mail.Outbox;
using ItfPortal.Web.Platform.Security;
using Npgsql;

namespace ItfPortal.Web.Features.Admin;

/// <summary>
/// The outbox for ITF's administrators. Who that is comes from the session each time. Addresses of readers are theirs alone to see; what a mail
/// says nobody sees.
/// </summary>
internal sealed class MailsService(ICurrentSession session, OutboxReader reader, NpgsqlDataSource dataSource, TrytonGuard guard, IAuditLog audit)
{
    /// <summary>One page.</summary>
    /// <returns>The page; errors as <see cref="TrytonGuard"/> makes them.</returns>
    public Task<Result<OutboxPage>> PageAsync(OutboxQuery query, CancellationToken cancellationToken) => guard.RunAsync(
        async token =>
        {
            await RequireAsync(token);
            return await reader.PageAsync(query, token);
        },
        cancellationToken);

    /// <summary>Sends one again, on record: both or neither.</summary>
    /// <param name="id">Of the mail.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellationToken">Of the caller; what was begun is finished.</param>
    /// <returns>False when it was sent meanwhile, is being sent, or is of no use any more; errors as <see cref="TrytonGuard"/> makes them.</returns>
    public Task<Result<bool>> ResendAsync(Guid id, AuditOrigin origin, CancellationToken cancellationToken) => guard.RunAsync(
        async token =>
        {
            var current = await RequireAsync(token);
            await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            if (!await reader.ResendAsync(id, transaction, CancellationToken.None))
            {
                return false;
            }
            await audit.WriteAsync(
                new AuditEntry(AuditEvent.MailResent, AuditOutcome.Ok, AuditActor.Of(current))
                {
                    Target = new AuditTarget(AuditTargets.Mail, id.ToString()),
                    Origin = origin,
                },
                transaction, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        },
        cancellationToken);

    private async Task<PortalSession> RequireAsync(CancellationToken cancellationToken)
    {
        var current = await session.RequireAsync(cancellationToken);
        return current.Identity.Staff is StaffRole.Administrator ? current : throw new SessionEndedException();
    }
}
