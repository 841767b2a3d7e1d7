using System.Collections.Concurrent;
using ItfPortal.Tryton.Views;

namespace ItfPortal.Web.Features.Orders.ViewAs;

/// <summary>
/// What a page has just read of a view, for the island on it: first for its prerendering, then once for its circuit, so that the banner does
/// not go and come again. Kept for seconds in this process only; the island reads the view again as soon as it lives. Singleton.
/// </summary>
public sealed class OpenedViews(TimeProvider time)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Session, int View), (ViewState State, DateTimeOffset At)> _opened = new();

    /// <summary>Keeps what was read.</summary>
    /// <param name="session">Id of the session that opened the page: nobody else is given it.</param>
    /// <param name="view">As read.</param>
    public void Put(string session, ViewState view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var now = time.GetUtcNow();
        foreach (var (key, kept) in _opened)
        {
            if (now - kept.At > s_kept)
            {
                _opened.TryRemove(new(key, kept));
            }
        }
        _opened[(session, view.Id)] = (view, now);
    }

    /// <summary>What was kept, or null.</summary>
    /// <param name="session">Id of the session.</param>
    /// <param name="view">Id of the view.</param>
    /// <param name="last">Whether nobody else needs it.</param>
    public ViewState? Take(string session, int view, bool last)
    {
        var found = last ? _opened.TryRemove((session, view), out var kept) : _opened.TryGetValue((session, view), out kept);
        return found && time.GetUtcNow() - kept.At <= s_kept ? kept.State : null;
    }
}
