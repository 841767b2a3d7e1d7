namespace ItfPortal.Web.Features.Accounts.Privacy;

/// <summary>What is asked of people, and by which text. A changed text is another version, and what was consented to by another one does not stand.</summary>
internal static class PrivacyPolicy
{
    /// <summary>Version of the policy and of the texts of the purposes, which is their day.</summary>
    public const string Version = "2026-11-30";

    /// <summary>The purposes, each with a box of its own: a word as it stands in the table.</summary>
    public static IReadOnlyList<string> Purposes { get; } = ["newsletter", "surveys"];
}
