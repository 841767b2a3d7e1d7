using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Features.Company;

/// <summary>The colleagues of one company: read with the page, read again when an event of area access says so.</summary>
public sealed partial class ColleaguesIsland
{
    private readonly Dictionary<int, RowChange> _changes = [];
    private ColleagueDialog? _dialog;
    private string? _done;
    private string? _announcement;
    private int _version;

    private PanelState Panel => this switch
    {
        { Scope: null } => PanelState.Empty,
        { Shown: not null } => PanelState.Ready,
        { Problem: not null } => PanelState.Failed,
        _ => PanelState.Loading,
    };

    protected override void Restart()
    {
        _done = null;
        _changes.Clear();
    }

    protected override Task<Result<CompanyPeople>> AskAsync(PartyScope scope, bool afterWrite) => Service.PeopleAsync(scope, afterWrite, Ended);

    protected override void Compare(CompanyPeople? before, CompanyPeople now)
    {
        if (before is null)
        {
            return;
        }
        var known = before.Colleagues.ToDictionary(colleague => colleague.Id);
        foreach (var colleague in now.Colleagues)
        {
            if (Sentence(known.GetValueOrDefault(colleague.Id), colleague) is { } key)
            {
                _changes[colleague.Id] = new RowChange(T[key], ++_version, Formats.Time(now.AsOf));
                _announcement = T["Announce", colleague.Name, T[key]];
            }
        }
    }

    private static string GrantInWords(ColleagueGrant grant, DateOnly today) =>
        AccessWords.Dates(grant.From, grant.To, today) is { } dates
            ? $"{AccessWords.Scope(grant.Scope, grant.SiteName)}, {dates}"
            : AccessWords.Scope(grant.Scope, grant.SiteName);

    private string CountInWords(CompanyPeople people)
    {
        var number = people.Colleagues.Count(colleague => colleague.State is not (ColleagueState.Disabled or ColleagueState.Ended));
        return number == 1 ? T["Count_One"] : T["Count_Many", number];
    }

    private Task InviteAsync() => _dialog?.InviteAsync() ?? Task.CompletedTask;

    private Task ManageAsync(Colleague colleague) => _dialog?.ManageAsync(colleague) ?? Task.CompletedTask;

    private Task DoneAsync(string sentence)
    {
        _done = sentence;
        return ReadAsync(afterWrite: true);
    }

    private async Task<CompanyPeople?> SeeAgainAsync()
    {
        await ReadAgainAsync();
        return Problem is null ? Shown : null;
    }

    // What changed about somebody, as a text's key; null for nothing that is worth a mark.
    private static string? Sentence(Colleague? before, Colleague now) => (before, now) switch
    {
        (null, _) => "Change_New",
        ({ State: ColleagueState.Invited }, { State: ColleagueState.Active }) => "Change_Accepted",
        ({ State: not ColleagueState.Disabled }, { State: ColleagueState.Disabled }) => "Change_Disabled",
        ({ State: ColleagueState.Disabled }, { State: not ColleagueState.Disabled }) => "Change_Again",
        _ when before.Grants.SequenceEqual(now.Grants) => null,
        _ => "Change_Access",
    };
}
