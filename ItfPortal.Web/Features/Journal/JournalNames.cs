using System.Collections.Frozen;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;

namespace ItfPortal.Web.Features.Journal;

/// <summary>
/// Names beside the ids of lines, and only those that the reader may read in Tryton in their own session: an administrator of ITF's by
/// Tryton's own access to people and parties, a company's administrator by the list of their colleagues. Whoever is not found stays
/// without a name, and a journal without names is still shown.
/// </summary>
internal sealed class JournalNames(IModelClient models, ICompanyClient companies, AuditStore store, TrytonGuard guard)
{
    private const int MostAtOnce = 1_000;

    /// <summary>Names of records of a model by id, for ITF's people.</summary>
    public async Task<IReadOnlyDictionary<int, string>> OfAsync(
        SessionToken token, string model, IEnumerable<int> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().Take(MostAtOnce).Cast<object?>().ToList();
        if (wanted.Count == 0)
        {
            return FrozenDictionary<int, string>.Empty;
        }
        // Who left is named too: Tryton hides the inactive only from those who do not speak of it.
        object?[] domain = [new List<object?> { "id", "in", wanted }, new List<object?> { "active", "in", new List<object?> { true, false } }];
        var found = await guard.RunAsync(
            async inner => await guard.CallAsync(() => models.SearchAsync(
                token, new ModelQuery(model, domain, ["rec_name"]) { Limit = MostAtOnce }, inner)),
            cancellationToken);
        return found.Ok
            ? found.Value.ToDictionary(record => record.Id, record => record.Get<string>("rec_name") ?? "")
            : FrozenDictionary<int, string>.Empty;
    }

    /// <summary>A company's colleagues, for its administrators; none when Tryton does not say.</summary>
    public async Task<JournalColleagues> ColleaguesAsync(SessionToken token, int party, CancellationToken cancellationToken)
    {
        var people = await guard.RunAsync(async inner => await guard.CallAsync(() => companies.PeopleAsync(token, party, inner)), cancellationToken);
        if (!people.Ok || people.Value is null)
        {
            return new JournalColleagues([], FrozenDictionary<string, string>.Empty);
        }
        // A colleague's number there is not their user's: lines are known by the mark of the login. Of somebody who was invited and never
        // came no line tells anything: a name beside one would say that the address had an account before.
        var byMark = from colleague in people.Value.Colleagues
                     where colleague.Accepted
                     from mark in store.LoginMarks(colleague.Login)
                     select (Mark: Convert.ToHexStringLower(mark), colleague.Name);
        return new JournalColleagues(
            [.. people.Value.Colleagues.Select(colleague => (colleague.Id, colleague.Name, colleague.Login))],
            byMark.DistinctBy(pair => pair.Mark).ToFrozenDictionary(pair => pair.Mark, pair => pair.Name));
    }
}

/// <summary>A company's people, for the filter and for the lines.</summary>
/// <param name="All">Number among the colleagues, name, login.</param>
/// <param name="ByMark">Names by the mark of the login.</param>
internal sealed record JournalColleagues(IReadOnlyList<(int Id, string Name, string Login)> All, IReadOnlyDictionary<string, string> ByMark);
