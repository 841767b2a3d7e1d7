using System.Net;
using Dapper;
using ItfPortal.Tests.Integration;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Platform.Audit;
using Npgsql;

namespace ItfPortal.Tests.Platform.Audit;

[Trait("needs", "postgresql")]
public sealed class AuditLogTests : IAsyncLifetime
{
    private AuditHarness _audit = null!;

    public async Task InitializeAsync() => _audit = await AuditHarness.StartAsync();

    public async Task DisposeAsync() => await _audit.DisposeAsync();

    [Fact]
    public void Events_EachHasAWordOfItsOwn()
    {
        var words = AuditEvents.All.Select(e => e.Word()).ToList();
        words.Should().OnlyHaveUniqueItems();
        words.Should().OnlyContain(word => System.Text.RegularExpressions.Regex.IsMatch(word, @"^[a-z]+(\.[a-z-]+)+$"));
        AuditEvents.All.Select(e => AuditEvents.Parse(e.Word())).Should().Equal(AuditEvents.All);
        AuditEvents.Parse("of.another-version").Should().Be(AuditEvent.Unknown);
    }

    [Fact]
    public async Task Write_EverythingSaid_StandsInTheTableAndNothingElse()
    {
        var id = await _audit.Log.WriteAsync(
            new AuditEntry(AuditEvent.StaffViewed, AuditOutcome.Ok, new AuditActor(AuditActorKind.Staff, 9, null) { Login = "agente@itf.example", OnBehalfOf = 7 })
            {
                Parties = [5],
                Target = new AuditTarget(AuditTargets.Order, 42),
                Origin = new AuditOrigin(IPAddress.Parse("::ffff:192.0.2.7"), new string('u', 400)),
                Detail = new AuditDetail { Minutes = 15, Fields = ["role"] },
            },
            default);
        await using var connection = await _audit.Source.OpenConnectionAsync();
        var row = (string)(await connection.QuerySingleAsync<string>("select to_jsonb(l)::text from audit_log l where id = @id", new { id }));
        row.Should().Contain("\"event\": \"staff.viewed\"").And.Contain("\"parties\": [5]").And.Contain("\"address\": \"192.0.2.7\"")
            .And.Contain("\"target_id\": \"42\"").And.Contain("{\"fields\": [\"role\"], \"minutes\": 15}").And.Contain("\"on_behalf_of\": 7")
            .And.NotContain("agente").And.NotContain(new string('u', 301));
    }

    [Fact]
    public async Task Write_SameSourceTwice_OneLine()
    {
        var entry = AuditHarness.Entry with { Source = "event:1" };
        (await _audit.Log.WriteAsync(entry, default)).Should().BePositive();
        (await _audit.Log.WriteAsync(entry, default)).Should().Be(0);
        (await _audit.ScalarAsync<int>("select count(*) from audit_log")).Should().Be(1);
    }

    [Fact]
    public async Task T_AUDIT_OPEN_Do_LogAway_NotDone()
    {
        await _audit.ExecuteAsync("alter table audit_log rename to elsewhere");
        var done = false;
        var deed = () => _audit.Log.DoAsync(AuditHarness.Entry, () => Task.FromResult(done = true));
        await deed.Should().ThrowAsync<AuditUnavailableException>();
        done.Should().BeFalse();
    }

    [Fact]
    public async Task Do_WhatCameOfIt_CompletesTheLineBegun()
    {
        await _audit.Log.StartAsync(default);
        await _audit.Log.DoAsync(AuditHarness.Entry, () => Task.FromResult(1));
        var refused = () => _audit.Log.DoAsync<int>(AuditHarness.Entry, () => throw new TrytonAccessDeniedException("no"));
        await refused.Should().ThrowAsync<TrytonAccessDeniedException>();
        await Eventually.TrueAsync(async () => await _audit.ScalarAsync<int>("select count(*) from audit_log") == 4, "both ends are noted");
        await using var connection = await _audit.Source.OpenConnectionAsync();
        (await connection.QueryAsync<string>("select b.outcome || ' ' || e.outcome from audit_log e join audit_log b on b.id = e.completes order by e.id"))
            .Should().Equal("begun ok", "begun denied");
    }

    [Fact]
    public async Task Write_InATransactionRolledBack_NoLine()
    {
        await using var connection = await _audit.Source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await _audit.Log.WriteAsync(AuditHarness.Entry, transaction, default);
        }
        (await _audit.ScalarAsync<int>("select count(*) from audit_log")).Should().Be(0);
    }

    [Fact]
    public async Task Note_DatabaseAwayForAWhile_WrittenInOrder()
    {
        await _audit.Log.StartAsync(default);
        await _audit.ExecuteAsync("alter table audit_log rename to elsewhere");
        foreach (var user in Enumerable.Range(1, 3))
        {
            _audit.Log.Note(AuditHarness.Entry with { Actor = new AuditActor(AuditActorKind.Customer, user, null) });
        }
        await Task.Delay(300);
        await _audit.ExecuteAsync("alter table elsewhere rename to audit_log");
        await Eventually.TrueAsync(async () => await _audit.ScalarAsync<int>("select count(*) from audit_log") == 3, "what was noted is written", seconds: 20);
        (await _audit.ScalarAsync<string>("select string_agg(actor_user::text, ' ' order by id) from audit_log")).Should().Be("1 2 3");
    }

    [Fact]
    public async Task Note_LineTheTableRefuses_DoesNotHoldUpTheNext()
    {
        await _audit.Log.StartAsync(default);
        _audit.Log.Note(AuditHarness.Entry with { Target = new AuditTarget(new string('t', 100), "1") });
        _audit.Log.Note(AuditHarness.Entry);
        await Eventually.TrueAsync(async () => await _audit.ScalarAsync<int>("select count(*) from audit_log") == 1, "the good line is written", seconds: 20);
    }

    [Fact]
    public async Task Note_LineThatCannotBeSent_DoesNotEndTheLog()
    {
        await _audit.Log.StartAsync(default);
        _audit.Log.Note(AuditHarness.Entry with { Target = new AuditTarget(AuditTargets.Page, "/half-a-character-\ud800") });
        _audit.Log.Note(AuditHarness.Entry);
        await Eventually.TrueAsync(async () => await _audit.ScalarAsync<int>("select count(*) from audit_log") == 1, "the good line is written", seconds: 20);
        _audit.Log.ExecuteTask!.IsCompleted.Should().BeFalse();
    }
}
