using ItfPortal.Tryton.Protocol.Servers;

namespace ItfPortal.Tryton.Protocol;

/// <summary>Where each call goes: the root for the server, the database's name below it for the rest; sign-ins to their own process.</summary>
internal sealed class TrytonAddresses
{
    private readonly Dictionary<ServerDialect, (Uri Server, Uri Database, Uri SignIn)> _addresses = [];

    public TrytonAddresses(TrytonOptions options)
    {
        var root = Root(options.RpcUrl);
        var signIn = options.LoginRpcUrl.Length > 0 ? Root(options.LoginRpcUrl) : root;
        var database = Uri.EscapeDataString(options.Database) + '/';
        foreach (var dialect in new[] { ServerDialect.Plain, ServerDialect.RpcPath })
        {
            _addresses[dialect] = (new(root, dialect.Path), new(root, database + dialect.Path), new(signIn, database + dialect.Path));
        }
    }

    /// <summary>The address of a call.</summary>
    public Uri Of(TrytonCall call, ServerDialect dialect)
    {
        var (server, database, signIn) = _addresses[dialect];
        return call.IsServerWide ? server : call.Kind == CallKind.SignIn ? signIn : database;
    }

    private static Uri Root(string text) => new(text.EndsWith('/') ? text : text + '/');
}
