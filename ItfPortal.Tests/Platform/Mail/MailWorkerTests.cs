using Dapper;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Mail.Outbox;
using ItfPortal.Web.Platform.Mail.Smtp;
using Npgsql;

namespace ItfPortal.Tests.Platform.Mail;

/// <summary>T-MAIL: what a mail server, a database or a kill can do to mail.</summary>
[Trait("needs", "postgresql")]
public sealed class MailWorkerTests : IAsyncLifetime
{
    private MailHarness _mail = null!;

    public async Task InitializeAsync() => _mail = await MailHarness.StartAsync();

    public async Task DisposeAsync() => await _mail.DisposeAsync();

    [Fact]
    public async Task T_MAIL_Accepted_OnceAndForgotten()
    {
        await _mail.FillAsync(45);
        using var worker = _mail.Worker();
        (await worker.DeliverAsync(default)).Should().Be(45, "more than two batches");
        (await worker.DeliverAsync(default)).Should().Be(0);
        _mail.PerReader().Should().HaveCount(45).And.OnlyContain(pair => pair.Value == 1);
        _mail.Smtp.Connections.Should().Be(1);
        (await _mail.RowsAsync()).Should().OnlyContain(row => row == "sent 1");
        (await _mail.ScalarAsync<int>("select count(*) from outbox_mail where model is not null")).Should().Be(0, "what a sent mail said is nobody's");
    }

    [Theory]
    [InlineData(SmtpFault.Recipient451, "waiting 1 451 Try again later")]
    [InlineData(SmtpFault.Data451, "waiting 1 451 Too busy")]
    [InlineData(SmtpFault.Goodbye, "waiting 1 421 Going down")]
    [InlineData(SmtpFault.DropAfterData, "waiting 1 *")]
    [InlineData(SmtpFault.RefuseAtGreeting, "waiting 1 *")]
    [InlineData(SmtpFault.Recipient550, "dead 1 550 5.1.1 No such person")]
    [InlineData(SmtpFault.Data554, "dead 1 554 Not wanted")]
    public async Task T_MAIL_Fault_OnlyItsOwnMailIsHeldUp(SmtpFault fault, string row)
    {
        // A fault of the greeting meets every mail of the batch: the server is not asked again for each.
        var everybody = fault == SmtpFault.RefuseAtGreeting;
        await _mail.FillAsync(3);
        _mail.Smtp.Faults = mail => everybody || mail == 1 ? fault : SmtpFault.None;
        using var worker = _mail.Worker();
        await worker.DeliverAsync(default);
        var rows = await _mail.RowsAsync();
        rows.Count(r => r == "sent 1").Should().Be(everybody ? 0 : 2);
        rows[0].Should().Match(row);
        _mail.Smtp.Connections.Should().BeLessThanOrEqualTo(2);

        _mail.Smtp.Faults = _ => SmtpFault.None;
        _mail.Time.Advance(TimeSpan.FromSeconds(59));
        (await worker.DeliverAsync(default)).Should().Be(0, "the first wait is a minute");
        _mail.Time.Advance(TimeSpan.FromSeconds(1));
        await worker.DeliverAsync(default);
        (await _mail.RowsAsync())[0].Should().Match(row.StartsWith("dead", StringComparison.Ordinal) ? row : "sent 2");
        _mail.PerReader().GetValueOrDefault("reader0@boreal.example").Should().Be(fault switch
        {
            SmtpFault.DropAfterData or SmtpFault.Data451 => 2,
            SmtpFault.Recipient550 => 0,
            _ => 1,
        });
    }

    [Fact]
    public async Task T_MAIL_NobodyListens_EachMailWaits_NoneIsLost()
    {
        await _mail.FillAsync(25);
        _mail.Settings.Url = FormattableString.Invariant($"smtp://127.0.0.1:{PortalProcess.FreePort()}");
        using var worker = _mail.Worker();
        (await worker.DeliverAsync(default)).Should().Be(0);
        (await _mail.RowsAsync()).Count(row => row.StartsWith("waiting 1 ", StringComparison.Ordinal)).Should().Be(20, "one batch finds out, the others wait for the next look");
        _mail.Settings.Url = _mail.Smtp.Url;
        _mail.Time.Advance(TimeSpan.FromMinutes(1));
        (await worker.DeliverAsync(default)).Should().Be(25);
        _mail.PerReader().Values.Should().OnlyContain(times => times == 1);
    }

