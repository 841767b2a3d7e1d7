using ItfPortal.Tryton.Protocol.Servers;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tryton;

/// <summary>Checks <see cref="TrytonOptions"/> at start; reports every fault at once, each with its key and environment name, never with its value.</summary>
internal sealed class TrytonOptionsValidator : IValidateOptions<TrytonOptions>
{
    private const int ShortestPortalKey = 32;
    private const int MostAtOnce = 100;
    private const int MostWaiting = 100_000;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_longestConnect = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, TrytonOptions options)
    {
        var faults = new List<string>();
        if (!IsRoot(options.RpcUrl))
        {
            faults.Add("Tryton:RpcUrl (TRYTON_RPC_URL) must be an http or https address such as http://127.0.0.1:8000/");
        }

        if (options.LoginRpcUrl.Length > 0 && !IsRoot(options.LoginRpcUrl))
        {
            faults.Add("Tryton:LoginRpcUrl (TRYTON_LOGIN_RPC_URL) must be empty or an http or https address such as http://127.0.0.1:8001/");
        }

        if (string.IsNullOrWhiteSpace(options.Database) || options.Database.Contains('/', StringComparison.Ordinal))
        {
            faults.Add("Tryton:Database (TRYTON_DATABASE) must be the name of Tryton's database");
        }

        if (options.PortalKey.Length < ShortestPortalKey || !options.PortalKey.All(c => c is > ' ' and <= '~'))
        {
            faults.Add($"Tryton:PortalKey (TRYTON_PORTAL_KEY) must be the secret that Tryton was started with, at least {ShortestPortalKey} visible ASCII characters");
        }

        if (string.IsNullOrWhiteSpace(options.ServiceUser))
        {
            faults.Add("Tryton:ServiceUser (TRYTON_USER) must be the login of the service user");
        }

        if (options.ServicePassword.Length == 0)
        {
            faults.Add("Tryton:ServicePassword (TRYTON_PASSWORD) must be the password of the service user");
        }

        if (TrytonServer.Allowed(options.AllowedVersions).Any(version => ServerVersion.Parse(version) is null))
        {
            faults.Add("Tryton:AllowedVersions (TRYTON_ALLOWED_VERSIONS) must be empty or versions of Tryton such as 7.0.30, separated by commas");
        }

        CheckLimits(options.Limits, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsRoot(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;

    private static void CheckLimits(TrytonLimits limits, List<string> faults)
    {
        Within(nameof(limits.SignIns), limits.SignIns, MostAtOnce);
        Within(nameof(limits.Writes), limits.Writes, MostAtOnce);
        Within(nameof(limits.Reads), limits.Reads, MostAtOnce);
        Within(nameof(limits.Reports), limits.Reports, MostAtOnce);
        Within(nameof(limits.Waiting), limits.Waiting, MostWaiting);
        Lasting(nameof(limits.ReadTime), limits.ReadTime, s_longest);
        Lasting(nameof(limits.WriteTime), limits.WriteTime, s_longest);
        Lasting(nameof(limits.SignInTime), limits.SignInTime, s_longest);
        Lasting(nameof(limits.ReportTime), limits.ReportTime, s_longest);
        Lasting(nameof(limits.ConnectTime), limits.ConnectTime, s_longestConnect);

        void Within(string key, int value, int most)
        {
            if (value < 1 || value > most)
            {
                faults.Add($"Tryton:Limits:{key} (Tryton__Limits__{key}) must be from 1 to {most}");
            }
        }

        // 10 milliseconds is the least that Polly's timeout takes.
        void Lasting(string key, TimeSpan value, TimeSpan most)
        {
            if (value < TimeSpan.FromMilliseconds(10) || value > most)
            {
                faults.Add($"Tryton:Limits:{key} (Tryton__Limits__{key}) must be from 00:00:00.010 to {most:c}");
            }
        }
    }
}
