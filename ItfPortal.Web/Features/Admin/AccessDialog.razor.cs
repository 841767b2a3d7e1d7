using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Access;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ItfPortal.Web.Features.Admin;

/// <summary>What is decided about somebody's access, one thing at a time; what was typed stays until it is done or given up.</summary>
public sealed partial class AccessDialog : IAsyncDisposable
{
    private static readonly string[] s_fields =
    [
        CompanyRefusals.BadName, CompanyRefusals.BadEmail, CompanyRefusals.AlreadyHasAccess, CompanyRefusals.BadDates, CompanyRefusals.BadReason,
    ];

    private ElementReference _dialog;
    private IJSObjectReference? _script;
    private GrantForm _form = new();
    private View _view;
    private GrantableCompany? _company;
    private PersonGrant? _seen;
    private Error? _error;
    private string? _missing;
    private bool _confirmed;
    private bool _trying;
    private int _reading;

    private enum View
    {
        Invite,
        Grant,
        Change,
        Revoke,
        Disable,
    }

    /// <summary>As they are now; null where somebody new is invited.</summary>
    [Parameter] public PortalPerson? Person { get; set; }

    /// <summary>Something was done: the person's id, and a sentence that says what.</summary>
    [Parameter, EditorRequired] public EventCallback<(int Person, string Sentence)> OnDone { get; set; }

    /// <summary>What is shown is no longer so: reads it again and gives what is so now, null when it could not be read.</summary>
    [Parameter] public Func<Task<PortalPerson?>>? SeeAgain { get; set; }

    [Inject] public required AccessDecisions Decisions { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    private bool IsGrant => _view is View.Invite or View.Grant or View.Change;

    private bool IsOfAField => _error is RefusedError { Code: { } code } && s_fields.Contains(code);

    private bool NeedsConfirmation => _error is RefusedError { Code: CompanyRefusals.LastAdministratorLeaves };

    private string Title => _view == View.Invite ? T["InviteTitle"] : T[$"Title_{_view}", Person?.Name ?? ""];

    // Where the person has or had access: most often the one that is meant.
    private IReadOnlyList<Customer> Companies =>
    [
        .. (Person?.Grants ?? []).Where(grant => grant.Party is not null).DistinctBy(grant => grant.Party)
            .Select(grant => new Customer(grant.Party!.Value, grant.PartyName ?? "", grant.PartyCode ?? "")),
    ];

    private IEnumerable<PersonGrant> Held => (Person?.Grants ?? []).Where(grant => grant is { Role: not null, State: not AccessState.Revoked });

    /// <summary>Opens for a new person.</summary>
    internal Task InviteAsync() => OpenAsync(View.Invite, null);

    /// <summary>Opens for a further access.</summary>
    internal Task GrantAsync() => OpenAsync(View.Grant, null);

    /// <summary>Opens on an access, to be changed.</summary>
    internal async Task ChangeAsync(PersonGrant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        await OpenAsync(View.Change, grant);
        if (grant.Party is { } party)
        {
            await ReadCompanyAsync(party);
        }
    }

    /// <summary>Opens on an access, to be taken away.</summary>
    internal Task RevokeAsync(PersonGrant grant) => OpenAsync(View.Revoke, grant);

    /// <summary>Opens on everything, to be taken away.</summary>
    internal Task DisableAsync() => OpenAsync(View.Disable, null);

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

    private string InWords(PersonGrant grant) => $"{PersonWords.Company(grant, T)} · {PersonWords.Grant(grant, CompanyTime.Today(Time), T)}";

    private string? Invalid(params string[] codes) => _error is RefusedError { Code: { } code } && codes.Contains(code) ? "true" : null;

    private async Task ChooseAsync(Customer? company)
    {
        (_company, _missing) = (null, null);
        _reading++;
        if (company is not null)
        {
            await ReadCompanyAsync(company.Id);
        }
    }

    private async Task ReadCompanyAsync(int party)
    {
        var reading = ++_reading;
        var read = await Decisions.CompanyAsync(party, CancellationToken.None);
        if (reading != _reading)
        {
            // Another company was chosen meanwhile, or the dialog is about somebody else.
            return;
        }
        _company = read.Ok ? read.Value : null;
        _error = read.Error;
        StateHasChanged();
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
                var name = _view == View.Invite ? _form.Name.Trim() : Person?.Name ?? "";
                await CloseAsync();
                await OnDone.InvokeAsync((result.Value, T[$"Done_{_view}", name]));
            }
            else if (_error is RefusedError { Code: CompanyRefusals.Stale or CompanyRefusals.NotFound } && SeeAgain is { } again)
            {
                // Somebody else was quicker: what is so now is what the next attempt is about, and what was typed stays.
                var now = (await again())?.Grants.FirstOrDefault(grant => grant.Id == _seen?.Id && grant.State != AccessState.Revoked);
                _seen = now ?? _seen;
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
        if (IsGrant)
        {
            (grant, _missing) = _company is null && _view != View.Change ? (null, "CompanyMissing") : _form.ToGrant();
            if (grant is null)
            {
                return null;
            }
        }
        return (_view, grant, Person, _company, _seen) switch
        {
            (View.Invite, { } wanted, _, { } company, _) =>
                await Decisions.InviteAsync(_form.Request, company.Id, _form.Name, _form.Email, wanted, _form.Reason, CancellationToken.None),
            (View.Grant, { } wanted, { } person, { } company, _) =>
                await Decisions.GrantAsync(_form.Request, person.Id, company.Id, wanted, _form.Reason, CancellationToken.None),
            (View.Change, { } wanted, { } person, _, { } seen) =>
                await Decisions.ChangeAsync(_form.Request, person.Id, seen, wanted, _confirmed, _form.Reason, CancellationToken.None),
            (View.Revoke, _, { } person, _, { } seen) =>
                await Decisions.RevokeAsync(_form.Request, person.Id, seen, _confirmed, _form.Reason, CancellationToken.None),
            (View.Disable, _, { } person, _, _) =>
                await Decisions.DisableAsync(_form.Request, person, null, _confirmed, _form.Reason, CancellationToken.None),
            _ => null,
        };
    }

    private async Task OpenAsync(View view, PersonGrant? seen)
    {
        (_view, _seen, _company, _error, _missing, _confirmed) = (view, seen, null, null, null, false);
        _reading++;
        // A request of its own for each thing meant.
        _form = seen is { Role: { } role } ? GrantForm.Of(role, seen.Scope, seen.Site, seen.From, seen.To) : new GrantForm();
        StateHasChanged();
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
