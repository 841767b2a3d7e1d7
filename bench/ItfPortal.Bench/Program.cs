using System.Globalization;
using ItfPortal.Bench;

// Measurements on the real parts, started by scripts/bench. Ratios and distributions of one run; the load average beside them.
var verb = args.Length > 0 ? args[0] : "all";
if (verb == FloorHost.Verb)
{
    await FloorHost.ServeAsync(args[1]);
    return;
}
if (verb == AnswersHost.Verb)
{
    await AnswersHost.ServeAsync(args[1]);
    return;
}
Table.Calibrate();
var number = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : (int?)null;
if (verb is "live" or "all")
{
    await LiveBench.RunAsync(number ?? 200);
}
if (verb is "access" or "all")
{
    await AccessBench.RunAsync(number ?? 50);
}
if (verb is "list" or "all")
{
    await ListBench.RunAsync(TimeSpan.FromSeconds(number ?? 6));
}
if (verb is "memory" or "all")
{
    await MemoryBench.RunAsync(number ?? 500);
}
if (verb is "start" or "all")
{
    await StartBench.RunAsync(number ?? 5);
}
if (verb is "walls" or "all")
{
    await WallsBench.RunAsync(number ?? 200);
}
if (verb is "missing" or "all")
{
    await MissingBench.RunAsync(number ?? 150);
}
if (verb is "mail" or "all")
{
    await MailBench.RunAsync(number ?? 2000);
}
if (verb is "reset" or "all")
{
    await ResetBench.RunAsync(number ?? 50);
}
if (verb is "signin" or "all")
{
    await SignInBench.RunAsync(number ?? 50);
}
if (verb is "crowd" or "all")
{
    await CrowdBench.RunAsync(number ?? 1000);
}
if (verb is "client" or "all")
{
    await ClientBench.RunAsync(number ?? 3000);
}
await Table.FinishAsync(verb is "all", DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime));
