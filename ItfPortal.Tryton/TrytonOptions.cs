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

    /// <summary>
    /// Versions below the floor that are used all the same, as <c>common.server.version</c> writes them, separated by commas: for packages
    /// whose maker has mended them without changing the number, as Debian 13's 7.0.30. The default is none. The floor: 7.0.40, 7.4.21,
    /// 7.6.11 or any later series. Environment: <c>TRYTON_ALLOWED_VERSIONS</c>.
    /// </summary>
    public string AllowedVersions { get; set; } = "";

    /// <summary>How much of Tryton the portal uses at once, and how long it waits.</summary>
    public TrytonLimits Limits { get; set; } = new();
}

/// <summary>Calls at once, and time for each, per kind of call. Tryton answers about 30 list reads or places 2 orders a second on two cores.</summary>
public sealed class TrytonLimits
{
    /// <summary>
    /// Sign-ins at once. The default is 32; 1 to 100. A failed one sleeps in Tryton for seconds and keeps its place meanwhile: nobody shall
    /// wait for the sleepers. Tryton's sign-in process has 48 threads.
    /// </summary>
    public int SignIns { get; set; } = 32;

    /// <summary>Writes at once. The default is 4; 1 to 100.</summary>
    public int Writes { get; set; } = 4;

    /// <summary>Reads at once. The default is 6; 1 to 100.</summary>
    public int Reads { get; set; } = 6;

    /// <summary>Reports and exports at once. The default is 2; 1 to 100.</summary>
    public int Reports { get; set; } = 2;

    /// <summary>Calls that may wait in each lane; one more is refused at once. The default is 1000; 1 to 100,000.</summary>
    public int Waiting { get; set; } = 1000;

    /// <summary>For a read, waiting and retries included. The default is 10 seconds; up to 5 minutes.</summary>
    public TimeSpan ReadTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For a write, and as long again for its place in the lane. The default is 30 seconds; up to 5 minutes.</summary>
    public TimeSpan WriteTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For a sign-in, and as long again for its place in the lane. The default is 35 seconds, because Tryton sleeps up to 31; up to 5 minutes.</summary>
    public TimeSpan SignInTime { get; set; } = TimeSpan.FromSeconds(35);

    /// <summary>For a report, and as long again for its place in the lane. The default is 60 seconds; up to 5 minutes.</summary>
    public TimeSpan ReportTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>For making a connection. The default is 2 seconds; up to 1 minute.</summary>
    public TimeSpan ConnectTime { get; set; } = TimeSpan.FromSeconds(2);
}
