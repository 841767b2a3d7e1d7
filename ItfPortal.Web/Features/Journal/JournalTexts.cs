namespace ItfPortal.Web.Features.Journal;

/// <summary>Texts of the journal.</summary>
public sealed class JournalTexts;
