namespace ItfPortal.Tryton.Sessions;

/// <summary>One person's session in Tryton: what every call of theirs carries. Never leaves the server.</summary>
/// <param name="Login">The login it was opened with.</param>
/// <param name="UserId">Id of the <c>res.user</c>.</param>
/// <param name="Key">The session's secret, 64 hexadecimal characters.</param>
/// <remarks>Source: <c>common.db.login</c>, trytond/protocols/dispatcher.py.</remarks>
public sealed record SessionToken(string Login, int UserId, string Key)
{
    /// <summary>Never shows the key, so that a token in a log line gives nothing away.</summary>
    public override string ToString() => $"session of user {UserId}";
}
