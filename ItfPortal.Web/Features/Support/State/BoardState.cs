using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;

namespace ItfPortal.Web.Features.Support.State;

/// <summary>The board as one agent sees it: a page kept by the feed, and what waits while the agent reads.</summary>
public sealed record BoardState
{
    /// <summary>More rows than this are read again from the top: a page left open for days must not grow without end.</summary>
    public const int MaxRows = 3 * BoardFilter.PageSize;

    /// <summary>Before anything is asked for.</summary>
    public static BoardState Initial { get; } = new();

    /// <summary>Where the reading stands.</summary>
    public LoadStatus Status { get; init; }

    /// <summary>Where the reading of older rows stands.</summary>
    public LoadStatus Older { get; init; }

    /// <summary>What is shown.</summary>
    public BoardFilter Filter { get; init; } = BoardFilter.All;

    /// <summary>Whom the filter's customer turned out to be.</summary>
    public CustomerChoice Customer { get; init; } = new(null, []);

    /// <summary>Label of the page when it was read; unequal to the present one means that something was missed.</summary>
    public string Label { get; init; } = "";

    /// <summary>Newest change first.</summary>
    public ImmutableArray<BoardRow> Rows { get; init; } = [];

    /// <summary>Cursor of what is older than the last row.</summary>
    public string? Next { get; init; }

    /// <summary>Orders per open word; of the filter's customer where there is one.</summary>
    public ImmutableDictionary<string, int> Counts { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>UTC; when what is shown was read or last changed. Null before the first reading.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>Why the last reading failed.</summary>
    public Error? Error { get; init; }

    /// <summary>Readings that failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The agent has stopped the board.</summary>
    public bool Paused { get; init; }

    /// <summary>The agent has scrolled away from the top.</summary>
    public bool Away { get; init; }

    /// <summary>What came while the rows were held, newest first; one entry per order.</summary>
    public ImmutableArray<BoardRow> Waiting { get; init; } = [];

    /// <summary>Shown orders that no longer belong here; they stay, faded, while the rows are held.</summary>
    public ImmutableHashSet<int> Left { get; init; } = [];

    /// <summary>How often each shown order has changed unseen since it was read, so that each change is washed once.</summary>
    public ImmutableDictionary<int, int> Changes { get; init; } = ImmutableDictionary<int, int>.Empty;

    /// <summary>The last change, for a screen reader.</summary>
    public BoardRow? Announced { get; init; }

    /// <summary>Something happened of which the events do not tell whether it belongs here: read again.</summary>
    public bool Doubtful { get; init; }

    /// <summary>How the portal hears of changes.</summary>
    public LiveStatus Live { get; init; } = LiveStatus.Live;

    /// <summary>Whether there is a page to show.</summary>
    public bool HasPage => AsOf is not null;

    /// <summary>Whether rows keep their places.</summary>
    public bool Held => Paused || Away;
}
