namespace ItfPortal.Web.Platform.Security;

/// <summary>Names of the authorisation policies; a convention test lists every page with its own.</summary>
public static class Policies
{
    /// <summary>Anybody with a session.</summary>
    public const string SignedIn = "signed in";

    /// <summary>A customer's person: at least one company.</summary>
    public const string Customer = "customer";

    /// <summary>ITF's own people, support or administrator.</summary>
    public const string Staff = "staff";

    /// <summary>ITF's administrators of the portal.</summary>
    public const string Administrator = "administrator";
}
