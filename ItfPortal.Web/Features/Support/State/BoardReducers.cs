using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Flux;

namespace ItfPortal.Web.Features.Support.State;

/// <summary>The slice.</summary>
public sealed class BoardFeature() : Feature<BoardState>(BoardState.Initial)
{
    /// <inheritdoc/>
    protected override BoardState Reduce(BoardState state, object action) => BoardReducers.Reduce(state, action);
}

/// <summary>The board: an event changes it without any call, because it carries the row.</summary>
public static class BoardReducers
{
    /// <summary>The state after the action; the same reference when nothing changes.</summary>
    public static BoardState Reduce(BoardState state, object action)
    {
        ArgumentNullException.ThrowIfNull(state);
        return action switch
        {
            BoardActions.Load load => Load(state, load.Filter),
            BoardActions.Loaded loaded when loaded.Filter.Equals(state.Filter) => Loaded(state, loaded.Reading),
            BoardActions.LoadFailed failed when failed.Filter.Equals(state.Filter) =>
                state with { Status = LoadStatus.Failed, Error = failed.Error, Failures = state.Failures + 1, Doubtful = false },
            BoardActions.LoadOlder when state is { Next: not null, Older: not LoadStatus.Loading } => state with { Older = LoadStatus.Loading },
            BoardActions.OlderLoaded older when older.Filter.Equals(state.Filter) && older.After == state.Next => state with
            {
                Older = LoadStatus.Ready,
                Rows = [.. state.Rows, .. older.Page.Rows.Where(row => !Shows(state, row.Row.Id))],
                Next = older.Page.Next,
            },
            BoardActions.OlderFailed failed when failed.Filter.Equals(state.Filter) => state with { Older = LoadStatus.Failed, Error = failed.Error },
            BoardActions.Heard heard => Heard(state, heard),
            BoardActions.Pause when !state.Paused => state with { Paused = true },
            BoardActions.Resume when state.Paused => ShowUnlessHeld(state with { Paused = false }),
            BoardActions.Scrolled scrolled when scrolled.Away != state.Away => ShowUnlessHeld(state with { Away = scrolled.Away }),
            BoardActions.ShowWaiting when !state.Waiting.IsEmpty || !state.Left.IsEmpty => Show(state),
            BoardActions.Seen when !state.Changes.IsEmpty => state with { Changes = ImmutableDictionary<int, int>.Empty },
            _ => state,
        };
    }

    private static bool Shows(BoardState state, int sale) => state.Rows.Any(row => row.Row.Id == sale);

    private static BoardState Load(BoardState state, BoardFilter filter) => filter.Equals(state.Filter)
        ? state with { Status = state.HasPage ? LoadStatus.Refreshing : LoadStatus.Loading }
        // Another page: what was shown stays until the new one is there.
        : state with
        {
            Status = state.HasPage ? LoadStatus.Refreshing : LoadStatus.Loading,
            Older = LoadStatus.Idle,
            Filter = filter,
            Error = null,
            Failures = 0,
            Paused = false,
            Waiting = [],
            Left = [],
        };

    private static BoardState Loaded(BoardState state, BoardReading reading)
    {
        var page = reading.Page;
        state = state with
        {
            Status = LoadStatus.Ready,
            Label = reading.Label,
            Customer = reading.Customer,
            Counts = page.Counts,
            AsOf = state.AsOf > page.AsOf ? state.AsOf : page.AsOf,
            Error = null,
            Failures = 0,
            Doubtful = false,
        };
        if (!state.Held || state.Rows.IsEmpty)
        {
            return state with
            {
                Rows = page.Rows,
                Next = page.Next,
                Waiting = [],
                Left = [],
                Changes = state.Changes.RemoveRange(state.Changes.Keys.Except(page.Rows.Select(row => row.Row.Id))),
            };
        }
        // Read again under the agent's eyes: what differs waits like any other news.
        var shown = state.Rows.ToDictionary(row => row.Row.Id);
        var newest = state.Rows.Max(row => row.Row.ChangedAt);
        return state with
        {
            Waiting = [.. page.Rows.Where(row => shown.TryGetValue(row.Row.Id, out var old) ? old.Row != row.Row : row.Row.ChangedAt > newest)],
        };
    }

