using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Ui;
using BoardAnswer = ItfPortal.Tryton.Orders.BoardPage;

namespace ItfPortal.Web.Features.Support;

/// <summary>
/// The newest page of every customer's orders, once per replica: read once through the staff's cache, then kept by the feed,
/// so that an agent who opens the board costs Tryton nothing. Agents hear the feed through here, after it is up to date.
/// </summary>
public sealed class BoardProjection : IDisposable
{
    /// <summary>Rows kept; beyond it the page is read again, because its cursor must stand right under its last row.</summary>
    private const int MaxRows = 3 * BoardFilter.PageSize;

    /// <summary>Between two readings that only set the counts right.</summary>
    private static readonly TimeSpan s_countsPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly string _instance = Guid.NewGuid().ToString("N")[..12];
    private readonly IGenerations _generations;
    private readonly ILiveFeed _feed;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IDisposable _subscription;
    private ImmutableArray<Mailbox> _agents = [];
    private BoardAnswer? _page;
    private DateOnly _day;
    private bool _countsDoubtful;
    private long _version;
    private long _countsReadAt;

    /// <summary>Starts to hear.</summary>
    public BoardProjection(ILiveFeed feed, IGenerations generations, TimeProvider time, ILogger<BoardProjection> logger)
    {
        ArgumentNullException.ThrowIfNull(feed);
        (_feed, _generations, _time, _logger) = (feed, generations, time, logger);
        _subscription = feed.SubscribeStaff(Hear);
    }

    /// <summary>Orders per open word over all customers; null while they are not known.</summary>
    public ImmutableDictionary<string, int>? Counts
    {
        get
        {
            lock (_lock)
            {
                return NeedsReading ? null : _page!.Counts;
            }
        }
    }

    /// <summary>Whether it must be read: never read, or an order moved whose former state is not known here.</summary>
    public bool NeedsReading
    {
        get
        {
            lock (_lock)
            {
                // While nothing is heard it grows old; at midnight other orders are late.
                return _page is null || _countsDoubtful || _feed.Status == LiveStatus.Reconnecting || _day != CompanyTime.Today(_time);
            }
        }
    }

    /// <summary>The page as the feed has left it, and its <see cref="Label"/>; null when it must be read.</summary>
    public (BoardAnswer Page, string Label)? Current
    {
        get
        {
            lock (_lock)
            {
                return NeedsReading ? null : (_page!, Label);
            }
        }
    }

    /// <summary>Changes with every change of the page: whoever was given the page with the same label has missed nothing.</summary>
    public string Label
    {
        get
        {
            lock (_lock)
            {
                return $"{_instance}.{_version}";
            }
        }
    }

    /// <summary>Hears what the feed tells staff. A status also comes when only the counts were set right.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<LiveSignal> callback)
    {
        var agent = new Mailbox(
            _ => true, callback, Broadcaster.Capacity, ended => ImmutableInterlocked.Update(ref _agents, all => all.Remove(ended)), _logger);
        ImmutableInterlocked.Update(ref _agents, all => all.Add(agent));
        return agent;
    }

    /// <summary>Takes over a page that has just been read.</summary>
    /// <param name="page">The newest page without any filter.</param>
    /// <param name="generation">Of everything, asked for before the reading.</param>
    /// <returns>The page's label, or null when it was already old.</returns>
    public string? Take(BoardAnswer page, string generation)
    {
        ArgumentNullException.ThrowIfNull(page);
        string label;
        lock (_lock)
        {
            if (generation != _generations.OfAll)
            {
                // Something was heard meanwhile that the page may not know; whoever asks next reads again.
                _countsDoubtful = true;
                return null;
            }
            (_page, _day, _countsDoubtful) = (page, CompanyTime.Today(_time), false);
            label = $"{_instance}.{++_version}";
        }
        foreach (var agent in _agents)
        {
            agent.PostStatus(_feed.Status);
        }
        return label;
    }

    /// <summary>Waits until the counts may be read again, at most once a second whatever the number of agents.</summary>
    public async Task WaitForCountsAsync(CancellationToken cancellationToken)
    {
        TimeSpan left;
        lock (_lock)
        {
            var since = _countsReadAt == 0 ? s_countsPause : _time.GetElapsedTime(_countsReadAt);
            left = since < s_countsPause ? s_countsPause - since : TimeSpan.Zero;
            if (left == TimeSpan.Zero)
            {
                _countsReadAt = _time.GetTimestamp();
            }
        }
        await Task.Delay(left, _time, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    private void Hear(LiveSignal signal)
    {
        switch (signal)
        {
            case LiveSignal.Changed changed:
                Patch(changed.Events);
                foreach (var agent in _agents)
                {
                    agent.Post(changed.Events);
                }
                break;
            case LiveSignal.Gap:
                lock (_lock)
                {
                    _page = null;
                }
                foreach (var agent in _agents)
                {
                    agent.PostGap();
                }
                break;
            case LiveSignal.StatusChanged status:
                foreach (var agent in _agents)
                {
                    agent.PostStatus(status.Status);
                }
                break;
        }
    }

    private void Patch(ImmutableArray<PortalEvent> events)
    {
        lock (_lock)
        {
            _version++;
            if (_page is null)
            {
                return;
            }
            var today = CompanyTime.Today(_time);
            var rows = _page.Rows.ToList();
            var counts = _page.Counts;
            foreach (var (sale, news) in BoardRows.News(events, sale => rows.Find(row => row.Row.Id == sale)))
            {
                var at = rows.FindIndex(row => row.Row.Id == sale);
                var before = at < 0 ? null : rows[at];
                var former = before is null ? BoardRows.FormerlyCountedAs(events.Where(e => e.Sale == sale)) : BoardRows.CountedAs(before.Row, today);
                _countsDoubtful |= former is null;
                counts = Count(Count(counts, former ?? [], -1), news is null ? [] : BoardRows.CountedAs(news.Row, today), 1);
                if (news is not null && at >= 0 && BoardRows.IsQuiet(news, before))
                {
                    rows[at] = news;
                    continue;
                }
                if (at >= 0)
                {
                    rows.RemoveAt(at);
                }
                if (news is not null)
                {
                    rows.Insert(0, news);
                }
            }
            _page = rows.Count > MaxRows ? null : _page with { Rows = [.. rows], Counts = counts, AsOf = events.Max(e => e.At) };
        }
    }

    private static ImmutableDictionary<string, int> Count(ImmutableDictionary<string, int> counts, IEnumerable<string> words, int change)
    {
        foreach (var word in words)
        {
            counts = counts.SetItem(word, Math.Max(0, counts.GetValueOrDefault(word) + change));
        }
        return counts;
    }
}
