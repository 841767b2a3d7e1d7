using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Admin;

/// <summary>Features by groups. A switch counts at once; whatever came of it, the page then shows what Tryton says.</summary>
public sealed partial class FeaturesIsland
{
    private FeatureTable? _table;
    private Error? _error;
    private Error? _problem;
    private string? _announcement;
    private bool _trying;

    [Inject] public required FeatureService Features { get; init; }

    [Inject] public required PageHandover Handover { get; init; }

    private bool Disabled => _trying || !RendererInfo.IsInteractive;

    private PanelState Panel => this switch
    {
        { _table: not null } => PanelState.Ready,
        { _error: not null } => PanelState.Failed,
        _ => PanelState.Loading,
    };

    protected override async Task OnInitializedAsync() =>
        Take(await Handover.ReadAsync("features", RendererInfo.IsInteractive, () => Features.TableAsync(CancellationToken.None)));

    private static string Word(bool? value) => value switch { true => "on", false => "off", null => "" };

    private static bool? Value(object? word) => word switch { "on" => true, "off" => false, _ => null };

    private string CompaniesInWords(CustomerGroup group) =>
        T[Nouns.IsPlural(group.Companies, Reader.Language) ? "GroupCompanies" : "GroupCompaniesOne", group.Companies];

    private async Task SwitchAsync(FeatureState feature, int? group, bool? enabled)
    {
        if (_trying)
        {
            return;
        }
        _trying = true;
        try
        {
            var seen = group is { } its ? feature.Of(its) : feature.Enabled;
            var result = await Features.SwitchAsync(RequestId.New(), new FeatureSwitch(feature.Code, group, enabled, seen), CancellationToken.None);
            _problem = result.Error;
            _announcement = result.Ok ? T["Switched"].Value : null;
            await ReadAsync();
        }
        finally
        {
            _trying = false;
        }
    }

    private async Task ReadAgainAsync()
    {
        _problem = null;
        await ReadAsync();
    }

    private async Task ReadAsync() => Take(await Features.TableAsync(CancellationToken.None));

    private void Take(Result<FeatureTable> result)
    {
        _error = result.Error;
        _table = result.Ok ? result.Value : _table;
    }
}
