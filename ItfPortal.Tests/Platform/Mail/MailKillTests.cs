using System.Globalization;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Platform.Mail;

/// <summary>F24: workers that end in the middle of a batch. Every mail arrives; at most one per kill arrives twice.</summary>
public sealed class MailKillTests : IAsyncLifetime
{
    private MailHarness _mail = null!;

    public async Task InitializeAsync() => _mail = await MailHarness.StartAsync();

    public async Task DisposeAsync() => await _mail.DisposeAsync();

    [Fact]
    [Trait("needs", "postgresql")]
    public async Task T_MAIL_FiftyWorkersGoneInTheMiddle_EachMailAtLeastOnce()
    {
        const int Kills = 50;
        await _mail.FillAsync(150);
        var (next, gone, kills) = (new Random(24), (NpgsqlDataSource?)null, 0);
        var (killAt, before, died) = (0, false, new SemaphoreSlim(0));
        // A worker that is gone: its connections are closed and open no more, and nothing it does afterwards reaches anybody. Half of
        // them go before the server's yes, half after it.
        async Task Kill()
        {
            await gone!.DisposeAsync();
            kills++;
            died.Release();
        }
        _mail.Smtp.Whole = mail => mail == killAt && before ? Kill() : Task.CompletedTask;
        _mail.Smtp.Faults = mail => mail == killAt && before ? SmtpFault.DropAfterData : SmtpFault.None;
        _mail.Smtp.Answering = mail => mail == killAt && !before ? Kill() : Task.CompletedTask;
        for (var round = 0; round < Kills; round++)
        {
            gone = NpgsqlDataSource.Create(_mail.Database.ConnectionString + ";Pooling=false");
            (killAt, before) = (_mail.Smtp.Received.Count + 1 + next.Next(3), round % 2 == 0);
            var worker = _mail.Worker(gone);
            var life = worker.DeliverAsync(default);
            (await died.WaitAsync(TimeSpan.FromSeconds(10))).Should().BeTrue("there is mail for every worker");
            await life.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(10));
            worker.Dispose();
            _mail.Time.Advance(TimeSpan.FromSeconds(46));
        }
        kills.Should().Be(Kills);
        (killAt, before) = (0, false);
        using var last = _mail.Worker();
        await last.DeliverAsync(default);
        (await _mail.RowsAsync()).Should().HaveCount(150).And.OnlyContain(row => row.StartsWith("sent ", StringComparison.Ordinal));
        var perReader = _mail.PerReader();
        perReader.Should().HaveCount(150);
        perReader.Values.Sum(times => times - 1).Should().BeLessThanOrEqualTo(Kills);
        _mail.Smtp.Messages.GroupBy(message => message.MessageId).Should().HaveCount(150, "a repeat can be told by its Message-ID");
    }

    [Fact]
    [Trait("needs", "portal")]
    public async Task T_MAIL_PortalKilledWhileItSends_TheNextOneSendsTheRest()
    {
        const int Mails = 40;
        var settings = new Dictionary<string, string>
        {
            ["SMTP_URL"] = _mail.Smtp.Url,
            ["PORTAL_SECRET_KEY"] = MailHarness.SecretKey,
            ["Mail__PollInterval"] = "00:00:01",
        };
        await _mail.FillAsync(Mails);
        await _mail.ScalarAsync<int>("update outbox_mail set next_at = now(), created_at = now() returning 1");
        _mail.Smtp.Whole = _ => Task.Delay(40);
        var kills = 0;
        for (var enough = 8; enough <= 24; enough += 8)
        {
            var portal = await PortalProcess.StartAsync(_mail.Database, settings);
            await Eventually.TrueAsync(() => _mail.Smtp.Received.Count >= enough, "the portal sends: " + portal.Log, 20);
            // SIGKILL: nothing is written, nothing is said.
            await portal.DisposeAsync();
            kills++;
            // The 45 seconds after which a dead worker's mails are anybody's.
            await _mail.ScalarAsync<int>("update outbox_mail set leased_until = now() where leased_until is not null returning 1");
        }
        _mail.Smtp.Whole = _ => Task.CompletedTask;
        await using var last = await PortalProcess.StartAsync(_mail.Database, settings);
        await Eventually.TrueAsync(
            async () => await _mail.ScalarAsync<int>("select count(*) from outbox_mail where state = 'sent'") == Mails, "the last one finishes", 20);
        var perReader = _mail.PerReader();
        perReader.Should().HaveCount(Mails);
        perReader.Values.Sum(times => times - 1).Should().BeLessThanOrEqualTo(kills, kills.ToString(CultureInfo.InvariantCulture));
    }
}
