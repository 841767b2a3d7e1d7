using System.Globalization;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Support.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using BoardAnswer = ItfPortal.Tryton.Orders.BoardPage;

namespace ItfPortal.Web.Features.Support;

/// <summary>The board: prerendered with its page, then kept by the replica's projection of the feed.</summary>
public sealed partial class BoardIsland : ComponentBase, IAsyncDisposable
{
    /// <summary>A screen reader is told of one change at most in this time; the chip counts the rest.</summary>
    private static readonly TimeSpan s_announcePause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ending = new();
    private BoardFilter _filter = BoardFilter.All;
    private BoardState? _shown;
    private string? _loaded;
    private IDisposable? _subscription;
    private IJSObjectReference? _script;
    private DotNetObjectReference<BoardIsland>? _self;
    private long? _announcedAt;
    private int _user;

    /// <summary>The filter as <see cref="BoardFilter.ToQuery"/> writes it.</summary>
    [Parameter, EditorRequired] public string Query { get; set; } = "";

    /// <summary>From the prerendering to the circuit: a packed <see cref="BoardSnapshot"/>.</summary>
    [PersistentState] public byte[]? Handed { get; set; }

    [Inject] public required IState<BoardState> State { get; init; }

    [Inject] public required IDispatcher Dispatcher { get; init; }

    [Inject] public required BoardProjection Projection { get; init; }

    [Inject] public required BoardService Service { get; init; }

