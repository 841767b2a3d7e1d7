using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Security.Secrets;

namespace ItfPortal.Web.Cli;

/// <summary><c>sync-customers</c>: what it would do, or did, customer by customer; what it cannot decide is for people to look at.</summary>
internal static class SyncCustomersVerb
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private static readonly Dictionary<SyncAction, string> s_reasons = new()
    {
        [SyncAction.NoEmail] = "the company has no courriel in Tryton",
        [SyncAction.Malformed] = "the courriel is no address",
        [SyncAction.Shared] = "several companies have the courriel: decide whose person it is, and let them in on /admin",
        [SyncAction.Staff] = "the courriel is the login of somebody who is not in the portal's group alone",
        [SyncAction.Disabled] = "the person was deactivated, and stays so",
        [SyncAction.Revoked] = "the person's access to the company was taken away, and stays so",
    };

    /// <summary>What the command line asks; null when nobody understands it.</summary>
    public static SyncCustomersCall? Parse(IEnumerable<string> arguments)
    {
        var call = new SyncCustomersCall(false, false, false, PortalRole.Viewer);
        using var words = arguments.GetEnumerator();
        while (words.MoveNext())
        {
            switch (words.Current)
            {
                case "--dry-run":
                    call = call with { DryRun = true };
                    break;
                case "--json":
                    call = call with { Json = true };
                    break;
                case "--invite":
                    call = call with { Invite = true };
                    break;
                case "--role" when words.MoveNext() && RoleOf(words.Current) is { } role:
                    call = call with { Role = role };
                    break;
                default:
                    return null;
            }
        }
        return call;
    }

    public static async Task RunAsync(HostApplicationBuilder builder, SyncCustomersCall call, TextWriter output, CancellationToken cancellationToken)
    {
        // What is printed is the answer; what is logged goes beside it.
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddTryton(builder.Configuration);
        builder.Services.AddValidatedOptions<SecurityOptions, SecurityOptionsValidator>(SecurityOptions.Section);
        builder.Services.AddSingleton<SecretBox>().AddSingleton<LinkStore>().AddSingleton<IAccountLinks, AccountLinks>().AddSingleton<CustomerSync>();
        using var host = builder.Build();
        await RunAsync(host.Services.GetRequiredService<CustomerSync>(), call, output, cancellationToken);
    }

    internal static async Task RunAsync(CustomerSync sync, SyncCustomersCall call, TextWriter output, CancellationToken cancellationToken)
    {
        var (rows, invited) = (new List<CustomerPlan>(), 0);
        await foreach (var row in call.DryRun ? sync.PlanAsync(cancellationToken) : sync.ApplyAsync(call.Role, cancellationToken))
        {
            rows.Add(row);
            if (call.Invite && (call.DryRun ? CustomerSync.IsInvited(row) : await sync.InviteAsync(row, cancellationToken)))
            {
                invited++;
            }
            if (!call.Json && row.Action != SyncAction.Unchanged)
            {
                await output.WriteLineAsync(Line(row, call).AsMemory(), cancellationToken);
            }
        }
        var counts = rows.GroupBy(row => row.Action).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count());
        if (call.Json)
        {
            var answer = new { call.DryRun, call.Role, counts = counts.ToDictionary(pair => Word(pair.Key), pair => pair.Value), invited, customers = rows };
            await output.WriteLineAsync(JsonSerializer.Serialize(answer, s_json).AsMemory(), cancellationToken);
            return;
        }
        await output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{(call.DryRun ? "Would be" : "Done")}: {rows.Count} customers").AsMemory(), cancellationToken);
        foreach (var (action, count) in counts)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {Word(action),-10} {count}").AsMemory(), cancellationToken);
        }
        if (call.Invite)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  mails      {invited}").AsMemory(), cancellationToken);
        }
    }

    private static string Line(CustomerPlan row, SyncCustomersCall call)
    {
        var who = string.Create(CultureInfo.InvariantCulture, $"{Word(row.Action),-10} {row.Code ?? "-"} (party {row.Party}, {Shown(row.Name)}) {Shown(row.Email)}");
        var shared = row.SharedBy is { } companies ? string.Create(CultureInfo.InvariantCulture, $" [{companies} companies]") : "";
        return row.Action switch
        {
            SyncAction.Create or SyncAction.Grant => $"{who}: {Shown(row.PersonName)}, {Word(call.Role)}, {row.Language}",
            SyncAction.Update => $"{who}: {Shown(row.PersonName)}, {row.Language}",
            var action => $"{who}: {s_reasons[action]}{shared}",
        };
    }

    /// <summary>On one line whatever somebody typed into Tryton.</summary>
    private static string Shown(string? text) =>
        string.IsNullOrEmpty(text) ? "-" : new string([.. text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format ? ' ' : c)]);

    private static PortalRole? RoleOf(string word) =>
        Enum.GetValues<PortalRole>().Where(role => role != PortalRole.CompanyAdministrator).Cast<PortalRole?>().FirstOrDefault(role => Word(role!.Value) == word);

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>A call of <c>sync-customers</c>.</summary>
/// <param name="DryRun">Says what would be done and does nothing.</param>
/// <param name="Json">As one JSON document, with those that stay as they are.</param>
/// <param name="Invite">Mails those who are new, and those who wait without a link.</param>
/// <param name="Role">Of who is let in.</param>
internal sealed record SyncCustomersCall(bool DryRun, bool Json, bool Invite, PortalRole Role);
