namespace ItfPortal.Web.Platform.Mail.Parts;

/// <summary>How a paragraph is said.</summary>
public enum MailLineKind
{
    /// <summary>As text.</summary>
    Text,

    /// <summary>More quietly.</summary>
    Note,

    /// <summary>What is typed elsewhere: large, each sign of the same width.</summary>
    Code,

    /// <summary>To be noticed: what to do if it was not the reader.</summary>
    Alarm,
}