    [Inject] public required ILiveFeed Feed { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] public required ReaderCulture Culture { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    [Inject] public required IJSRuntime Browser { get; init; }

    [Inject] public required ILogger<BoardIsland> Logger { get; init; }

    private BoardState Board => State.Value;

    private DateOnly Today => CompanyTime.Today(Time);

    private int News => Board.Waiting.Length;

    private string? Announcement { get; set; }

    private PanelState Panel => Board switch
    {
        { HasPage: false, Status: LoadStatus.Failed } => PanelState.Failed,
        { HasPage: false } => PanelState.Loading,
        { Rows.IsEmpty: true } => PanelState.Empty,
        _ => PanelState.Ready,
    };

    private LiveDotState Dot => Board switch
    {
        { Live: LiveStatus.Reconnecting } => LiveDotState.Reconnecting,
        { Paused: true } => LiveDotState.Paused,
        { Live: LiveStatus.Polling } => LiveDotState.Polling,
        _ => LiveDotState.Live,
    };

    /// <summary>Called by the page's script when the top edge of the list goes out of sight or comes back.</summary>
    [JSInvokable]
    public void OnScrolled(bool away) => Dispatcher.Dispatch(new BoardActions.Scrolled(away));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }
        State.Changed -= OnStateChanged;
        _subscription?.Dispose();
        await _ending.CancelAsync();
        _ending.Dispose();
        try
        {
            if (_script is not null)
            {
                await _script.InvokeVoidAsync("stop");
                await _script.DisposeAsync();
            }
        }
        catch (JSException)
        {
            // The page is already another one.
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone, and its script with it.
        }
        _self?.Dispose();
    }

    protected override void OnInitialized()
    {
        State.Changed += OnStateChanged;
        Dispatcher.Dispatch(new BoardActions.Heard(new LiveSignal.StatusChanged(Feed.Status), null, Today));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Query == _loaded)
        {
            return;
        }
        _loaded = Query;
        _filter = BoardFilter.Parse(Query);
        _user = (await Session.GetAsync(_ending.Token))?.Identity.User ?? 0;
        Dispatcher.Dispatch(new BoardActions.Load(_filter) { Handed = TakeHanded() });
        await State.WhenAsync(state => state.Status is LoadStatus.Ready or LoadStatus.Failed, _ending.Token);
        if (!RendererInfo.IsInteractive && Board.Status == LoadStatus.Ready)
        {
            Handed = Snapshot.Pack(new BoardSnapshot(_user, Query, new BoardReading(
                new BoardAnswer(Board.Rows, Board.Next, Board.Counts, Board.AsOf!.Value), Board.Label, Board.Customer)));
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        _subscription = Projection.Subscribe(signal => _ = HearAsync(signal));
        // Between the reading and this moment something may have changed unheard.
        if (Board.Status == LoadStatus.Ready && Board.Label != Service.Label(_filter))
        {
            Read();
        }
        try
        {
            _script = await Browser.InvokeAsync<IJSObjectReference>("import", "./" + Assets["Features/Support/BoardIsland.razor.js"]);
            _self = DotNetObjectReference.Create(this);
            await _script.InvokeVoidAsync("start", _self, Time.GetUtcNow().ToUnixTimeMilliseconds());
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // Times then stand as hours, and rows move even while one has scrolled; the rest works.
            ScriptMissing(Logger, exception.Message);
        }
    }

    private BoardReading? TakeHanded()
    {
        if (!RendererInfo.IsInteractive)
        {
            return null;
        }
        var handed = Snapshot.Unpack<BoardSnapshot>(Handed);
        // Used once; a page read later must not be overwritten by it.
        Handed = null;
        return handed is not null && handed.User == _user && handed.Query == Query ? handed.Reading : null;
    }

    private async Task HearAsync(LiveSignal signal)
    {
        try
        {
            await InvokeAsync(() =>
            {
                if (!_ending.IsCancellationRequested)
                {
                    Culture.Restore();
                    Dispatcher.Dispatch(new BoardActions.Heard(signal, Projection.Counts, Today));
                }
            });
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended while the signal was on its way.
        }
        catch (Exception exception)
        {
            SignalFailed(Logger, exception, signal.GetType().Name);
        }
    }

    private void OnStateChanged()
    {
        if (_ending.IsCancellationRequested || ReferenceEquals(_shown, Board))
        {
            return;
        }
        _shown = Board;
        Announce();
        _ = InvokeAsync(StateHasChanged);
    }

    private void Announce()
    {
        if (Board.Announced is not { Change: not null } news || (_announcedAt is { } at && Time.GetElapsedTime(at) < s_announcePause))
        {
            return;
        }
        _announcedAt = Time.GetTimestamp();
        Announcement = T["Announce", news.Row.Number ?? T["NoNumber"].Value, news.Row.PartyName, SentenceOf(news)];
    }

    private void Read() => Dispatcher.Dispatch(new BoardActions.Load(_filter));

    private void MarkSeen() => Dispatcher.Dispatch(new BoardActions.Seen());

    private void LoadOlder() => Dispatcher.Dispatch(new BoardActions.LoadOlder());

    private void TogglePause() => Dispatcher.Dispatch(Board.Paused ? new BoardActions.Resume() : new BoardActions.Pause());

    private async Task ShowWaitingAsync()
    {
        Dispatcher.Dispatch(new BoardActions.ShowWaiting());
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("toTop");
        }
    }

    private string SentenceOf(BoardRow row) => ChangeSentence.Of(row.Change!, Today, row.Row);

    private static DateTime When(BoardRow row) => row.Change?.At ?? row.Row.ChangedAt;

    private static string Machine(BoardRow row) => When(row).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private string AgeOf(DateOnly date) => (Today.DayNumber - date.DayNumber) switch
    {
        <= 0 => T["Age_Today"],
        var days => T["Age_Days", Formats.Quantity(days)],
    };

    // Two names for one wash: a second change must start the animation again on the same element.
    private string? ClassOf(BoardRow row) => (Board.Changes.TryGetValue(row.Row.Id, out var times), Board.Left.Contains(row.Row.Id)) switch
    {
        (_, true) => "left",
        (true, _) => $"changed wash-{(times % 2 == 0 ? "even" : "odd")}",
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "An open board could not take in {Signal}")]
    private static partial void SignalFailed(ILogger logger, Exception exception, string signal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The board's script did not start: {Reason}")]
    private static partial void ScriptMissing(ILogger logger, string reason);
}

/// <summary>What the prerendered board hands to its circuit.</summary>
/// <param name="User">A circuit of somebody else must not take it over.</param>
/// <param name="Query">Of which address.</param>
/// <param name="Reading">The page.</param>
public sealed record BoardSnapshot(int User, string Query, BoardReading Reading);