    [Theory]
    [InlineData(SmtpFault.HangAtGreeting)]
    [InlineData(SmtpFault.HangAfterData)]
    public async Task T_MAIL_ServerHangs_GivenUpInTime_TriedAgain(SmtpFault fault)
    {
        await _mail.FillAsync(1);
        _mail.Smtp.Faults = _ => fault;
        using var worker = _mail.Worker();
        var deliver = worker.DeliverAsync(default);
        await Eventually.TrueAsync(() => _mail.Smtp.Connections == 1 && (fault == SmtpFault.HangAtGreeting || !_mail.Smtp.Received.IsEmpty), "the server has been asked");
        await Task.Delay(50);
        for (var i = 0; i < 80 && !deliver.IsCompleted; i++)
        {
            _mail.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }
        (await deliver.WaitAsync(TimeSpan.FromSeconds(5))).Should().Be(0);
        (await _mail.RowsAsync()).Should().Equal("waiting 1 The mail server did not answer in time.");

        _mail.Smtp.Faults = _ => SmtpFault.None;
        _mail.Time.Advance(TimeSpan.FromMinutes(1));
        (await worker.DeliverAsync(default)).Should().Be(1);
    }

    [Fact]
    public async Task T_MAIL_NeverAccepted_EndsAsADeadLetter_WithAnAlarm()
    {
        await _mail.FillAsync(1);
        _mail.Smtp.Faults = _ => SmtpFault.Recipient451;
        using var worker = _mail.Worker();
        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            await worker.DeliverAsync(default);
            (await _mail.RowsAsync())[0].Should().StartWith(attempt < 10 ? $"waiting {attempt} " : "dead 10 ");
            if (attempt < 10)
            {
                waits.Add(DateTime.SpecifyKind(await _mail.ScalarAsync<DateTime>("select next_at from outbox_mail"), DateTimeKind.Utc) - _mail.Time.GetUtcNow().UtcDateTime);
                _mail.Time.Advance(waits[^1]);
            }
        }
        waits.Select(wait => wait.TotalMinutes).Should().Equal(1, 5, 15, 60, 240, 720, 1440, 1440, 1440);
        _mail.Log.Should().ContainSingle(line => line.StartsWith("Critical: Mail ", StringComparison.Ordinal) && line.EndsWith("(password-changed) is a dead letter after 10 attempts: 451. See /admin/courriels", StringComparison.Ordinal));
        _mail.Log.Should().NotContain(line => line.Contains('@', StringComparison.Ordinal), "addresses are not for the log");
    }

    [Fact]
    public async Task T_MAIL_Expired_IsNotSent()
    {
        await _mail.Outbox.EnqueueAsync(MailHarness.Mail("reset:1") with { ExpiresAt = _mail.Time.GetUtcNow().UtcDateTime.AddMinutes(30) }, default);
        _mail.Time.Advance(TimeSpan.FromMinutes(31));
        using var worker = _mail.Worker();
        (await worker.DeliverAsync(default)).Should().Be(0);
        (await _mail.RowsAsync()).Should().Equal("dead 1 Expired before it could be sent.");
        _mail.Smtp.Connections.Should().Be(0);
    }

    [Fact]
    public async Task T_MAIL_AnotherVersionsTemplate_WaitsForThatVersion()
    {
        await _mail.FillAsync(2);
        await _mail.ScalarAsync<int>("update outbox_mail set template = 'of-tomorrow' where key = 'event:0' returning 1");
        using var worker = _mail.Worker();
        (await worker.DeliverAsync(default)).Should().Be(1);
        (await _mail.RowsAsync()).Should().Equal("waiting 1 The mail could not be written (InvalidOperationException).", "sent 1");
    }

    [Fact]
    public async Task T_MAIL_FourWorkersAtOnce_EachMailOnce()
    {
        await _mail.FillAsync(300);
        var workers = Enumerable.Range(0, 4).Select(_ => _mail.Worker()).ToList();
        var sent = await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.DeliverAsync(default))));
        sent.Sum().Should().Be(300);
        sent.Count(some => some > 0).Should().BeGreaterThan(1, "they worked side by side");
        _mail.PerReader().Should().HaveCount(300).And.OnlyContain(pair => pair.Value == 1);
        workers.ForEach(worker => worker.Dispose());
    }

    [Fact]
    public async Task T_MAIL_DatabaseGoneAfterTheServersYes_RowIsEndedAllTheSame()
    {
        await _mail.FillAsync(3);
        await using var own = NpgsqlDataSource.Create(_mail.Database.ConnectionString + ";Application Name=victim");
        _mail.Smtp.Whole = async mail =>
        {
            if (mail == 2)
            {
                await _mail.ScalarAsync<int>("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'victim'");
            }
        };
        using var worker = _mail.Worker(own);
        var deliver = worker.DeliverAsync(default);
        await TickAsync(deliver);
        (await deliver).Should().Be(3);
        (await _mail.RowsAsync()).Should().OnlyContain(row => row == "sent 1");
        _mail.PerReader().Values.Should().OnlyContain(times => times == 1);
    }

    [Fact]
    public async Task T_MAIL_Stop_TheMailInHandIsFinished_TheOthersAreGivenBack()
    {
        await _mail.FillAsync(10);
        using var stopping = new CancellationTokenSource();
        _mail.Smtp.Whole = mail => mail == 3 ? stopping.CancelAsync() : Task.CompletedTask;
        using var worker = _mail.Worker();
        (await worker.DeliverAsync(stopping.Token)).Should().Be(3);
        var rows = await _mail.RowsAsync();
        rows.Count(row => row == "sent 1").Should().Be(3);
        rows.Count(row => row == "waiting 0").Should().Be(7, "another replica takes them at once");
        using var other = _mail.Worker();
        (await other.DeliverAsync(default)).Should().Be(7);
    }

    [Fact]
    public async Task T_MAIL_SlowServer_LeaseIsKeptUp_NobodyElseTakesTheMail()
    {
        await _mail.FillAsync(2);
        _mail.Smtp.Faults = mail => mail == 1 ? SmtpFault.HangAfterData : SmtpFault.None;
        using var worker = _mail.Worker();
        using var other = _mail.Worker();
        var deliver = worker.DeliverAsync(default);
        await Eventually.TrueAsync(() => !_mail.Smtp.Received.IsEmpty, "the first mail is on its way");
        for (var i = 0; i < 55; i++)
        {
            _mail.Time.Advance(TimeSpan.FromSeconds(1));
            if (i % 15 == 14)
            {
                await Task.Delay(150);
                (await other.DeliverAsync(default)).Should().Be(0, "both are leased");
            }
        }
        await TickAsync(deliver);
        (await deliver).Should().Be(1);
    }

    [Fact]
    public async Task T_MAIL_LeaseLost_TheRestIsLeftToWhoHasItNow()
    {
        await _mail.FillAsync(2);
        _mail.Smtp.Faults = mail => mail == 1 ? SmtpFault.HangAfterData : SmtpFault.None;
        using var worker = _mail.Worker();
        var deliver = worker.DeliverAsync(default);
        await Eventually.TrueAsync(() => !_mail.Smtp.Received.IsEmpty, "the first mail is on its way");
        // As after an outage that was longer than the lease: another worker has taken both.
        await using (var connection = await _mail.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("update outbox_mail set lease = gen_random_uuid(), leased_until = leased_until + interval '1 hour'");
        }
        for (var i = 0; i < 20; i++)
        {
            _mail.Time.Advance(TimeSpan.FromSeconds(1));
        }
        await Task.Delay(300);
        await TickAsync(deliver);
        (await deliver).Should().Be(0);
        _mail.Smtp.Received.Should().ContainSingle("the second is sent by whoever has it");
    }

    [Fact]
    public void T_MAIL_ServersWords_AreNeverCutWithinACharacter()
    {
        var problem = Delivery.Failed(DeliveryResult.Later, "450", new string('a', 299) + "😀b").Problem;
        problem.Should().Be(new string('a', 299));
    }

    [Fact]
    public async Task Worker_HearsOfNewMail_WithoutBeingAsked()
    {
        using var signal = new OutboxSignal(_mail.Source, _mail.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<OutboxSignal>.Instance);
        await signal.StartAsync(default);
        await signal.WaitAsync(TimeSpan.FromHours(1), default).WaitAsync(TimeSpan.FromSeconds(5));
        var heard = signal.WaitAsync(TimeSpan.FromHours(1), default);
        await Task.Delay(50);
        heard.IsCompleted.Should().BeFalse();
        await _mail.FillAsync(1);
        await heard.WaitAsync(TimeSpan.FromSeconds(5));
        await signal.StopAsync(default);
    }

    private async Task TickAsync(Task until)
    {
        for (var i = 0; i < 200 && !until.IsCompleted; i++)
        {
            _mail.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }
    }
}
