using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>A company's legal facts, read again when an event of area access of the company says so.</summary>
public sealed partial class LegalIsland
{
    private PartyScope? _scope;
    private LegalFacts? _facts;
    private Error? _problem;
    private LegalField? _field;
    private RequestId _request = RequestId.New();
    private string? _seen;
    private string _wanted = "";
    private string? _told;
    private bool _stale;
    private bool _trying;
    private bool _heard;
    private LiveDotState _dot;

    /// <summary>The company's code when the person has several companies, else null.</summary>
    [Parameter] public string? Company { get; set; }

    [Inject] internal CompanySelfService Companies { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _dot = DotOf(Feed.Status);
        _scope = (await Session.GetAsync(Ended))?.Scope(Company);
        await ReadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!_heard && RendererInfo.IsInteractive && _scope is { } scope && !Ended.IsCancellationRequested)
        {
            _heard = true;
            Hear(callback => Feed.Subscribe(scope, callback), TakeAsync);
        }
    }

    private static ChipTone Tone(ChangeRequestState state) => state switch
    {
        ChangeRequestState.Waiting => ChipTone.Quotation,
        ChangeRequestState.Accepted => ChipTone.Done,
        ChangeRequestState.Refused => ChipTone.Late,
        _ => ChipTone.Cancelled,
    };

    private (string, string, string)[] Compared(LegalField field) => [(T[$"Fact_{field}"], _wanted, _seen ?? "")];

    private async Task TakeAsync(LiveSignal signal)
    {
        if (signal is LiveSignal.StatusChanged { Status: var status })
        {
            _dot = DotOf(status);
            StateHasChanged();
        }
        else if (signal is LiveSignal.Gap || (signal is LiveSignal.Changed { Events: var events } && events.Any(change => change.Area == EventArea.Access)))
        {
            await ReadAsync();
            StateHasChanged();
        }
    }

    private async Task ReadAsync()
    {
        if (_scope is not { } scope)
        {
            return;
        }
        var read = await Companies.FactsAsync(scope, Ended);
        if (read.Ok)
        {
            _facts = read.Value;
        }
        else if (_facts is null)
        {
            _problem = read.Error;
        }
    }

    private void Open(LegalField field)
    {
        // Another thing meant: a request of its own.
        (_field, _request, _wanted, _seen) = (field, RequestId.New(), _facts?.Of(field) ?? "", _facts?.Of(field));
        (_problem, _told, _stale) = (null, null, false);
    }

    private void Close() => (_field, _problem, _stale) = (null, null, false);

    private async Task AskAsync()
    {
        if (_trying || _field is not { } field || _scope is not { } scope)
        {
            return;
        }
        await TryAsync(async () =>
        {
            var asked = await Companies.AskAsync(scope, _request, field, _seen, _wanted, CancellationToken.None);
            await ReadAsync();
            if (asked.Ok)
            {
                Close();
                _told = "Asked";
                return;
            }
            _problem = asked.Error;
            _stale = asked.Error is RefusedError { Code: ProfileRefusals.StaleValues };
            if (_stale)
            {
                // The next attempt is of what is shown beside it.
                _seen = _facts?.Of(field);
            }
        });
    }

    private Task WithdrawAsync(ChangeRequest request) => TryAsync(async () =>
    {
        Close();
        var done = await Companies.WithdrawAsync(_scope!, RequestId.New(), request.Id, CancellationToken.None);
        (_problem, _told) = (done.Error, done.Ok ? "Withdrawn" : null);
        await ReadAsync();
    });

    private async Task TryAsync(Func<Task> deed)
    {
        if (_trying)
        {
            return;
        }
        _trying = true;
        try
        {
            await deed();
        }
        finally
        {
            _trying = false;
        }
    }
}
