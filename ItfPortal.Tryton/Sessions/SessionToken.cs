namespace ItfPortal.Tryton.Sessions;

/// <summary>One person's session in Tryton: what every call of theirs carries. Never leaves the server.</summary>
/// <param name="Login">The login it was opened with.</param>
/// <param name="UserId">Id of the <c>res.user</c>.</param>
/// <param name="Key">The session's secret, 64 hexadecimal characters.</param>
/// <remarks>Source: <c>common.db.login</c>, trytond/protocols/dispatcher.py.</remarks>
public sealed record SessionToken(string Login, int UserId, string Key)
{
    /// <summary>Language of a session that does not say.</summary>
    public const string DefaultLanguage = "fr";

    /// <summary>
    /// ISO code of the language in which Tryton speaks to the person in this session's calls: errors, warnings, reports. That of the
    /// sign-in; change it with <c>session with { Language = "en" }</c>. The default is <c>fr</c>.
    /// </summary>
    public string Language { get; init; } = DefaultLanguage;

    /// <summary>Never shows the key, so that a token in a log line gives nothing away.</summary>
    public override string ToString() => $"session of user {UserId}";
}