    private static BoardState Heard(BoardState state, BoardActions.Heard heard)
    {
        var counted = heard.Counts is { } counts && state is { HasPage: true, Filter.Customer: "" } && !ReferenceEquals(counts, state.Counts)
            ? state with { Counts = counts }
            : state;
        return heard.Signal switch
        {
            LiveSignal.StatusChanged status when status.Status != counted.Live => counted with { Live = status.Status },
            LiveSignal.Changed changed when counted.HasPage => Changed(counted, changed.Events, heard.Today),
            _ => counted,
        };
    }

    private static BoardState Changed(BoardState state, ImmutableArray<PortalEvent> events, DateOnly today)
    {
        var customer = state.Customer.Found?.Id;
        // Nobody was found for the filter's customer: nothing belongs here.
        if (state.Filter.Customer.Length > 0 && customer is null)
        {
            return state;
        }
        if (customer is not null && events.Any(e => e.Party == customer))
        {
            // The counters are this customer's then, and only Tryton counts those.
            state = state with { Doubtful = true };
        }
        foreach (var (sale, news) in BoardRows.News(events, sale => Known(state, sale)))
        {
            state = news is null || !state.Filter.Takes(news.Row, customer, today) ? Gone(state, sale) : Take(state, news);
        }
        var asOf = events.Max(e => e.At);
        return state with { AsOf = state.AsOf > asOf ? state.AsOf : asOf };
    }

    private static BoardRow? Known(BoardState state, int sale) =>
        state.Waiting.FirstOrDefault(row => row.Row.Id == sale) ?? state.Rows.FirstOrDefault(row => row.Row.Id == sale);

    private static BoardState Gone(BoardState state, int sale)
    {
        var waiting = state.Waiting.RemoveAll(row => row.Row.Id == sale);
        if (!Shows(state, sale))
        {
            return waiting.Length == state.Waiting.Length ? state : state with { Waiting = waiting };
        }
        return state.Held
            ? state with { Waiting = waiting, Left = state.Left.Add(sale) }
            : state with { Waiting = waiting, Rows = state.Rows.RemoveAll(row => row.Row.Id == sale), Changes = state.Changes.Remove(sale) };
    }

    private static BoardState Take(BoardState state, BoardRow news)
    {
        var sale = news.Row.Id;
        var quiet = BoardRows.IsQuiet(news, Known(state, sale));
        if (Shows(state, sale))
        {
            if (state.Paused)
            {
                return Wait(state, news);
            }
            if (state.Away || !state.Filter.IsFirstPage || quiet)
            {
                var patched = state with
                {
                    Rows = [.. state.Rows.Select(row => row.Row.Id == sale ? news : row)],
                    Left = state.Left.Remove(sale),
                };
                return quiet ? patched : Tell(state.Away ? Wait(patched, news) : patched, news);
            }
        }
        else if (state.Filter.Search.Length > 0 || news.Change is null)
        {
            // What a search looks in, and an order that came here without a change worth a sentence, only Tryton knows.
            return state with { Doubtful = true };
        }
        else if (state.Held || !state.Filter.IsFirstPage)
        {
            return Wait(state, news);
        }
        return Tell(state with { Rows = [news, .. state.Rows.Where(row => row.Row.Id != sale)], Left = state.Left.Remove(sale) }, news);
    }

    private static BoardState Wait(BoardState state, BoardRow news) => state with
    {
        Waiting = [news, .. state.Waiting.Where(row => row.Row.Id != news.Row.Id)],
        Announced = news,
    };

    private static BoardState Tell(BoardState state, BoardRow news) => state with
    {
        Changes = state.Changes.SetItem(news.Row.Id, state.Changes.GetValueOrDefault(news.Row.Id) + 1),
        Announced = news,
    };

    private static BoardState ShowUnlessHeld(BoardState state) => state.Held ? state : Show(state);

    private static BoardState Show(BoardState state)
    {
        if ((state.Waiting.IsEmpty && state.Left.IsEmpty) || !state.Filter.IsFirstPage)
        {
            return state;
        }
        var changes = state.Changes.RemoveRange(state.Left);
        foreach (var row in state.Waiting)
        {
            changes = changes.SetItem(row.Row.Id, changes.GetValueOrDefault(row.Row.Id) + 1);
        }
        return state with
        {
            Rows = [.. state.Waiting, .. state.Rows.Where(row => !state.Left.Contains(row.Row.Id) && state.Waiting.All(news => news.Row.Id != row.Row.Id))],
            Waiting = [],
            Left = [],
            Changes = changes,
        };
    }
}
