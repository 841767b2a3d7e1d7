using ItfPortal.Web;
using ItfPortal.Web.Cli;
using ItfPortal.Web.Features.Accounts;
using ItfPortal.Web.Features.Admin;
using ItfPortal.Web.Features.Company;
using ItfPortal.Web.Features.Journal;
using ItfPortal.Web.Features.Marketing;
using ItfPortal.Web.Features.Orders;
using ItfPortal.Web.Features.Support;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Observability;
using ItfPortal.Web.Platform.Persistence;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Visitors;

if (await Verbs.RunAsync(args, Console.Out, CancellationToken.None) is { } done)
{
    return done;
}
var builder = WebApplication.CreateBuilder(args);
builder.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);
builder.AddPortalConfiguration();
var (services, configuration) = (builder.Services, builder.Configuration);
services
    .AddTryton(configuration)
    .AddObservability(configuration)
    .AddPersistence(configuration)
    .AddErrors()
    .AddSecurity(configuration)
    .AddAudit(configuration)
    .AddMail(configuration)
    .AddAccountLinks()
    .AddVisitors(configuration)
    .AddCaching(configuration)
    .AddLive(configuration)
    .AddUi(configuration)
    .AddAccounts(configuration)
    .AddMarketing(configuration)
    .AddOrders(configuration)
    .AddCompany(configuration)
    .AddSupport(configuration)
    .AddAdmin(configuration)
    .AddJournal(configuration);

// Disposed at the end, so that what was last written to the log is written out.
await using var app = builder.Build();
if (!app.HasValidConfiguration())
{
    return 1;
}
app.UseObservability();
app.UseSecurity();
app.UseUi();
app.UseMarketing();
app.UseRouting();
app.UseAccounts();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapObservability().MapUi().MapMail().MapSecurity().MapAccounts().MapMarketing().MapAdmin().MapOrders().MapJournal().MapPages();
await app.RunAsync();
return 0;
