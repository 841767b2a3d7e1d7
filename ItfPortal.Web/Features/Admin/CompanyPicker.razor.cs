using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Errors;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace ItfPortal.Web.Features.Admin;

/// <summary>Looks companies up while one types; only the newest words' answer counts.</summary>
public sealed partial class CompanyPicker : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _ending = new();
    private CancellationTokenSource? _searching;
    private IReadOnlyList<Customer>? _found;
    private Error? _error;
    private string _words = "";
    private bool _swallow;

    /// <summary>The company in question; null while it is looked for.</summary>
    [Parameter, EditorRequired] public GrantableCompany? Chosen { get; set; }

    /// <summary>Chosen, or null for another one.</summary>
    [Parameter, EditorRequired] public EventCallback<Customer?> OnChosen { get; set; }

    /// <summary>Offered before anything is typed.</summary>
    [Parameter] public IReadOnlyList<Customer> First { get; set; } = [];

    /// <summary>Said at the field when none was chosen.</summary>
    [Parameter] public string? Missing { get; set; }

    [Inject] public required AccessDecisions Decisions { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    private IReadOnlyList<Customer> Shown => _words.Length == 0 ? First : _found ?? [];

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
        _searching?.Dispose();
    }

    private async Task SearchAsync(ChangeEventArgs change)
    {
        _words = (change.Value?.ToString() ?? "").Trim();
        _searching?.Cancel();
        _searching?.Dispose();
        _searching = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        var token = _searching.Token;
        if (_words.Length == 0)
        {
            _found = null;
            return;
        }
        try
        {
            await Task.Delay(s_pause, Time, token);
            var result = await Decisions.CompaniesAsync(_words, token);
            if (!token.IsCancellationRequested)
            {
                (_found, _error) = (result.Ok ? result.Value : null, result.Error);
            }
        }
        catch (OperationCanceledException)
        {
            // Other words were typed meanwhile.
        }
    }

    // The return key chooses the only company found; it does not send the form around it.
    private async Task KeyAsync(KeyboardEventArgs key)
    {
        _swallow = key.Key == "Enter";
        if (_swallow && Shown is [var only])
        {
            await ChooseAsync(only);
        }
    }

    private Task ChooseAsync(Customer company)
    {
        (_words, _found) = ("", null);
        return OnChosen.InvokeAsync(company);
    }
}
