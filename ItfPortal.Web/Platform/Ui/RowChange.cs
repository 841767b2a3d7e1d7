namespace ItfPortal.Web.Platform.Ui;

/// <summary>What changed on a row of a list, as a sentence in the reader's language.</summary>
/// <param name="Sentence">A complete one: "12 palettes expédiées, 8 à venir le 2026-12-03".</param>
/// <param name="Version">Counts the changes of this row, so that each is washed once.</param>
/// <param name="When">How long ago or at what time, or null.</param>
public sealed record RowChange(string Sentence, int Version, string? When = null);
