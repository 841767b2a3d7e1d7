namespace ItfPortal.Tryton.Protocol;

/// <summary>Where each call goes: <c>/</c> for the server, <c>/database/</c> for the rest; sign-ins to their own process.</summary>
internal sealed class TrytonAddresses
{
    private readonly Uri _server;
    private readonly Uri _database;
    private readonly Uri _signIn;

    public TrytonAddresses(TrytonOptions options)
    {
        _server = Root(options.RpcUrl);
        _database = Below(_server, options.Database);
        _signIn = options.LoginRpcUrl.Length > 0 ? Below(Root(options.LoginRpcUrl), options.Database) : _database;
    }

    /// <summary>The address of a call.</summary>
    public Uri Of(TrytonCall call) =>
        call.IsServerWide ? _server : call.Kind == CallKind.SignIn ? _signIn : _database;

    private static Uri Root(string text) => new(text.EndsWith('/') ? text : text + '/');

    private static Uri Below(Uri root, string database) => new(root, Uri.EscapeDataString(database) + '/');
}
