namespace ItfPortal.Web.Platform.Ui;

/// <summary>The four states of data on a page.</summary>
public enum PanelState
{
    /// <summary>Not yet there.</summary>
    Loading,

    /// <summary>Not to be had; with a retry.</summary>
    Failed,

    /// <summary>Nothing there; with a next step.</summary>
    Empty,

    /// <summary>There.</summary>
    Ready,
}
