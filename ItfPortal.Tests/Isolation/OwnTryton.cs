using System.Diagnostics;
using System.Globalization;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Isolation;

/// <summary>A Tryton of its own: a copy of the demo's database, with one module more if one is named, and a process that serves it.</summary>
internal sealed class OwnTryton : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly List<Process> _processes = [];
    private readonly string _pythonPath;

    private OwnTryton(string database, string pythonPath) => (Database, _pythonPath) = (database, pythonPath);

    public string Database { get; }

    /// <param name="module">A module to activate; <paramref name="pythonPath"/> must hold it.</param>
    public static async Task<OwnTryton> CreateAsync(string pythonPath, string? module)
    {
        var tryton = new OwnTryton("itf_isolation_" + Guid.NewGuid().ToString("N")[..8], pythonPath);
        await ExecuteAsync($"create database {tryton.Database} owner tryton template {Stack.Get("TEST_TEMPLATE")}");
        try
        {
            if (module is not null)
            {
                await tryton.ActivateAsync(module);
            }
        }
        catch
        {
            await tryton.DisposeAsync();
            throw;
        }
        return tryton;
    }

    /// <summary>Starts a process that serves a WSGI application.</summary>
    /// <param name="application">As gunicorn names it, module and variable.</param>
    public async Task<RpcWire> ServeAsync(string application)
    {
        var port = PortalProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        var process = Start("-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--bind", "127.0.0.1:" + port,
            "--keep-alive", "75", "--timeout", "120", "--log-level", "error", application);
        _processes.Add(process);
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        var wire = new RpcWire($"http://127.0.0.1:{port}/", Database, Stack.Get("TRYTON_PORTAL_KEY"));
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                // A sign-in without a password is asked for one: that took the database, and counts as no attempt.
                if ((await wire.CallAsync(null, "common.db.login", """["nobody",{},"en"]""")).Body.Contains("LoginException", StringComparison.Ordinal))
                {
                    return wire;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            if (process.HasExited || clock.Elapsed > TimeSpan.FromSeconds(90))
            {
                throw new InvalidOperationException($"{application} does not answer on {port}");
            }
            await Task.Delay(200);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        await ExecuteAsync($"drop database if exists {Database} with (force)");
    }

    /// <summary>What a script says that knows this Tryton's libraries.</summary>
    public static async Task<string> PrintAsync(string pythonPath, string script)
    {
        using var process = new OwnTryton("", pythonPath).Start("-c", script);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(await error);
    }

    private async Task ActivateAsync(string module)
    {
        var libraries = _pythonPath.Split(':').Single(folder => Directory.Exists(Path.Combine(folder, "trytond")));
        var program = Path.Combine(libraries[..libraries.IndexOf("/lib/", StringComparison.Ordinal)], "bin", "trytond-admin");
        using var process = Start(program, "-d", Database, "-l", "fr", "en", "-u", module, "--activate-dependencies");
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{module} cannot be activated: {await error}");
        }
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONPATH"] = _pythonPath + ":" + Path.Combine(Stack.Root, "ItfPortal.Tests", "Isolation");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONWARNINGS"] = "ignore";
        start.Environment["TRYTOND_CONFIG"] = Stack.Get("TEST_TRYTON_CONFIG");
        start.Environment["TRYTOND_DATABASE_NAMES"] = Database;
        // Alone at work: see scripts/database.
        start.Environment["TRYTOND_CACHE__CLEAN_TIMEOUT"] = "86400";
        return Process.Start(start)!;
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, "postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
