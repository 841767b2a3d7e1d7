using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Features.Company;

/// <summary>How a colleague's state looks, in the tones that states of orders have.</summary>
internal static class ColleagueChip
{
    /// <summary>The classes of the chip.</summary>
    public static string Class(ColleagueState state) => ChipTones.Chip(state switch
    {
        ColleagueState.Active => ChipTone.Done,
        ColleagueState.Invited => ChipTone.Quotation,
        ColleagueState.Coming => ChipTone.Confirmed,
        ColleagueState.Ended => ChipTone.Draft,
        _ => ChipTone.Cancelled,
    }) + $" person-{state.ToString().ToLowerInvariant()}";
}
