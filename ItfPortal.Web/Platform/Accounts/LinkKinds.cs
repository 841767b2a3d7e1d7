namespace ItfPortal.Web.Platform.Accounts;

/// <summary>A kind of <see cref="AccountLink"/>.</summary>
/// <param name="Name">As it stands in the table; stays once written.</param>
/// <param name="Type">What it says.</param>
/// <param name="Holds">How long it is worth trying.</param>
internal sealed record LinkKind(string Name, Type Type, TimeSpan Holds);

/// <summary>Every kind.</summary>
internal static class LinkKinds
{
    public const string Access = "access";

    private static readonly LinkKind[] s_all =
    [
        new(Access, typeof(AccessLink), TimeSpan.FromDays(3)),
        new("reset", typeof(ResetLink), TimeSpan.FromMinutes(30)),
        new("code", typeof(CodeLink), TimeSpan.FromMinutes(10)),
        new("again", typeof(AgainLink), TimeSpan.FromMinutes(30)),
        new("address", typeof(AddressLink), TimeSpan.FromHours(1)),
    ];

    /// <summary>The kind of a link.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public static LinkKind Of(AccountLink link) =>
        Array.Find(s_all, kind => kind.Type == link.GetType()) ?? throw new ArgumentException($"{link.GetType().Name} is no kind of link.", nameof(link));

    /// <summary>The kind of that name; null for another version's.</summary>
    public static LinkKind? Find(string name) => Array.Find(s_all, kind => kind.Name == name);
}
