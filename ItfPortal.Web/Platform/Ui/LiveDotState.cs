namespace ItfPortal.Web.Platform.Ui;

/// <summary>How the page hears of changes, as the reader is told.</summary>
public enum LiveDotState
{
    /// <summary>Within milliseconds.</summary>
    Live,

    /// <summary>Asking every two seconds.</summary>
    Polling,

    /// <summary>Not at the moment; what is shown may be old.</summary>
    Reconnecting,

    /// <summary>Held by the reader.</summary>
    Paused,
}
