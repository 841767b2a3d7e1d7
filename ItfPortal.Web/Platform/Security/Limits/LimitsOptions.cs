using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Security.Limits;

/// <summary>How much one visitor, person or replica may ask for. Section <c>Limits</c>; benches raise them and say so.</summary>
public sealed class LimitsOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>Sign-in forms posted from one address in a minute. The default is 10.</summary>
    public int SignInPerAddressPerMinute { get; set; } = 10;

    /// <summary>Sign-in forms posted from one address in an hour. The default is 60.</summary>
    public int SignInPerAddressPerHour { get; set; } = 60;

    /// <summary>
    /// Failures for one account from unknown devices within <see cref="AccountWindow"/>, then refused without asking
    /// Tryton. The default is 4: Tryton's own count stays below the one that locks the account for everybody.
    /// </summary>
    public int AccountFailures { get; set; } = 4;

    /// <summary>The default is 5 minutes.</summary>
    public TimeSpan AccountWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Failures for one account in an hour, then <see cref="AccountPause"/>. The default is 10.</summary>
    public int AccountFailuresPerHour { get; set; } = 10;

    /// <summary>The default is 15 minutes.</summary>
    public TimeSpan AccountPause { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Mailed links asked for from one address in an hour. The default is 10.</summary>
    public int ResetsPerAddressPerHour { get; set; } = 10;

    /// <summary>Of them for one account, existing or not; more are not sent and nobody is told. Codes to sign in with are counted apart. The default is 3, and Tryton's own.</summary>
    public int ResetsPerAccountPerHour { get; set; } = 3;

    /// <summary>Changes of address asked for by one person in a day. The default is 5, and Tryton's own.</summary>
    public int AddressChangesPerUserPerDay { get; set; } = 5;

    /// <summary>Requests for an account from one address in an hour. The default is 5.</summary>
    public int AccountRequestsPerAddressPerHour { get; set; } = 5;

    /// <summary>Requests for an account from one network (IPv4 /24, IPv6 /48) in a day. The default is 20.</summary>
    public int AccountRequestsPerNetworkPerDay { get; set; } = 20;

    /// <summary>Pages of one signed-in person in a minute. The default is 120.</summary>
    public int PagesPerUserPerMinute { get; set; } = 120;

    /// <summary>Pages of one address without a session in a minute. The default is 60.</summary>
    public int PagesPerAddressPerMinute { get; set; } = 60;

    /// <summary>Pages at once before the rate counts. The default is 30.</summary>
    public int PageBurst { get; set; } = 30;

    /// <summary>Files of rows one person may ask for in a minute. The default is 10.</summary>
    public int ExportsPerUserPerMinute { get; set; } = 10;

    /// <summary>Of them under way at once, on one replica. The default is 2.</summary>
    public int ExportsAtOncePerUser { get; set; } = 2;

    /// <summary>Files of rows under way at once on one replica. The default is 8.</summary>
    public int ExportsAtOncePerReplica { get; set; } = 8;

    /// <summary>Rows of one file. The default is 50,000.</summary>
    public int ExportRows { get; set; } = 50_000;

    /// <summary>Open tabs of one session on one replica. The default is 10.</summary>
    public int CircuitsPerSession { get; set; } = 10;

    /// <summary>WebSockets of one replica. The default is 2,000.</summary>
    public int CircuitsPerReplica { get; set; } = 2000;

    /// <summary>WebSockets without a session from one address. The default is 2.</summary>
    public int AnonymousCircuitsPerAddress { get; set; } = 2;

    /// <summary>WebSockets without a session of one replica. The default is 200.</summary>
    public int AnonymousCircuitsPerReplica { get; set; } = 200;

    /// <summary>WebSockets opened from one address in a minute. The default is 30.</summary>
    public int UpgradesPerAddressPerMinute { get; set; } = 30;

    /// <summary>Tabs whose connection is lost, kept for their return. The default is 200 of one replica.</summary>
    public int DisconnectedCircuits { get; set; } = 200;

    /// <summary>How long they are kept. The default is 3 minutes.</summary>
    public TimeSpan DisconnectedFor { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>One message of a tab. The default is 32 KB.</summary>
    public int HubMessageBytes { get; set; } = 32 * 1024;

    /// <summary>A form or upload. The default is 1 MB.</summary>
    public long BodyBytes { get; set; } = 1024 * 1024;

    /// <summary>All headers of a request. The default is 32 KB.</summary>
    public int HeaderBytes { get; set; } = 32 * 1024;

    /// <summary>How long a request may take to send its headers. The default is 15 seconds.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections of one replica. The default is 5,000.</summary>
    public long Connections { get; set; } = 5000;

    /// <summary>Of them WebSockets. The default is 3,000.</summary>
    public long UpgradedConnections { get; set; } = 3000;
}

/// <summary>Checks <see cref="LimitsOptions"/>: every limit is a positive number.</summary>
public sealed class LimitsOptionsValidator : IValidateOptions<LimitsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LimitsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors(LimitsOptions.Section);
        foreach (var property in typeof(LimitsOptions).GetProperties())
        {
            switch (property.GetValue(options))
            {
                case TimeSpan duration:
                    errors.Range(property.Name, duration, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
                    break;
                case int number:
                    errors.Range(property.Name, number, 1, int.MaxValue);
                    break;
                case long number:
                    errors.Range(property.Name, number, 1, int.MaxValue);
                    break;
            }
        }
        return errors.Result();
    }
}
