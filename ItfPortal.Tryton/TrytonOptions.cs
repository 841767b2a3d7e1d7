namespace ItfPortal.Tryton;

/// <summary>Where Tryton is and how the portal shows itself to it. Section <c>Tryton</c>.</summary>
public sealed class TrytonOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tryton";

    /// <summary>Root of Tryton's RPC, for example <c>http://127.0.0.1:8000/</c>. Environment: <c>TRYTON_RPC_URL</c>.</summary>
    public string RpcUrl { get; set; } = "";

    /// <summary>Root of the sign-in process; empty means the same as <see cref="RpcUrl"/>. Environment: <c>TRYTON_LOGIN_RPC_URL</c>.</summary>
    public string LoginRpcUrl { get; set; } = "";

    /// <summary>Name of Tryton's database. Environment: <c>TRYTON_DATABASE</c>.</summary>
    public string Database { get; set; } = "";

    /// <summary>Secret the module asks of requests for portal people (header <c>X-ITF-Portal-Key</c>). Environment: <c>TRYTON_PORTAL_KEY</c>.</summary>
    public string PortalKey { get; set; } = "";

    /// <summary>Login of the service user. Environment: <c>TRYTON_USER</c>.</summary>
    public string ServiceUser { get; set; } = "";

    /// <summary>Password of the service user. Environment: <c>TRYTON_PASSWORD</c>.</summary>
    public string ServicePassword { get; set; } = "";
}
