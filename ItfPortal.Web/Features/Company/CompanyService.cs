using System.Diagnostics;
using System.Text.Json;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Company;

/// <summary>
/// A company's own access, in its administrator's own Tryton session. The module decides everything; here what is asked is put on
/// record first, and done once.
/// </summary>
public sealed class CompanyService(
    ICurrentSession session, IPartyCache cache, ICompanyClient client, TrytonGuard guard, IAuditLog audit, IAccountLinks links, IOptions<CompanyOptions> options)
{
    /// <summary>Who has or had access.</summary>
    /// <param name="scope">Of which company.</param>
    /// <param name="afterWrite">True for what this very person has just changed: their own event may still be on its way.</param>
    /// <param name="cancellationToken">Gives the read up.</param>
    /// <returns>
    /// The people. <see cref="NotFoundError"/> for everybody who does not administer the company; <see cref="TrytonUnavailableError"/>,
    /// <see cref="SignInNeededError"/>, <see cref="UnexpectedError"/>.
    /// </returns>
    public async Task<Result<CompanyPeople>> PeopleAsync(PartyScope scope, bool afterWrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (!scope.ManagesAccess)
        {
            return guard.NotFound();
        }
        // Each reader's own: who "oneself" is differs between two administrators.
        var resource = FormattableString.Invariant($"people/{scope.UserId}");
        var read = await guard.RunAsync(
            token => afterWrite ? ReadAsync(scope.Party, token) : cache.GetOrReadAsync(scope, resource, inner => ReadAsync(scope.Party, inner), token),
            cancellationToken);
        return !read.Ok ? read.Error! : read.Value.People is { } people ? people : guard.NotFound();
    }

    /// <summary>Gives somebody a first access and has them told by mail; whether they had an account, and so which mail, stays theirs to know.</summary>
    /// <returns>
    /// The colleague's id. <see cref="RefusedError"/> with one of <see cref="CompanyRefusals"/>; <see cref="AuditUnavailableError"/>: nothing was done;
    /// <see cref="TrytonUnavailableError"/>: perhaps it was, and the same request may be sent again; other errors as <see cref="PeopleAsync"/>.
    /// </returns>
    public async Task<Result<int>> InviteAsync(PartyScope scope, RequestId request, string name, string email, NewGrant grant, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var invited = await WriteAsync(scope, AuditEvent.AccessGranted, null, Detail(grant) with { Cause = "invite" },
            async current =>
            {
                var id = await client.InviteAsync(current.Token, scope.Party, request, name, email, grant, CancellationToken.None);
                // A repeat of the same request asks for the same mail: one that could not be asked for is caught up, none is sent twice.
                await links.SendAsync(new AccessLink($"invite:{request}", scope.Party, null, email.Trim(), current.Identity.Name), CancellationToken.None);
                return id;
            },
            cancellationToken);
        await AnswerFloor.RestAsync(started, options.Value.InviteFloor, options.Value.InviteJitter, CancellationToken.None);
        return invited;
    }

    /// <summary>Sends somebody who has not signed in since they were invited their invitation again.</summary>
    /// <returns>The colleague's id. <see cref="NotFoundError"/> when nobody of the company waits under that id; else as <see cref="InviteAsync"/>.</returns>
    public async Task<Result<int>> InviteAgainAsync(PartyScope scope, RequestId request, Colleague colleague, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(colleague);
        // Tryton's word, in this administrator's own session: what is shown may be of another day.
        var people = await PeopleAsync(scope, afterWrite: true, cancellationToken);
        if (!people.Ok)
        {
            return people.Error!;
        }
        if (people.Value.Colleagues.FirstOrDefault(now => now.Id == colleague.Id && now.State == ColleagueState.Invited) is not { } invited)
        {
            return guard.NotFound();
        }
        return await WriteAsync(scope, AuditEvent.InvitationSent, invited.Id, AuditDetail.None,
            async current =>
            {
                await links.SendAsync(new AccessLink($"invite:{request}", scope.Party, null, invited.Login, current.Identity.Name), CancellationToken.None);
                return invited.Id;
            },
            cancellationToken);
    }

    /// <summary>Gives a colleague a further access. Returns as <see cref="InviteAsync"/>.</summary>
    public Task<Result<int>> GrantAsync(PartyScope scope, RequestId request, Colleague colleague, NewGrant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(colleague);
        return WriteAsync(scope, AuditEvent.AccessGranted, colleague.Id, Detail(grant) with { Cause = "grant" },
            current => client.GrantAsync(current.Token, scope.Party, request, colleague.Id, grant, CancellationToken.None),
            cancellationToken);
    }

    /// <summary>Changes an access as it was last seen. Returns as <see cref="InviteAsync"/>.</summary>
    public Task<Result<int>> ChangeAsync(PartyScope scope, RequestId request, ColleagueGrant seen, NewGrant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return WriteAsync(scope, AuditEvent.AccessChanged, seen.Id, Detail(grant) with { OldRole = Word(seen.Role) },
            current => client.ChangeAsync(current.Token, scope.Party, request, seen, grant, CancellationToken.None),
            cancellationToken);
    }

    /// <summary>Takes an access away as it was last seen. Returns as <see cref="InviteAsync"/>.</summary>
    public Task<Result<int>> RevokeAsync(PartyScope scope, RequestId request, ColleagueGrant seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return WriteAsync(scope, AuditEvent.AccessRevoked, seen.Id, new AuditDetail { OldRole = Word(seen.Role) },
            current => client.RevokeAsync(current.Token, scope.Party, request, seen, CancellationToken.None),
            cancellationToken);
    }

    /// <summary>Takes every access to this company away from a colleague. Returns as <see cref="InviteAsync"/>.</summary>
    public Task<Result<int>> DisableAsync(PartyScope scope, RequestId request, Colleague colleague, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(colleague);
        return WriteAsync(scope, AuditEvent.AccessRevoked, colleague.Id, new AuditDetail { Cause = "disable" },
            current => client.DisableAsync(current.Token, scope.Party, request, colleague.Id, CancellationToken.None),
            cancellationToken);
    }

    /// <summary>How ITF's people saw the portal as one of the company.</summary>
    /// <param name="scope">Of which company.</param>
    /// <param name="afterWrite">As of <see cref="PeopleAsync"/>.</param>
    /// <param name="cancellationToken">Gives the read up.</param>
    /// <returns>The looks. Errors as <see cref="PeopleAsync"/>.</returns>
    public async Task<Result<CompanyLooks>> LooksAsync(PartyScope scope, bool afterWrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (!scope.ManagesAccess)
        {
            return guard.NotFound();
        }
        var read = await guard.RunAsync(
            token => afterWrite ? ReadLooksAsync(scope.Party, token) : cache.GetOrReadAsync(scope, "looks", inner => ReadLooksAsync(scope.Party, inner), token),
            cancellationToken);
        return !read.Ok ? read.Error! : read.Value.Looks is { } looks ? looks : guard.NotFound();
    }

    /// <summary>Lets ITF's people see the portal as one of the company, or no more. Returns what holds now; errors as <see cref="InviteAsync"/>.</summary>
    public Task<Result<bool>> AllowViewsAsync(PartyScope scope, RequestId request, bool allowed, CancellationToken cancellationToken) =>
        WriteAsync(scope, allowed ? AuditEvent.ViewsAllowed : AuditEvent.ViewsWithdrawn, null, AuditDetail.None,
            async current =>
            {
                await client.AllowViewsAsync(current.Token, scope.Party, request, allowed, CancellationToken.None);
                return allowed;
            },
            cancellationToken);

    // Given up before it begins, never half done: what has begun is ended by the client's own limit only.
    private Task<Result<T>> WriteAsync<T>(
        PartyScope scope, AuditEvent what, int? access, AuditDetail detail, Func<PortalSession, Task<T>> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return guard.RunAsync<T>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var entry = new AuditEntry(what, AuditOutcome.Begun, AuditActor.Of(current))
                {
                    Parties = [scope.Party],
                    Target = access is { } id ? new AuditTarget(AuditTargets.Grant, id) : null,
                    Detail = detail,
                };
                return await audit.DoAsync(entry, () => guard.CallAsync(() => write(current)).AsTask());
            },
            cancellationToken);
    }

    private static AuditDetail Detail(NewGrant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return new AuditDetail
        {
            Role = Word(grant.Role),
            Scope = Word(grant.Scope),
            Site = grant.Site,
            From = grant.From,
            To = grant.To,
        };
    }

    // As Tryton's table has them.
    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private async ValueTask<MaybePeople> ReadAsync(int party, CancellationToken cancellationToken)
    {
        var current = await session.RequireAsync(cancellationToken);
        return new MaybePeople(await guard.CallAsync(() => client.PeopleAsync(current.Token, party, cancellationToken)));
    }

    private async ValueTask<MaybeLooks> ReadLooksAsync(int party, CancellationToken cancellationToken)
    {
        var current = await session.RequireAsync(cancellationToken);
        return new MaybeLooks(await guard.CallAsync(() => client.LooksAsync(current.Token, party, cancellationToken)));
    }
}

/// <summary>The people of a company, or the knowledge that they are not the reader's to see; the cache keeps both.</summary>
/// <param name="People">Null when they are not.</param>
public sealed record MaybePeople(CompanyPeople? People);

/// <summary>The looks at a company, or the knowledge that they are not the reader's to see; the cache keeps both.</summary>
/// <param name="Looks">Null when they are not.</param>
public sealed record MaybeLooks(CompanyLooks? Looks);
