namespace ItfPortal.Web.Platform.Ui;

/// <summary>What a notice is about.</summary>
public enum NoticeKind
{
    /// <summary>To know.</summary>
    Information,

    /// <summary>Done.</summary>
    Good,

    /// <summary>Needs the reader.</summary>
    Attention,

    /// <summary>Went wrong.</summary>
    Problem,
}
