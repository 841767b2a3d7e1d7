namespace ItfPortal.Web.Platform.Flux;

/// <summary>Where a slice's reading stands.</summary>
public enum LoadStatus
{
    /// <summary>Nothing asked for yet.</summary>
    Idle,

    /// <summary>First reading; there is nothing to show.</summary>
    Loading,

    /// <summary>Reading again; what is shown stays.</summary>
    Refreshing,

    /// <summary>Read.</summary>
    Ready,

    /// <summary>The last reading failed; what was shown stays.</summary>
    Failed,
}
