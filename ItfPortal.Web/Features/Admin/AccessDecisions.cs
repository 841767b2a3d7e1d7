using System.Text.Json;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Admin;

/// <summary>
/// Access given and taken by ITF's administrators, in their own Tryton session. The module decides everything; here what is asked is put on
/// record first, and done once. The reason stays in Tryton, in the person's history: the log holds ids only.
/// </summary>
public sealed class AccessDecisions(
    ICurrentSession session, IAdministrationClient client, TrytonGuard guard, IAuditLog audit, IAccountLinks links)
{
    /// <summary>Companies whose name or code contains the words; at most 20. Errors as <see cref="TrytonGuard"/> makes them.</summary>
    public Task<Result<IReadOnlyList<Customer>>> CompaniesAsync(string words, CancellationToken cancellationToken) => guard.RunAsync(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await guard.CallAsync(() => client.CompaniesAsync(current.Token, words, token));
        },
        cancellationToken);

    /// <summary>What an access to the company can be of. <see cref="NotFoundError"/> when there is none; other errors as <see cref="TrytonGuard"/> makes them.</summary>
    public async Task<Result<GrantableCompany>> CompanyAsync(int party, CancellationToken cancellationToken)
    {
        var read = await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                return await guard.CallAsync(() => client.CompanyAsync(current.Token, party, token));
            },
            cancellationToken);
        return !read.Ok ? read.Error! : read.Value is { } company ? company : guard.NotFound();
    }

    /// <summary>Gives somebody a first access and has them told by mail.</summary>
    /// <returns>
    /// The person's id. <see cref="RefusedError"/> with one of <see cref="CompanyRefusals"/>; <see cref="AuditUnavailableError"/>: nothing was done;
    /// <see cref="TrytonUnavailableError"/>: perhaps it was, and the same request may be sent again; other errors as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public Task<Result<int>> InviteAsync(
        RequestId request, int party, string name, string email, NewGrant grant, string reason, CancellationToken cancellationToken) =>
        WriteAsync(AuditEvent.AccessGranted, [party], null, Detail(grant) with { Cause = "invite" },
            async current => await ToldAsync(
                request, party, await client.InviteAsync(current.Token, request, party, name, email, grant, reason, CancellationToken.None)),
            cancellationToken);

    /// <summary>Sends somebody who has not signed in since they were invited to a company their invitation again. Returns as <see cref="InviteAsync"/>.</summary>
    public async Task<Result<int>> InviteAgainAsync(RequestId request, int person, int party, CancellationToken cancellationToken)
    {
        var read = await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                return await guard.CallAsync(() => client.PersonAsync(current.Token, person, token));
            },
            cancellationToken);
        if (!read.Ok)
        {
            return read.Error!;
        }
        return read.Value?.Person.Grants.Any(grant => grant is { Pending: true, State: not AccessState.Revoked } && grant.Party == party) == true
            ? await WriteAsync(AuditEvent.InvitationSent, [party], null, new AuditDetail { User = person }, _ => ToldAsync(request, party, person), cancellationToken)
            : guard.NotFound();
    }

    /// <summary>Gives somebody of the portal a further access and has them told by mail. Returns as <see cref="InviteAsync"/>.</summary>
    public Task<Result<int>> GrantAsync(
        RequestId request, int person, int party, NewGrant grant, string reason, CancellationToken cancellationToken) =>
        WriteAsync(AuditEvent.AccessGranted, [party], null, Detail(grant) with { User = person },
            async current => await ToldAsync(
                request, party, await client.GrantAsync(current.Token, request, person, party, grant, reason, CancellationToken.None)),
            cancellationToken);

    /// <summary>Changes an access as it was last seen. Returns as <see cref="InviteAsync"/>.</summary>
    public Task<Result<int>> ChangeAsync(
        RequestId request, int person, PersonGrant seen, NewGrant grant, bool confirmed, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return WriteAsync(AuditEvent.AccessChanged, Of(seen.Party), seen.Id, Detail(grant) with { OldRole = Word(seen.Role), User = person },
            current => client.ChangeAsync(current.Token, request, seen, grant, confirmed, reason, CancellationToken.None), cancellationToken);
    }

    /// <summary>Takes an access away as it was last seen. Returns as <see cref="InviteAsync"/>.</summary>
    public Task<Result<int>> RevokeAsync(
        RequestId request, int person, PersonGrant seen, bool confirmed, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return WriteAsync(AuditEvent.AccessRevoked, Of(seen.Party), seen.Id, new AuditDetail { OldRole = Word(seen.Role), User = person },
            current => client.RevokeAsync(current.Token, request, seen, confirmed, reason, CancellationToken.None), cancellationToken);
    }

    /// <summary>Takes every access at a company away, or everywhere when it is null. Returns as <see cref="InviteAsync"/>.</summary>
    /// <param name="request">Of this intent.</param>
    /// <param name="person">As last seen: whose, and at which companies.</param>
    /// <param name="party">Null for everywhere.</param>
    /// <param name="confirmed">Also when a company is then without an administrator.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    public Task<Result<int>> DisableAsync(
        RequestId request, PortalPerson person, int? party, bool confirmed, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        int[] parties = party is { } one ? [one] : [.. person.Grants.Where(grant => grant.State != AccessState.Revoked).Select(grant => grant.Party).OfType<int>().Distinct()];
        return WriteAsync(AuditEvent.AccessRevoked, parties, null, new AuditDetail { Cause = party is null ? "everywhere" : "disable", User = person.Id },
            current => client.DisableAsync(current.Token, request, person.Id, party, confirmed, reason, CancellationToken.None), cancellationToken);
    }

    // A repeat of the same request asks for the same mail: one that could not be asked for is caught up, none is sent twice.
    private async Task<int> ToldAsync(RequestId request, int party, int person)
    {
        await links.SendAsync(new AccessLink($"decision:{request}", party, person, null, null), CancellationToken.None);
        return person;
    }

    private static int[] Of(int? party) => party is { } one ? [one] : [];

    // Given up before it begins, never half done: what has begun is ended by the client's own limit only.
    private Task<Result<int>> WriteAsync(
        AuditEvent what, int[] parties, int? access, AuditDetail detail, Func<PortalSession, Task<int>> write, CancellationToken cancellationToken) =>
        guard.RunAsync<int>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var entry = new AuditEntry(what, AuditOutcome.Begun, AuditActor.Of(current))
                {
                    Parties = [.. parties],
                    Target = access is { } id ? new AuditTarget(AuditTargets.Grant, id) : null,
                    Detail = detail,
                };
                return await audit.DoAsync(entry, () => guard.CallAsync(() => write(current)).AsTask());
            },
            cancellationToken);

    private static AuditDetail Detail(NewGrant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return new AuditDetail { Role = Word<Tryton.Sessions.PortalRole>(grant.Role), Scope = Word<Tryton.Sessions.GrantScope>(grant.Scope), Site = grant.Site, From = grant.From, To = grant.To };
    }

    // As Tryton's table has them.
    private static string? Word<T>(T? value)
        where T : struct, Enum => value is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : null;
}
