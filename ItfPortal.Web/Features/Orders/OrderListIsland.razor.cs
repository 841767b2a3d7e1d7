using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Orders;

/// <summary>The customer's list: prerendered with its page, then patched by events.</summary>
public sealed partial class OrderListIsland
{
    private OrdersFilter _filter = OrdersFilter.All;
    private string? _parsed;

    /// <summary>The filter as <see cref="OrdersQueryUrl"/> writes it.</summary>
    [Parameter, EditorRequired] public string Query { get; set; } = "";

    protected override OrderListState Part => State.Value.List;

    protected override string Asked => $"{Place.Key}?{Query}";

    protected override LoadStatus Status => List.Status;

    protected override string Generation => List.Generation;

    private OrderListState List => Part;

    private PanelState Panel => List switch
    {
        _ when SignedOut => PanelState.Empty,
        { HasPage: false, Status: LoadStatus.Failed } => PanelState.Failed,
        { HasPage: false } => PanelState.Loading,
        { Rows.IsEmpty: true } => PanelState.Empty,
        _ => PanelState.Ready,
    };

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

    protected override void OnParametersSet()
    {
        if (Query != _parsed)
        {
            (_parsed, _filter) = (Query, OrdersQueryUrl.Parse(Query));
        }
    }

    protected override object Load(PartyScope scope, object? island) => new OrdersActions.LoadPage(scope, _filter) { Island = island };

    protected override object Closed() => new OrdersActions.ListClosed(this);

    private string Url(OrdersFilter filter) => Place.Filtered(filter);

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
