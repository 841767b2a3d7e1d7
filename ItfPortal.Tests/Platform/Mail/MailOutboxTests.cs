using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Outbox;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Tests.Platform.Mail;

/// <summary>T-MAIL: a mail is in the outbox with its fact, once, and says nothing to who reads the table.</summary>
[Trait("needs", "postgresql")]
public sealed class MailOutboxTests : IAsyncLifetime
{
    private MailHarness _mail = null!;

    public async Task InitializeAsync() => _mail = await MailHarness.StartAsync();

    public async Task DisposeAsync() => await _mail.DisposeAsync();

    [Fact]
    public async Task T_MAIL_SameFactSameReader_IsOneMail()
    {
        (await _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:1"), default)).Should().BeTrue();
        (await _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:1", "MARIE@boreal.example"), default)).Should().BeFalse("an address has no case");
        (await _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:1", "luc@boreal.example"), default)).Should().BeTrue();
        (await _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:2"), default)).Should().BeTrue();
        var twice = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:3"), default))));
        twice.Count(isNew => isNew).Should().Be(1, "replicas hear of the same event");
        using var worker = _mail.Worker();
        (await worker.DeliverAsync(default)).Should().Be(4);
        (await _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:1"), default)).Should().BeFalse("it was sent already");
    }

    [Fact]
    public async Task T_MAIL_InATransaction_ComesWithTheFactOrNotAtAll()
    {
        await using var connection = await _mail.Source.OpenConnectionAsync();
        await using (var lost = await connection.BeginTransactionAsync())
        {
            await _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:1"), lost, default);
        }
        (await _mail.RowsAsync()).Should().BeEmpty();
        await using (var kept = await connection.BeginTransactionAsync())
        {
            await _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:1"), kept, default);
            using var early = _mail.Worker();
            (await early.DeliverAsync(default)).Should().Be(0, "what is not committed has not happened");
            await kept.CommitAsync();
        }
        (await _mail.RowsAsync()).Should().Equal("waiting 0");
    }

    [Fact]
    public async Task T_MAIL_Token_StandsInTheMailAlone()
    {
        const string Token = "the-secret-of-a-link";
        var mail = new OutgoingMail("reset:1", new MailRecipient("marie@boreal.example", "Marie", Language.English), new PasswordResetMail(Token, _mail.Time.GetUtcNow().UtcDateTime));
        await _mail.Outbox.EnqueueAsync(mail, default);
        mail.ToString().Should().NotContain(Token);
        mail.Model.ToString().Should().NotContain(Token);
        (await _mail.ScalarAsync<string>("select to_jsonb(m)::text || encode(model, 'escape') from outbox_mail m")).Should().NotContain(Token);
        using var worker = _mail.Worker();
        await worker.DeliverAsync(default);
        _mail.Smtp.Messages.Single().TextBody.Should().Contain($"https://portail.itf.example/mot-de-passe?jeton={Token}");
        _mail.Log.Should().NotContain(line => line.Contains(Token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("marie")]
    [InlineData("marie@")]
    [InlineData("@boreal.example")]
    [InlineData("marie@boreal.example, luc@boreal.example")]
    [InlineData("Marie <marie@boreal.example>")]
    [InlineData("marie@boreal.example\r\nBcc: luc@boreal.example")]
    [InlineData("marie@boreal.example\nluc")]
    [InlineData("\"marie\r\n\"@boreal.example")]
    [InlineData("marie@luc@boreal.example")]
    [InlineData("marie@[127.0.0.1]")]
    [InlineData("marie@boreal.example.")]
    [InlineData("marie\0@boreal.example")]
    public async Task T_MAIL_WhatIsNoAddress_IsNotTaken(string address)
    {
        var enqueue = () => _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:1", address), default);
        (await enqueue.Should().ThrowAsync<ArgumentException>()).Which.Message.Should().NotContain("boreal");
    }

    [Theory]
    [InlineData("o'brien+portail@boreal.example")]
    [InlineData("jean-françois@boréal.example")]
    [InlineData("m@b.ca")]
    public void Address_OfAPerson_IsTaken(string address) => MailAddresses.IsAddress(address).Should().BeTrue();

    [Fact]
    public async Task T_MAIL_ForgedHeaders_StayText()
    {
        const string Forged = "Boréal\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script>\u2028\u202Ex";
        await _mail.Outbox.EnqueueAsync(
            new OutgoingMail("a", new MailRecipient("marie@boreal.example", "Marie\r\nBcc: thief@evil.example", Language.French), new CompanyInvitationMail(Forged, Forged, null, null)),
            default);
        using var worker = _mail.Worker();
        (await worker.DeliverAsync(default)).Should().Be(1);
        var raw = _mail.Smtp.Received.Single();
        var message = FakeSmtp.Parse(raw);
        message.Headers.Select(header => header.Field).Should().NotContain("Bcc");
        message.GetRecipients().Select(box => box.Address).Should().Equal("marie@boreal.example");
        message.Subject.Should().Be("Invitation au portail d’ITF pour Boréal Bcc: thief@evil.example <script>alert(1)</script> x");
        message.HtmlBody.Should().NotContain("<script");
        raw.Split("\r\n\r\n")[0].Split("\r\n").Should().OnlyContain(line => line.Length <= 998 && (char.IsWhiteSpace(line[0]) || line.Contains(':', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Message_SaysFromWhomAndWhich()
    {
        await _mail.Outbox.EnqueueAsync(MailHarness.Mail("event:1"), default);
        _mail.Smtp.Faults = mail => mail == 1 ? SmtpFault.DropAfterData : SmtpFault.None;
        using var worker = _mail.Worker();
        await worker.DeliverAsync(default);
        _mail.Time.Advance(TimeSpan.FromMinutes(1));
        await worker.DeliverAsync(default);
        var messages = _mail.Smtp.Messages;
        messages.Select(message => message.MessageId).Distinct().Should().Equal($"{await _mail.ScalarAsync<Guid>("select id from outbox_mail"):N}@portail.itf.example");
        var last = messages[^1];
        last.From.ToString().Should().Be("\"ITF\" <portail@itf.example>");
        last.ReplyTo.ToString().Should().Be("\"ITF\" <service@itf.example>");
        last.Headers["Auto-Submitted"].Should().Be("auto-generated");
        last.Body!.Headers["Content-Language"].Should().Be("fr-CA");
        last.Date.Should().Be(_mail.Time.GetUtcNow());
        last.Subject.Should().Be("Votre mot de passe a été changé");
    }

    [Fact]
    public async Task Reader_Pages_OfAState_AndSendsAgainOnce()
    {
        await _mail.FillAsync(25);
        _mail.Smtp.Faults = mail => mail <= 10 ? SmtpFault.Recipient550 : SmtpFault.Recipient451;
        using var worker = _mail.Worker();
        await worker.DeliverAsync(default);
        var reader = _mail.Reader();
        var first = await reader.PageAsync(new OutboxQuery(null, null, null, 10), default);
        var second = await reader.PageAsync(new OutboxQuery(null, first.Lines[^1].Id, null, 10), default);
        var third = await reader.PageAsync(new OutboxQuery(null, second.Lines[^1].Id, null, 10), default);
        (first.HasNewer, first.HasOlder, second.HasNewer, second.HasOlder, third.HasNewer, third.HasOlder).Should().Be((false, true, true, true, true, false));
        first.Lines.Concat(second.Lines).Concat(third.Lines).Select(line => line.Recipient)
            .Should().Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"reader{i}@boreal.example"));
        (await reader.PageAsync(new OutboxQuery(null, null, second.Lines[0].Id, 10), default)).Lines.Should().Equal(first.Lines);
        var dead = (await reader.PageAsync(new OutboxQuery(OutboxState.Dead, null, null, 50), default)).Lines;
        dead.Should().HaveCount(10).And.OnlyContain(line => line.Problem == "550 5.1.1 No such person" && line.CanResend && line.NextAt == null);

        await using var connection = await _mail.Source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await reader.ResendAsync(dead[0].Id, transaction, default)).Should().BeTrue();
            (await reader.ResendAsync(Guid.NewGuid(), transaction, default)).Should().BeFalse();
            await transaction.CommitAsync();
        }
        _mail.Smtp.Faults = _ => SmtpFault.None;
        (await worker.DeliverAsync(default)).Should().Be(1);
        await using var again = await connection.BeginTransactionAsync();
        (await reader.ResendAsync(dead[0].Id, again, default)).Should().BeFalse("it was sent");
    }

    [Fact]
    public async Task Forgotten_AfterNinetyDays_WaitingOnesNever()
    {
        await _mail.FillAsync(2);
        _mail.Smtp.Faults = mail => mail == 1 ? SmtpFault.None : SmtpFault.Recipient451;
        using var worker = _mail.Worker();
        await worker.DeliverAsync(default);
        _mail.Time.Advance(TimeSpan.FromDays(91));
        (await _mail.Store(_mail.Source).ForgetAsync(_mail.Time.GetUtcNow().UtcDateTime.AddDays(-90), default)).Should().Be(1);
        (await _mail.RowsAsync()).Should().ContainSingle().Which.Should().StartWith("waiting");
    }
}
