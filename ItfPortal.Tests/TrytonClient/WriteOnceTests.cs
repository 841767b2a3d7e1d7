using System.Collections.Concurrent;
using System.Text.Json;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>
/// Nothing that writes is ever sent twice, whatever the connection does and at whichever byte it does it; and when the client says that
/// nothing can have arrived, nothing has.
/// </summary>
public sealed class WriteOnceTests
{
    private const int Rounds = 400;

    [Fact]
    public async Task Write_CutAtAnyByte_ArrivesOnceAtMost()
    {
        var arrivals = new ConcurrentDictionary<int, int>();
        var random = new Random(20261123);
        await using var tryton = new RawTryton(async connection =>
        {
            int fault, bytes;
            lock (random)
            {
                (fault, bytes) = (random.Next(8), random.Next(connection.BodyBytes));
            }
            if (fault < 2)
            {
                await connection.BodyAsync(bytes);
                End(connection, fault == 0);
                throw new IOException("cut before the whole request");
            }
            var body = await connection.BodyAsync();
            arrivals.AddOrUpdate(NumberOf(body), 1, (_, count) => count + 1);
            switch (fault)
            {
                case 2 or 3:
                    End(connection, fault == 2);
                    throw new IOException("cut before the answer");
                case 4:
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\"");
                    connection.Close();
                    throw new IOException("cut in the answer");
                case 5:
                    await connection.SendAsync("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
                    break;
                case 6:
                    // Closed behind the answer, so that the next write may meet a connection that is just going.
                    await connection.AnswerAsync(body, "null");
                    connection.Close();
                    throw new IOException("closed after the answer");
                default:
                    await connection.AnswerAsync(body, "null");
                    break;
            }
        });
        await using var clients = new FakeTrytonClients(tryton.Url);
        var outcomes = new ConcurrentDictionary<int, TrytonTransportException?>();
        await Parallel.ForEachAsync(Enumerable.Range(1, Rounds), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, token) =>
        {
            try
            {
                await clients.Models.WriteAsync(
                    FakeTrytonClients.Session, [new ModelRecord("x", number)], new Dictionary<string, object?> { ["name"] = "é" }, token);
                outcomes[number] = null;
            }
            catch (TrytonTransportException e)
            {
                outcomes[number] = e;
            }
        });
        arrivals.Values.Should().OnlyContain(count => count == 1);
        outcomes.Should().HaveCount(Rounds);
        outcomes.Where(o => o.Value is null).Should().OnlyContain(o => arrivals.ContainsKey(o.Key), "what succeeded has arrived");
        outcomes.Where(o => o.Value is { MayHaveArrived: false } && arrivals.ContainsKey(o.Key)).Should().BeEmpty("the client said so");
        outcomes.Values.Count(e => e is null).Should().BeGreaterThan(Rounds / 10);
        outcomes.Values.Count(e => e is not null).Should().BeGreaterThan(Rounds / 3);
    }

    [Fact]
    public async Task Read_IsSentAgain_OnTheSameFaults()
    {
        // The other half of the proof: on these faults something does send again, when it may.
        var arrivals = 0;
        await using var tryton = new RawTryton(async connection =>
        {
            var body = await connection.BodyAsync();
            if (Interlocked.Increment(ref arrivals) < 3)
            {
                End(connection, arrivals == 1);
                throw new IOException("cut before the answer");
            }
            await connection.AnswerAsync(body, "[]");
        });
        await using var clients = new FakeTrytonClients(tryton.Url);
        (await clients.Models.SearchAsync(FakeTrytonClients.Session, new ModelQuery("x", [], []), CancellationToken.None)).Should().BeEmpty();
        arrivals.Should().Be(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReportAndSignIn_CutBeforeTheAnswer_ArriveOnce(bool reset)
    {
        var methods = new ConcurrentBag<string>();
        await using var tryton = new RawTryton(async connection =>
        {
            using var request = JsonDocument.Parse(await connection.BodyAsync());
            methods.Add(request.RootElement.GetProperty("method").GetString()!);
            End(connection, reset);
            throw new IOException("cut before the answer");
        });
        await using var clients = new FakeTrytonClients(tryton.Url);
        Func<Task>[] calls =
        [
            () => clients.Reports.PrintAsync(FakeTrytonClients.Session, new("r", "x", [1]), CancellationToken.None),
            () => clients.Sessions.SignInAsync(new SignInRequest("andré", "x", "fr", null), CancellationToken.None),
            () => clients.Sessions.SignOutAsync(FakeTrytonClients.Session, CancellationToken.None),
            () => clients.Warnings.SkipAsync(FakeTrytonClients.Session, "w", false, CancellationToken.None),
        ];
        foreach (var call in calls)
        {
            (await FluentActions.Awaiting(call).Should().ThrowAsync<TrytonTransportException>()).Which.MayHaveArrived.Should().BeTrue();
        }
        methods.Should().BeEquivalentTo("report.r.execute", "common.db.login", "common.db.logout", "model.res.user.warning.skip");
    }

    private static void End(RawConnection connection, bool reset)
    {
        if (reset)
        {
            connection.Reset();
        }
        else
        {
            connection.Close();
        }
    }

    private static int NumberOf(string body)
    {
        using var request = JsonDocument.Parse(body);
        return request.RootElement.GetProperty("params")[0][0].GetInt32();
    }
}
