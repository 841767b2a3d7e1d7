using System.Globalization;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Mail.Outbox;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Admin;

/// <summary>The list of mails, read again at each look.</summary>
public sealed partial class MailsPage
{
    internal const string Resent = "renvoye";
    internal const string TooLate = "trop-tard";
    internal const string NotRecorded = "journal";
    internal const string Failed = "echec";

    private const int Limit = 50;

    private static readonly (OutboxState State, string Word)[] s_states =
        [(OutboxState.Dead, "abandonnes"), (OutboxState.Waiting, "en-attente"), (OutboxState.Sent, "envoyes")];

    private OutboxPage? _page;
    private OutboxState? _state;
    private Guid? _older;
    private Guid? _newer;
    private string? _outcome;
    private Error? _error;

    [SupplyParameterFromQuery(Name = "etat")] public string? Asked { get; set; }

    /// <summary>Id of the last mail of the page before.</summary>
    [SupplyParameterFromQuery(Name = "apres")] public string? After { get; set; }

    /// <summary>Id of the first mail of the page after.</summary>
    [SupplyParameterFromQuery(Name = "avant")] public string? Before { get; set; }

    /// <summary>What came of the button.</summary>
    [SupplyParameterFromQuery(Name = "resultat")] public string? Outcome { get; set; }

    [Inject] internal MailsService Mails { get; init; } = null!;

    [Inject] public required TimeProvider Time { get; init; }

    [CascadingParameter] public HttpContext? HttpContext { get; set; }

    private PanelState Panel => this switch
    {
        { _error: not null } => PanelState.Failed,
        { _page: null } => PanelState.Loading,
        { _page.Lines.IsEmpty: true } => PanelState.Empty,
        _ => PanelState.Ready,
    };

    private IEnumerable<KeyValuePair<string, string>> StateOptions =>
        s_states.Select(pair => new KeyValuePair<string, string>(pair.Word, T[$"State_{pair.State}"])).Prepend(new("", T["Unsent"]));

    protected override async Task OnInitializedAsync()
    {
        _state = State(Asked);
        _older = Guid.TryParse(After, out var older) ? older : null;
        _newer = _older is null && Guid.TryParse(Before, out var newer) ? newer : null;
        _outcome = Outcome is Resent or TooLate or NotRecorded or Failed ? Outcome : null;
        var result = await Mails.PageAsync(new OutboxQuery(_state, _older, _newer, Limit), HttpContext?.RequestAborted ?? default);
        _error = result.Error;
        _page = result.Ok ? result.Value : null;
    }

    /// <summary>The state of a word; null for everything that was not sent.</summary>
    internal static OutboxState? State(string? word) => s_states.Where(pair => pair.Word == word).Select(pair => (OutboxState?)pair.State).FirstOrDefault();

    /// <summary>The word of a state; empty for everything that was not sent.</summary>
    internal static string Word(OutboxState? state) => s_states.FirstOrDefault(pair => pair.State == state).Word ?? "";

    private static ChipTone Tone(OutboxState state) => state switch
    {
        OutboxState.Sent => ChipTone.Done,
        OutboxState.Dead => ChipTone.Late,
        _ => ChipTone.Quotation,
    };

    // Another version's kind by its own name.
    private string Template(OutboxLine line) => T[$"Mail_{line.Template}"] is { ResourceNotFound: false } known ? known.Value : line.Template;

    private string Detail(OutboxLine line) => line switch
    {
        { NextAt: { } next, Attempts: > 0 } => T["Next", line.Attempts.ToString(CultureInfo.InvariantCulture), Formats.DateAndTime(next)],
        { NextAt: not null } => T["Soon"],
        { EndedAt: { } ended } => T["Ended", Formats.DateAndTime(ended), line.Attempts.ToString(CultureInfo.InvariantCulture)],
        _ => "",
    };

    private string Url(Guid? older, Guid? newer) => PortalUrls.Mails(Word(_state), older, newer, null);
}
