using System.Collections.Immutable;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using BoardAnswer = ItfPortal.Tryton.Orders.BoardPage;

namespace ItfPortal.Web.Features.Support.State;

/// <summary>What happens to the slice.</summary>
public static class BoardActions
{
    /// <summary>A page is wanted.</summary>
    public sealed record Load(BoardFilter Filter);

    /// <summary>The page is there.</summary>
    public sealed record Loaded(BoardFilter Filter, BoardReading Reading);

    /// <summary>The page could not be read.</summary>
    public sealed record LoadFailed(BoardFilter Filter, Error Error);

    /// <summary>Rows older than the last one are wanted.</summary>
    public sealed record LoadOlder;

    /// <summary>They are there.</summary>
    public sealed record OlderLoaded(BoardFilter Filter, string After, BoardAnswer Page);

    /// <summary>They could not be read.</summary>
    public sealed record OlderFailed(BoardFilter Filter, Error Error);

    /// <summary>The feed spoke.</summary>
    /// <param name="Signal">What it said.</param>
    /// <param name="Counts">Of all customers, as the replica knows them; null when it does not.</param>
    /// <param name="Today">In the company's zone.</param>
    public sealed record Heard(LiveSignal Signal, ImmutableDictionary<string, int>? Counts, DateOnly Today);

    /// <summary>The agent stops the board.</summary>
    public sealed record Pause;

    /// <summary>The agent lets it go on, with what has waited.</summary>
    public sealed record Resume;

    /// <summary>The agent has scrolled away from the top, or back.</summary>
    public sealed record Scrolled(bool Away);

    /// <summary>The agent wants to see what has waited, paused or not.</summary>
    public sealed record ShowWaiting;

    /// <summary>What changed has been seen.</summary>
    public sealed record Seen;
}
