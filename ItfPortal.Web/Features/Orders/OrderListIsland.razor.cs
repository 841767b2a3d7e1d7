using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;
using OrderRows = ItfPortal.Tryton.Orders.OrderPage;

namespace ItfPortal.Web.Features.Orders;

/// <summary>The customer's list: prerendered with its page, then patched by events.</summary>
public sealed partial class OrderListIsland
{
    private (OrderListState List, LiveStatus Live)? _shown;
    private string? _loaded;
    private OrdersFilter _filter = OrdersFilter.All;

    /// <summary>The filter as <see cref="OrdersQueryUrl"/> writes it.</summary>
    [Parameter, EditorRequired] public string Query { get; set; } = "";

    /// <summary>From the prerendering to the circuit: a packed <see cref="ListSnapshot"/>.</summary>
    [PersistentState] public byte[]? Handed { get; set; }

    // Without a session there is nothing to retry: the way on is to sign in.
    private bool NeedsSignIn => SignedOut || List is { HasPage: false, Error: SignInNeededError };

    private OrderListState List => State.Value.List;

    private string Here => OrdersQueryUrl.ToUrl(_filter, Company);

    private PanelState Panel => List switch
    {
        _ when NeedsSignIn => PanelState.Empty,
        { HasPage: false, Status: LoadStatus.Failed } => PanelState.Failed,
        { HasPage: false } => PanelState.Loading,
        { Rows.IsEmpty: true } => PanelState.Empty,
        _ => PanelState.Ready,
    };

    private string Count => List.More ? Formats.Quantity(List.Count) + "+" : Formats.Quantity(List.Count);

    private string CountInWords => List switch
    {
        { More: true } => T["CountMore", Formats.Quantity(List.Count)],
        { Count: 1 } => T["Count_One"],
        _ => T["Count_Many", Formats.Quantity(List.Count)],
    };

    private string? Announcement
    {
        get
        {
            if (List.Announced is not { } change)
            {
                return null;
            }
            var sentence = ChangeSentence.Of(change, Today);
            var number = change.Detail.Row is { } row ? row.Number : change.Detail.Number;
            return number is null ? T["AnnounceNoNumber", sentence].Value : T["Announce", number, sentence].Value;
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{Company}?{Query}";
        if (asked == _loaded)
        {
            return;
        }
        _loaded = asked;
        _filter = OrdersQueryUrl.Parse(Query);
        if (!await FindScopeAsync())
        {
            return;
        }
        var scope = Scope!;
        Dispatcher.Dispatch(new OrdersActions.LoadPage(scope, _filter) { Handed = TakeHanded(scope.CacheKey), Island = this });
        await State.WhenAsync(state => state.List.Status is LoadStatus.Ready or LoadStatus.Failed, Ended);
        if (!RendererInfo.IsInteractive && List.Status == LoadStatus.Ready)
        {
            Handed = Snapshot.Pack(new ListSnapshot(
                scope.CacheKey, Query, List.Generation,
                new OrderRows(List.Rows, List.Next, List.Previous, List.Count, List.More, List.AsOf!.Value)));
        }
    }

    protected override void Dispose(bool disposing)
    {
        var wasOpen = !Ended.IsCancellationRequested;
        base.Dispose(disposing);
        if (disposing && wasOpen)
        {
            Dispatcher.Dispatch(new OrdersActions.ListClosed(this));
        }
    }

    protected override void CatchUp(string generation)
    {
        if (List.Generation != generation && List.Status is LoadStatus.Ready)
        {
            Read();
        }
    }

    protected override bool IsAffected()
    {
        var now = (List, State.Value.Live);
        if (_shown is { } shown && ReferenceEquals(shown.List, now.List) && shown.Live == now.Live)
        {
            return false;
        }
        _shown = now;
        return true;
    }

    private ListSnapshot? TakeHanded(string scope)
    {
        if (!RendererInfo.IsInteractive)
        {
            return null;
        }
        var handed = Snapshot.Unpack<ListSnapshot>(Handed);
        // Used once; a page read later must not be overwritten by it.
        Handed = null;
        return handed is not null && handed.Scope == scope && handed.Query == Query ? handed : null;
    }

    private void Read()
    {
        if (Scope is { } scope)
        {
            Dispatcher.Dispatch(new OrdersActions.LoadPage(scope, _filter));
        }
    }

    private void MarkSeen() => Dispatcher.Dispatch(new OrdersActions.Seen());

    private string Url(OrdersFilter filter) => OrdersQueryUrl.ToUrl(filter, Company);

    private string SortedBy(OrderSort sort) => Url(_filter.FirstPage with
    {
        Sort = sort,
        Descending = _filter.Sort != sort || !_filter.Descending,
    });

    private RowChange? ChangeOf(OrderRow row)
    {
        if (!List.Changes.TryGetValue(row.Id, out var change))
        {
            return null;
        }
        var sentence = ChangeSentence.Of(change.Event, Today, row);
        return new RowChange(change.Left ? T["Left", sentence] : sentence, change.Version, Formats.Time(change.Event.At));
    }
}
