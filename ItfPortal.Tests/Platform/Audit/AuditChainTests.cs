using System.Security.Cryptography;
using ItfPortal.Web.Cli;
using ItfPortal.Web.Platform.Audit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ItfPortal.Tests.Platform.Audit;

/// <summary>T-AUDIT: what is sealed stays as it was, or is found.</summary>
[Trait("needs", "postgresql")]
public sealed class AuditChainTests : IAsyncLifetime
{
    private AuditHarness _audit = null!;

    public async Task InitializeAsync() => _audit = await AuditHarness.StartAsync();

    public async Task DisposeAsync() => await _audit.DisposeAsync();

    [Fact]
    public async Task Seal_ManyLines_OneSoundChainInTheirOrder()
    {
        await WriteAsync(1_203);
        (await Sealer().SealAsync(false, default)).Should().Be(1_203);
        (await Sealer().SealAsync(false, default)).Should().Be(0);
        var verdict = await VerifyAsync();
        verdict.Should().BeEquivalentTo(new { Position = 1_203L, Late = 0L, Fault = (AuditFault?)null });
        (await _audit.ScalarAsync<bool>("select bool_and(position = entry) from audit_seals")).Should().BeTrue();
    }

    [Fact]
    public async Task Seal_TwoReplicasWhileOthersWrite_EachLineOnce()
    {
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WriteAsync(150)));
        async Task SealAsync()
        {
            var sealer = Sealer();
            while (!writing.IsCompleted)
            {
                await sealer.SealAsync(false, default);
            }
        }
        await Task.WhenAll(SealAsync(), SealAsync(), writing);
        await Sealer().SealAsync(false, default);
        (await VerifyAsync()).Should().BeEquivalentTo(new { Position = 600L, Fault = (AuditFault?)null });
    }

    [Fact]
    public async Task Seal_LineOfASlowTransaction_WaitsForNobodyAndComesLater()
    {
        await using var connection = await _audit.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        (await _audit.Log.WriteAsync(AuditHarness.Entry, transaction, default)).Should().Be(1);
        await WriteAsync(2);
        var sealer = Sealer();
        (await sealer.SealAsync(false, default)).Should().Be(2);
        await transaction.CommitAsync();
        (await sealer.SealAsync(false, default)).Should().Be(1);
        (await _audit.ScalarAsync<string>("select string_agg(entry::text, ' ' order by position) from audit_seals")).Should().Be("2 3 1");
        (await VerifyAsync()).Fault.Should().BeNull();
    }

    private static readonly (string Sql, long? Position, long? Entry, string Problem)[] s_tampering =
    [
        ("update audit_log set outcome = 'fail' where id = 4", 4, 4, "the line was changed"),
        ("update audit_log set parties = '{6}' where id = 4", 4, 4, "the line was changed"),
        ("update audit_log set at = at + interval '1 microsecond' where id = 4", 4, 4, "the line was changed"),
        ("update audit_log set detail = '{\"cause\":\"x\"}' where id = 4", 4, 4, "the line was changed"),
        ("update audit_log set address = '192.0.2.9' where id = 4", 4, 4, "its address or browser was changed"),
        ("update audit_log set address = null, user_agent = null where id = 4", 4, 4, "its address or browser was changed"),
        ("delete from audit_log where id = 4", 4, 4, "the line is gone"),
        ("delete from audit_log where id = 4; delete from audit_seals where entry = 4", 5, 5, "follows position 3"),
        ("delete from audit_seals where entry = 4; update audit_seals set position = position - 1 where position > 4", 4, 5, "does not follow"),
        ("update audit_seals set entry_at = now() - interval '4 years' where entry = 4; delete from audit_log where id = 4", 4, 4, "does not follow"),
        ("update audit_seals set hash = sha256('a') where entry = 4", 4, 4, "does not follow"),
        ("insert into audit_log (at, event, outcome, actor_kind) values (now() - interval '1 hour', 'auth.sign-in', 'ok', 'unknown')", null, 11, "never sealed"),
        ("update audit_seals set key_id = 'none' where entry = 4", 4, 4, "PORTAL_SECRET_KEY does not hold"),
    ];

    [Fact]
    public async Task T_AUDIT_Tampered_TheFirstBrokenLineIsNamed()
    {
        await WriteAsync(10);
        await Sealer().SealAsync(false, default);
        await _audit.ExecuteAsync("create table kept_log as table audit_log; create table kept_seals as table audit_seals");
        foreach (var (sql, position, entry, problem) in s_tampering)
        {
            await _audit.ExecuteAsync(sql);
            var fault = (await VerifyAsync()).Fault;
            fault.Should().NotBeNull(sql);
            (fault!.Position, fault.Entry).Should().Be((position, entry), sql);
            fault.Problem.Should().Contain(problem, sql);
            await _audit.ExecuteAsync(
                """
                truncate audit_log, audit_seals;
                insert into audit_log overriding system value select * from kept_log;
                insert into audit_seals select * from kept_seals
                """);
        }
        (await VerifyAsync()).Fault.Should().BeNull();
    }

    [Fact]
    public async Task T_AUDIT_ChainMadeAnewWithAnotherKey_IsNotSound()
    {
        await WriteAsync(3);
        var forged = new AuditSealer(
            _audit.Source, new AuditChain(AuditHarness.Box(RandomNumberGenerator.GetBytes(32))), TimeProvider.System, NullLogger<AuditSealer>.Instance);
        await forged.SealAsync(false, default);
        await _audit.ExecuteAsync($"update audit_seals set key_id = '{_audit.Secrets.KeyId}'");
        (await VerifyAsync()).Fault!.Position.Should().Be(1);
    }

    [Fact]
    public async Task T_AUDIT_LinksCutOff_FoundByTheAnchorAndByTheSealerThatSawThem()
    {
        await WriteAsync(5);
        var sealer = Sealer();
        await sealer.SealAsync(false, default);
        var anchor = await VerifyAsync();
        await _audit.ExecuteAsync("delete from audit_seals where position > 3; update audit_log set outcome = 'fail' where id = 4");
        var seal = () => sealer.SealAsync(false, default);
        (await seal.Should().ThrowAsync<AuditTamperedException>()).Which.Message.Should().Contain("link 5");
        (await VerifyAsync((anchor.Position, anchor.Hash))).Fault!.Problem.Should().Contain("cut off");

        await Sealer().SealAsync(false, default);
        (await VerifyAsync()).Fault.Should().BeNull("a sealer started anew cannot know");
        (await VerifyAsync((anchor.Position, anchor.Hash))).Fault!.Problem.Should().Contain("made anew");
    }

    [Fact]
    public async Task Seal_CommitFails_NextRoundSeals()
    {
        await WriteAsync(2);
        var sealer = Sealer();
        await sealer.SealAsync(false, default);
        await WriteAsync(3);
        await _audit.ExecuteAsync(
            """
            create function refused() returns trigger language plpgsql as $$ begin raise 'refused at the commit'; end $$;
            create constraint trigger at_the_end after insert on audit_seals deferrable initially deferred for each row execute function refused()
            """);
        var seal = () => sealer.SealAsync(false, default);
        (await seal.Should().ThrowAsync<PostgresException>()).Which.MessageText.Should().Be("refused at the commit");
        (await _audit.ScalarAsync<int>("select count(*) from audit_seals")).Should().Be(2);
        await _audit.ExecuteAsync("drop trigger at_the_end on audit_seals");
        (await seal()).Should().Be(3);
        (await VerifyAsync()).Should().BeEquivalentTo(new { Position = 5L, Fault = (AuditFault?)null });
    }

    [Fact]
    public async Task Retention_OldAddressesAndLinesGo_TheChainStaysSound()
    {
        await WriteAsync(6);
        await _audit.ExecuteAsync(
            "update audit_log set at = now() - interval '37 months' where id <= 2; update audit_log set at = now() - interval '13 months' where id in (3, 4)");
        await Sealer().SealAsync(true, default);
        (await _audit.ScalarAsync<string>("select forgotten || ' ' || removed from audit_forget()")).Should().Be("4 2");
        (await _audit.ScalarAsync<string>("select string_agg(id || coalesce(host(address), '-'), ' ' order by id) from audit_log"))
            .Should().Be("3- 4- 5192.0.2.1 6192.0.2.1");
        var verdict = await VerifyAsync();
        verdict.Fault.Should().BeNull();
        verdict.Late.Should().Be(4, "they were sealed long after they say they were written");
        await _audit.ExecuteAsync("update audit_log set event = 'auth.sign-out' where id = 3");
        (await VerifyAsync()).Fault!.Entry.Should().Be(3, "without its address a line is still held");
    }

    [Fact]
    public async Task KeyChanged_OldOneKept_StillSound()
    {
        var (old, next) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        await WriteAsync(2);
        await Sealer(old).SealAsync(false, default);
        await WriteAsync(2);
        await Sealer(next, old).SealAsync(false, default);
        (await new AuditVerifier(_audit.Source, new AuditChain(AuditHarness.Box(next, old))).VerifyAsync(null, default)).Fault.Should().BeNull();
        (await new AuditVerifier(_audit.Source, new AuditChain(AuditHarness.Box(next))).VerifyAsync(null, default)).Fault!.Problem.Should().Contain("PORTAL_SECRET_KEY");
    }

    [Fact]
    public async Task Verb_SaysWhatItFound_ByItsExitCodeToo()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await WriteAsync(3);
        await Sealer(Convert.FromBase64String(key)).SealAsync(false, default);
        (await RunAsync("audit", "verify")).Should().Match("0 Sound: 3 links. Anchor: 3:*");
        await _audit.ExecuteAsync("update audit_log set outcome = 'fail' where id = 2");
        (await RunAsync("audit", "verify")).Should().StartWith("1 BROKEN at line 2, position 2: the line was changed");
        (await RunAsync("audit", "whatever")).Should().StartWith("2 ").And.Contain("audit verify");
        (await Verbs.RunAsync(["--urls=x"], TextWriter.Null, default)).Should().BeNull("that is for the portal that serves");

        async Task<string> RunAsync(params string[] arguments)
        {
            var start = new System.Diagnostics.ProcessStartInfo("dotnet", [Support.Stack.Get("TEST_PORTAL_DLL"), .. arguments]) { RedirectStandardOutput = true };
            start.Environment["PORTAL_DB_URL"] = _audit.Url;
            start.Environment["PORTAL_SECRET_KEY"] = key;
            using var process = System.Diagnostics.Process.Start(start)!;
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return $"{process.ExitCode} {said}";
        }
    }

    private AuditSealer Sealer(params byte[][] keys) => new(
        _audit.Source, new AuditChain(keys.Length == 0 ? _audit.Secrets : AuditHarness.Box(keys)), TimeProvider.System, NullLogger<AuditSealer>.Instance);

    private Task<AuditVerdict> VerifyAsync((long, byte[])? anchor = null) =>
        new AuditVerifier(_audit.Source, new AuditChain(_audit.Secrets)).VerifyAsync(anchor, default);

    private async Task WriteAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _audit.Log.WriteAsync(
                AuditHarness.Entry with { Parties = [5], Origin = new AuditOrigin(System.Net.IPAddress.Parse("192.0.2.1"), "browser") }, default);
        }
    }
}
