using System.Diagnostics;
using System.Globalization;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>The published portal: from the start of its process to its first answer, its memory at rest, its size on disk.</summary>
internal static class StartBench
{
    public static async Task RunAsync(int starts)
    {
        var folder = Path.Combine(Stack.Get("RUN_DIR"), "bench", "published");
        using (var publish = Process.Start(new ProcessStartInfo(Path.Combine(Stack.Root, "scripts", "publish"), ["to", folder]))!)
        {
            await publish.WaitForExitAsync();
            if (publish.ExitCode != 0)
            {
                throw new InvalidOperationException("the portal could not be published");
            }
        }
        var size = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1024.0 / 1024;
        using var handler = new SocketsHttpHandler();
        using var http = new HttpClient(handler);
        await using var database = await PortalDatabase.CreateAsync();
        var (ours, floors, heap, resident) = (new List<double>(), new List<double>(), 0.0, 0.0);
        var empty = 0.0;
        for (var i = 0; i <= starts; i++)
        {
            var clock = Stopwatch.GetTimestamp();
            await using (var portal = await PortalProcess.StartAsync(database, dll: Path.Combine(folder, "ItfPortal.Web.dll")))
            {
                await http.GetStringAsync(new Uri(portal.BaseUrl + "/"));
                var time = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
                if (i == 0)
                {
                    // The one that makes the tables.
                    empty = time;
                    continue;
                }
                ours.Add(time);
                await Task.Delay(2000);
                var memory = await MemoryBench.MemoryAsync(http, portal);
                (heap, resident) = (memory.Heap / 1048576.0, memory.Resident / 1048576.0);
            }
            clock = Stopwatch.GetTimestamp();
            await using var floor = await FloorHost.StartAsync("<p>Kestrel</p>", []);
            await http.GetStringAsync(new Uri(floor.BaseUrl + "/bytes"));
            floors.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }
        var (o, f) = (Figures.Percentile(ours, .5), Figures.Percentile(floors, .5));
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"start: published portal to its first answer {o:0} ms (n = {starts}; {empty:0} ms on an empty database), bare Kestrel {f:0} ms; at rest heap {heap:0} MB, resident {resident:0} MB; {size:0.0} MB on disk"));
        await Table.AddAsync(
            "start of the published portal to its first page", string.Create(CultureInfo.InvariantCulture, $"{o:0} ms ({empty:0} ms on an empty database)"),
            string.Create(CultureInfo.InvariantCulture, $"Kestrel with one route {f:0} ms"), o / f, null);
        await Table.AddAsync(
            "published portal at rest", string.Create(CultureInfo.InvariantCulture, $"heap {heap:0} MB, resident {resident:0} MB"),
            string.Create(CultureInfo.InvariantCulture, $"{size:0.0} MB on disk, without the runtime's image"), null, null);
    }
}
