namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>A code as people type it.</summary>
internal static class FactorCode
{
    /// <summary>The longest that a field takes: there is room for spaces and dashes.</summary>
    public const int MaxLength = 32;

    private const int RecoveryLength = 10;

    /// <summary>Whether it has the length of a recovery code, without the spaces and dashes that do not count.</summary>
    public static bool IsRecovery(string code) => code.Count(char.IsLetterOrDigit) == RecoveryLength;
}
