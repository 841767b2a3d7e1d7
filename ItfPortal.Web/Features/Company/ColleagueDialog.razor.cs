using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Access;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ItfPortal.Web.Features.Company;

/// <summary>What an administrator does, one step at a time; what was typed stays until it is done or given up.</summary>
public sealed partial class ColleagueDialog : IAsyncDisposable
{
    private static readonly string[] s_fields =
        [CompanyRefusals.BadName, CompanyRefusals.BadEmail, CompanyRefusals.AlreadyColleague, CompanyRefusals.BadDates];

    private ElementReference _dialog;
    private IJSObjectReference? _script;
    private GrantForm _form = new();
    private View _view;
    private int _colleague;
    private ColleagueGrant? _seen;
    private Error? _error;
    private string? _missing;
    private bool _trying;

    private enum View
    {
        Invite,
        Person,
        Grant,
        Change,
        Revoke,
        Disable,
    }

    /// <summary>As they are now; what is being changed stays as it was seen.</summary>
    [Parameter, EditorRequired] public CompanyPeople People { get; set; } = null!;

    /// <summary>Of which company.</summary>
    [Parameter, EditorRequired] public PartyScope Scope { get; set; } = null!;

    /// <summary>Something was done; the sentence says what.</summary>
    [Parameter, EditorRequired] public EventCallback<string> OnDone { get; set; }

    /// <summary>What is shown is no longer so: reads it again and gives what is so now, null when it could not be read.</summary>
    [Parameter, EditorRequired] public Func<Task<CompanyPeople?>> SeeAgain { get; set; } = null!;

    [Inject] public required CompanyService Service { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    private bool IsForm => _view is View.Invite or View.Grant or View.Change;

    private Colleague? Colleague => People.Colleagues.FirstOrDefault(colleague => colleague.Id == _colleague);

    private ColleagueGrant? Seen => _seen;

    private RefusedError? ProblemOfAField => _error is RefusedError { Code: { } code } refused && IsForm && s_fields.Contains(code) ? refused : null;

    private string Title => _view switch
    {
        View.Invite => T["InviteTitle"],
        View.Person => Colleague?.Name ?? "",
        _ => T[$"Title_{_view}", Colleague?.Name ?? ""],
    };

    /// <summary>Opens for a new person.</summary>
    internal Task InviteAsync()
    {
        Show(View.Invite, new GrantForm());
        return OpenAsync();
    }

    /// <summary>Opens on somebody's access.</summary>
    internal Task ManageAsync(Colleague colleague)
    {
        ArgumentNullException.ThrowIfNull(colleague);
        _colleague = colleague.Id;
        Show(View.Person);
        return OpenAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_script is not null)
            {
                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone, and its script with it.
        }
    }

    private string InWords(ColleagueGrant grant)
    {
        var words = $"{AccessWords.Role(grant.Role)} · {AccessWords.Scope(grant.Scope, grant.SiteName)}";
        return AccessWords.Dates(grant.From, grant.To, People.Today) is { } dates ? $"{words}, {dates}" : words;
    }

    private string? Invalid(params string[] codes) => _error is RefusedError { Code: { } code } && codes.Contains(code) ? "true" : null;

    private void Show(View view, GrantForm? form = null)
    {
        (_view, _error, _missing, _seen) = (view, null, null, null);
        // A request of its own for each thing meant, also for what has no fields.
        _form = form ?? new GrantForm();
        StateHasChanged();
    }

    private void Add() =>
        Show(View.Grant, Colleague is { State: ColleagueState.Disabled, Grants: [var last, ..] } ? GrantForm.Of(last with { From = null, To = null }) : new GrantForm());

    private void Change(ColleagueGrant grant)
    {
        Show(View.Change, GrantForm.Of(grant));
        _seen = grant;
    }

    private void Ask(View view, ColleagueGrant? grant)
    {
        Show(view);
        _seen = grant;
    }

    private Task BackAsync()
    {
        if (_view == View.Invite)
        {
            return CloseAsync();
        }
        Show(View.Person);
        return Task.CompletedTask;
    }

    private async Task SaveAsync()
    {
        if (_trying)
        {
            return;
        }
        _trying = true;
        try
        {
            if (await TryAsync() is not { } result)
            {
                return;
            }
            _error = result.Error;
            if (result.Ok)
            {
                var name = _view == View.Invite ? _form.Name.Trim() : Colleague?.Name ?? "";
                await CloseAsync();
                await OnDone.InvokeAsync(T[$"Done_{_view}", name]);
            }
            else if (_error is RefusedError { Code: CompanyRefusals.Stale or CompanyRefusals.NotFound })
            {
                await LookAgainAsync();
            }
        }
        finally
        {
            _trying = false;
        }
    }

    private async Task<Result<int>?> TryAsync()
    {
        NewGrant? grant = null;
        if (IsForm)
        {
            (grant, _missing) = _form.ToGrant();
            if (grant is null)
            {
                return null;
            }
        }
        return (_view, grant, Colleague, _seen) switch
        {
            (View.Invite, { } wanted, _, _) => await Service.InviteAsync(Scope, _form.Request, _form.Name, _form.Email, wanted, CancellationToken.None),
            (View.Grant, { } wanted, { } colleague, _) => await Service.GrantAsync(Scope, _form.Request, colleague, wanted, CancellationToken.None),
            (View.Change, { } wanted, _, { } seen) => await Service.ChangeAsync(Scope, _form.Request, seen, wanted, CancellationToken.None),
            (View.Revoke, _, _, { } seen) => await Service.RevokeAsync(Scope, _form.Request, seen, CancellationToken.None),
            (View.Disable, _, { } colleague, _) => await Service.DisableAsync(Scope, _form.Request, colleague, CancellationToken.None),
            _ => null,
        };
    }

    private async Task SendAgainAsync()
    {
        if (_trying || Colleague is not { } colleague)
        {
            return;
        }
        _trying = true;
        try
        {
            var sent = await Service.InviteAgainAsync(Scope, _form.Request, colleague, CancellationToken.None);
            _error = sent.Error;
            if (sent.Ok)
            {
                await CloseAsync();
                await OnDone.InvokeAsync(T["Done_Again", colleague.Name]);
            }
        }
        finally
        {
            _trying = false;
        }
    }

    // Somebody else was quicker: what is so now is what the next attempt is about, and what was typed stays.
    private async Task LookAgainAsync()
    {
        var people = await SeeAgain();
        var grants = people?.Colleagues.SelectMany(colleague => colleague.Grants) ?? [];
        if (_seen is { } seen && grants.FirstOrDefault(grant => grant.Id == seen.Id && grant.State != AccessState.Revoked) is { } now)
        {
            _seen = now;
        }
    }

    private async Task OpenAsync()
    {
        _script ??= await Js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/dialog.js"]);
        await _script.InvokeVoidAsync("show", _dialog);
    }

    private async Task CloseAsync()
    {
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("close", _dialog);
        }
    }
}
