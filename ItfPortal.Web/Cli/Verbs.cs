using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Cli.ImportSite;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Cli;

/// <summary>
/// What the same executable does instead of serving: <c>ItfPortal.Web migrate</c>, <c>ItfPortal.Web audit verify</c>,
/// <c>ItfPortal.Web sync-customers</c>. A verb needs the
/// settings it uses and no others. Answers 0 for done, 1 for "no", 2 for a call nobody understands.
/// </summary>
public static class Verbs
{
    private const string Usage =
        """
        ItfPortal.Web                          serves the portal
        ItfPortal.Web migrate                  brings the portal's database to this build's schema (PORTAL_DB_OWNER_URL, PORTAL_DB_URL)
        ItfPortal.Web audit verify             checks the audit's chain (PORTAL_DB_URL, PORTAL_SECRET_KEY)
            --anchor POSITION:HASH             and that it still holds what an earlier check or the log named
        ItfPortal.Web import-site FOLDER       turns a static site into public pages of a Blazor project
            --out PROJECT                      the project's folder; here when it is not given
            --dry-run                          only says what it would do
            --skip PAGE                        leaves a page out; may be given several times
            --force                            overwrites pages that were edited since
        ItfPortal.Web sync-customers           makes people of the portal out of Tryton's customers (TRYTON_…, PORTAL_DB_URL, PORTAL_SECRET_KEY)
            --dry-run                          only says what it would do
            --json                             says it as JSON
            --role viewer                      what new people may do: viewer, buyer, approver or accounting
            --invite                           mails the activation link to who is new, and to who waits without one
        """;

    /// <summary>Runs the verb that the command line begins with; null when it begins with none, and the portal is to serve.</summary>
    public static async Task<int?> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        if (args.Length == 0 || args[0].StartsWith('-'))
        {
            return null;
        }
        try
        {
            switch (args)
            {
                case ["migrate"]:
                    await MigrateVerb.RunAsync(Builder(), cancellationToken);
                    return 0;
                case ["audit", "verify"]:
                    return await AuditVerifyVerb.RunAsync(Builder(), null, output, cancellationToken);
                case ["audit", "verify", "--anchor", var anchor]:
                    return await AuditVerifyVerb.RunAsync(Builder(), anchor, output, cancellationToken);
                case ["import-site", ..] when ImportRequest.Parse(args.AsSpan(1)) is { } request:
                    return await ImportSiteVerb.RunAsync(request, output, cancellationToken);
                case ["sync-customers", .. var rest] when SyncCustomersVerb.Parse(rest) is { } call:
                    await SyncCustomersVerb.RunAsync(Builder(), call, output, cancellationToken);
                    return 0;
                default:
                    await output.WriteLineAsync(Usage.AsMemory(), cancellationToken);
                    return 2;
            }
        }
        catch (OptionsValidationException exception)
        {
            await output.WriteLineAsync(string.Join(Environment.NewLine, exception.Failures).AsMemory(), cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TrytonException or InvalidOperationException or FormatException)
        {
            await output.WriteLineAsync(exception.Message.AsMemory(), cancellationToken);
        }
        return 1;
    }

    private static HostApplicationBuilder Builder()
    {
        var builder = Host.CreateApplicationBuilder();
        ((IConfigurationBuilder)builder.Configuration).AddPortalEnvironment();
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddPersistence(builder.Configuration);
        return builder;
    }
}
