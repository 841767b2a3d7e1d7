using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dapper;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Outbox;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Persistence;
using ItfPortal.Web.Platform.Security.Secrets;
using ItfPortal.Web.Platform.Words;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace ItfPortal.Tests.Platform.Mail;

/// <summary>A migrated database with its outbox, a mail server that does as it is told, and workers beside each other.</summary>
public sealed class MailHarness : IAsyncDisposable
{
    private ServiceProvider? _services;
    private readonly SecretBox _secrets = new(Options.Create(new SecurityOptions { SecretKey = Convert.ToBase64String(s_key) }));
    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(32);

    private MailHarness(PortalDatabase database, DateTimeOffset now)
    {
        (Database, Time) = (database, new FakeTimeProvider(now));
        Source = NpgsqlDataSource.Create(database.ConnectionString);
        Outbox = new MailOutbox(Store(Source), Source);
    }

    public static string SecretKey => Convert.ToBase64String(s_key);

    public PortalDatabase Database { get; }

    public NpgsqlDataSource Source { get; }

    public FakeTimeProvider Time { get; }

    public FakeSmtp Smtp { get; } = new();

    public IMailOutbox Outbox { get; }

    /// <summary>What workers have logged.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    internal MailOptions Settings { get; } = new() { From = "portail@itf.example", ReplyTo = "service@itf.example", Name = "ITF" };

    /// <summary>Starts one, in the afternoon of 24 November 2026 or at another moment.</summary>
    public static async Task<MailHarness> StartAsync(DateTimeOffset? now = null)
    {
        var harness = new MailHarness(await PortalDatabase.CreateAsync(), now ?? new DateTimeOffset(2026, 11, 24, 15, 0, 0, TimeSpan.Zero));
        await new Migrator(
            Options.Create(new PortalDatabaseOptions { Url = harness.Database.Url }), harness.Source, NullLogger<Migrator>.Instance).RunAsync(default);
        harness.Settings.Url = harness.Smtp.Url;
        return harness;
    }

    /// <summary>A mail to somebody.</summary>
    public static OutgoingMail Mail(string key, string to = "marie@boreal.example", string? name = "Marie", Language language = Language.French) =>
        new(key, new MailRecipient(to, name, language), new PasswordChangedMail(new DateTime(2026, 11, 24, 14, 0, 0, DateTimeKind.Utc), "Firefox"));

    public async Task FillAsync(int mails)
    {
        for (var i = 0; i < mails; i++)
        {
            // Apart in time, so that the order in which they are sent is known.
            Time.Advance(TimeSpan.FromMilliseconds(1));
            (await Outbox.EnqueueAsync(Mail($"event:{i}", $"reader{i}@boreal.example"), default)).Should().BeTrue();
        }
    }

    /// <summary>A replica's worker; its own connections unless given some.</summary>
    internal MailWorker Worker(NpgsqlDataSource? source = null)
    {
        var services = _services ??= Services(Settings, Time);
        var store = Store(source ?? Source);
        var site = Options.Create(new SiteOptions { BaseUrl = "https://portail.itf.example" });
        return new MailWorker(
            store, new OutboxSignal(Source, Time, NullLogger<OutboxSignal>.Instance),
            new MailComposer(services.GetRequiredService<MailRenderer>(), Options.Create(Settings), site, Time),
            services.GetRequiredService<MailCounters>(), Options.Create(Settings), site, Time, new Lines(Log));
    }

    internal static ServiceProvider Services(MailOptions settings, TimeProvider time) => new ServiceCollection()
        .AddLogging().AddLocalization().AddMetrics().AddSingleton(time)
        .AddSingleton(Options.Create(settings)).AddSingleton(Options.Create(new SiteOptions { BaseUrl = "https://portail.itf.example" }))
        .AddSingleton<MailRenderer>().AddSingleton<MailCounters>()
        .BuildServiceProvider();

    internal OutboxStore Store(NpgsqlDataSource source) => new(source, _secrets, Time);

    internal OutboxReader Reader() => new(Source, Time);

    /// <summary>State, attempts and last error of each mail, in the order of their keys.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync()
    {
        await using var connection = await Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>(
            "select state || ' ' || attempts || coalesce(' ' || last_error, '') from outbox_mail order by length(key), key")).AsList();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    /// <summary>How often each reader got a mail, whether the server acknowledged it or not.</summary>
    public Dictionary<string, int> PerReader() => Smtp.Messages.GroupBy(message => message.To.Mailboxes.Single().Address).ToDictionary(group => group.Key, group => group.Count());

    public async ValueTask DisposeAsync()
    {
        await Smtp.DisposeAsync();
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
        await Source.DisposeAsync();
        await Database.DisposeAsync();
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILogger<MailWorker>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : " " + exception.GetType().Name + " " + exception.Message)}");
    }
}
