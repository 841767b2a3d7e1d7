using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Features.Journal;

/// <summary>
/// Reads the audit log for those who may: ITF's administrators all of it, a company's administrators the lines of their company. Who that
/// is comes from the session each time, never from a page.
/// </summary>
internal sealed class JournalService(
    ICurrentSession session, AuditReader reader, JournalNames names, IBoardClient board, TrytonGuard guard, TimeProvider time)
{
    /// <summary>Lines read at once for a file.</summary>
    private const int ExportBatch = 1_000;

    /// <summary>One page for ITF's administrators.</summary>
    /// <returns>The page; an empty one when the company that was typed is not found. <see cref="SignInNeededError"/> for anybody else.</returns>
    public Task<Result<JournalLines>> PageAsync(JournalFilter filter, CancellationToken cancellationToken) => guard.RunAsync<JournalLines>(
        async token =>
        {
            var own = await AdministratorAsync(token);
            return await QueryAsync(own, filter, token) is { } query ? await ReadAsync(own, query, token) : JournalLines.Empty;
        },
        cancellationToken);

    /// <summary>One page of a company's own lines.</summary>
    /// <returns>The page. <see cref="NotFoundError"/> for who does not administer the company.</returns>
    public Task<Result<JournalLines>> PageAsync(PartyScope scope, JournalFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return !scope.ReadsJournal
            ? Task.FromResult<Result<JournalLines>>(guard.NotFound())
            : guard.RunAsync<JournalLines>(
                async token =>
                {
                    var current = await session.RequireAsync(token);
                    var colleagues = await names.ColleaguesAsync(current.Token, scope.Party, token);
                    return Query(scope, colleagues, filter) is { } query
                        ? await ReadAsync(scope, colleagues, query, token)
                        : JournalLines.Empty with { Colleagues = colleagues.All };
                },
                cancellationToken);
    }

    /// <summary>Every line of a filter, for a file; null as a scope for ITF's administrators.</summary>
    public async IAsyncEnumerable<JournalRow> AllAsync(
        PartyScope? scope, JournalFilter filter, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var rest = most;
        var token = scope is null ? await AdministratorAsync(cancellationToken) : (await session.RequireAsync(cancellationToken)).Token;
        var colleagues = scope is null ? null : await names.ColleaguesAsync(token, scope.Party, cancellationToken);
        var query = scope is null ? await QueryAsync(token, filter.FirstPage, cancellationToken)
            : scope.ReadsJournal ? Query(scope, colleagues!, filter.FirstPage) : null;
        while (query is not null && rest > 0)
        {
            query = query with { Limit = Math.Min(ExportBatch, rest) };
            var page = scope is null
                ? await ReadAsync(token, query, cancellationToken) : await ReadAsync(scope, colleagues!, query, cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return row;
            }
            rest -= page.Rows.Length;
            query = page.HasOlder && page.Rows.Length > 0 ? query with { Before = page.Rows[^1].Line.Id } : null;
        }
    }

    private async Task<SessionToken> AdministratorAsync(CancellationToken cancellationToken)
    {
        var current = await session.RequireAsync(cancellationToken);
        return current.Identity.Staff is StaffRole.Administrator ? current.Token : throw new SessionEndedException();
    }

    private async Task<JournalLines> ReadAsync(SessionToken token, AuditQuery query, CancellationToken cancellationToken)
    {
        var page = await reader.PageAsync(query, cancellationToken);
        var people = names.OfAsync(
            token, "res.user", page.Lines.SelectMany(line => new[] { line.ActorUser, line.Detail.User }).OfType<int>(), cancellationToken);
        var companies = names.OfAsync(token, "party.party", page.Lines.SelectMany(line => line.Parties), cancellationToken);
        var (person, company) = (await people, await companies);
        return new JournalLines(
            [.. page.Lines.Select(line => new JournalRow(line, Name(person, line.ActorUser), Name(person, line.Detail.User), Companies(line, company)))],
            page.HasNewer, page.HasOlder, []);
    }

    private async Task<JournalLines> ReadAsync(PartyScope scope, JournalColleagues colleagues, AuditQuery query, CancellationToken cancellationToken)
    {
        var page = await reader.PageAsync(query with { Party = scope.Party }, cancellationToken);
        return new JournalLines(
            [
                .. page.Lines.Select(line => new JournalRow(
                    // What is not this company's to know is not even in the page's memory.
                    line with
                    {
                        Address = null, ActorUser = null, Parties = [scope.Party], Target = OwnTarget(line.Target), Detail = line.Detail with { User = null },
                    },
                    // An invitation at the address of one of ITF's people must not tell which look was theirs.
                    line.ActorKind == AuditActorKind.Customer ? colleagues.ByMark.GetValueOrDefault(line.LoginMark ?? "") : null, colleagues.ByMark.GetValueOrDefault(line.OtherMark ?? ""), null)),
            ],
            page.HasNewer, page.HasOlder, colleagues.All);
    }

    // Numbers of people and of their grants are counted over all companies: they tell old accounts from new ones.
    private static AuditTarget? OwnTarget(AuditTarget? target) => target?.Type is AuditTargets.Person or AuditTargets.Grant ? null : target;

    private async Task<AuditQuery?> QueryAsync(SessionToken token, JournalFilter filter, CancellationToken cancellationToken)
    {
        var query = Query(filter);
        if (filter.Person.Length > 0)
        {
            query = int.TryParse(filter.Person, NumberStyles.None, CultureInfo.InvariantCulture, out var user)
                ? query with { User = user } : query with { Login = filter.Person };
        }
        if (filter.Customer.Length == 0)
        {
            return query;
        }
        if (int.TryParse(filter.Customer, NumberStyles.None, CultureInfo.InvariantCulture, out var party))
        {
            return query with { Party = party };
        }
        var found = await guard.CallAsync(() => board.CustomersAsync(token, filter.Customer, cancellationToken));
        var one = found.FirstOrDefault(customer => string.Equals(customer.Code, filter.Customer, StringComparison.OrdinalIgnoreCase))
            ?? found.FirstOrDefault(customer => string.Equals(customer.Name, filter.Customer, StringComparison.OrdinalIgnoreCase))
            ?? (found.Count == 1 ? found[0] : null);
        return one is null ? null : query with { Party = one.Id };
    }

    private AuditQuery? Query(PartyScope scope, JournalColleagues colleagues, JournalFilter filter)
    {
        var query = Query(filter) with { Party = scope.Party };
        if (filter.Person.Length == 0)
        {
            return query;
        }
        var login = colleagues.All.FirstOrDefault(c => c.Id.ToString(CultureInfo.InvariantCulture) == filter.Person).Login;
        return login is null ? null : query with { Login = login, ActorKind = AuditActorKind.Customer };
    }

    private AuditQuery Query(JournalFilter filter)
    {
        var (from, to) = filter.Days(CompanyTime.Today(time));
        return new AuditQuery
        {
            From = from is { } first ? Midnight(first) : null,
            To = to is { } last ? Midnight(last.AddDays(1)) : null,
            Events = filter.Event is { } one ? [one] : [],
            Outcome = filter.Outcome,
            Before = filter.Before,
            After = filter.After,
            Limit = JournalFilter.PageSize,
        };
    }

    private static DateTime Midnight(DateOnly day) => TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue), CompanyTime.Zone);

    private static string? Name(IReadOnlyDictionary<int, string> names, int? id) => id is { } known ? names.GetValueOrDefault(known) : null;

    private static string? Companies(AuditLine line, IReadOnlyDictionary<int, string> names) => line.Parties.IsEmpty
        ? null
        : string.Join(", ", line.Parties.Select(party => names.GetValueOrDefault(party) ?? string.Create(CultureInfo.InvariantCulture, $"n° {party}")));
}

/// <summary>One page of the journal.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="HasNewer">Whether there is a page before.</param>
/// <param name="HasOlder">Whether there is a page after.</param>
/// <param name="Colleagues">For the filter of a company's journal.</param>
public sealed record JournalLines(
    ImmutableArray<JournalRow> Rows, bool HasNewer, bool HasOlder, IReadOnlyList<(int Id, string Name, string Login)> Colleagues)
{
    /// <summary>Nothing found.</summary>
    public static JournalLines Empty { get; } = new([], false, false, []);
}

/// <summary>One line with the names its reader may know.</summary>
/// <param name="Line">The line.</param>
/// <param name="Who">Name of who did it, or null.</param>
/// <param name="Whom">Name of whom it was done to, or null.</param>
/// <param name="Companies">Names of the companies concerned, for ITF's administrators.</param>
public sealed record JournalRow(AuditLine Line, string? Who, string? Whom, string? Companies);
