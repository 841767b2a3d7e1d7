using System.Globalization;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Support.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ItfPortal.Web.Features.Support;

/// <summary>The board: prerendered with its page, then kept by the replica's projection of the feed.</summary>
public sealed partial class BoardIsland : IAsyncDisposable
{
    /// <summary>A screen reader is told of one change at most in this time; the chip counts the rest.</summary>
    private static readonly TimeSpan s_announcePause = TimeSpan.FromSeconds(5);

    private BoardFilter _filter = BoardFilter.All;
    private BoardState? _shown;
    private string? _loaded;
    private IJSObjectReference? _script;
    private DotNetObjectReference<BoardIsland>? _self;
    private long? _announcedAt;
    private bool _loading;

    /// <summary>The filter as <see cref="BoardFilter.ToQuery"/> writes it.</summary>
    [Parameter, EditorRequired] public string Query { get; set; } = "";

    [Inject] public required IState<BoardState> State { get; init; }

    [Inject] public required IDispatcher Dispatcher { get; init; }

    [Inject] public required BoardProjection Projection { get; init; }

    [Inject] public required BoardService Service { get; init; }

    [Inject] public required IJSRuntime Browser { get; init; }

    private BoardState Board => State.Value;

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
        { Paused: true, Live: not LiveStatus.Reconnecting } => LiveDotState.Paused,
        { Live: var status } => DotOf(status),
    };

    /// <summary>Called by the page's script when the top edge of the list goes out of sight or comes back.</summary>
    [JSInvokable]
    public void OnScrolled(bool away) => Dispatcher.Dispatch(new BoardActions.Scrolled(away));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Ended.IsCancellationRequested)
        {
            return;
        }
        State.Changed -= OnStateChanged;
        Dispose();
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
        base.OnInitialized();
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
        _loading = true;
        Dispatcher.Dispatch(new BoardActions.Load(_filter));
        await State.WhenAsync(state => state.Status is LoadStatus.Ready or LoadStatus.Failed, Ended);
        _loading = false;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        Hear(Projection.Subscribe, signal =>
        {
            Dispatcher.Dispatch(new BoardActions.Heard(signal, Projection.Counts, Today));
            return Task.CompletedTask;
        });
        // Between the reading and this moment something may have changed unheard.
        if (Board.Status == LoadStatus.Ready && Board.Label != Service.Label(_filter))
        {
            Read();
        }
        try
        {
            _script = await Browser.InvokeAsync<IJSObjectReference>("import", "./" + Assets["Features/Support/BoardIsland.razor.js"]);
            if (Ended.IsCancellationRequested)
            {
                await _script.DisposeAsync();
                return;
            }
            _self = DotNetObjectReference.Create(this);
            await _script.InvokeVoidAsync("start", _self, Time.GetUtcNow().ToUnixTimeMilliseconds());
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // Times then stand as hours, and rows move even while one has scrolled; the rest works.
            ScriptMissing(Logger, exception.Message);
        }
    }

    private void OnStateChanged()
    {
        if (Ended.IsCancellationRequested || ReferenceEquals(_shown, Board))
        {
            return;
        }
        _shown = Board;
        Announce();
        if (!_loading)
        {
            _ = InvokeAsync(StateHasChanged);
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The board's script did not start: {Reason}")]
    private static partial void ScriptMissing(ILogger logger, string reason);
}
