using System.Collections.Concurrent;
using System.Diagnostics;

namespace ItfPortal.Tests.Isolation;

/// <summary>Tries many calls as one person, over several connections at once, and counts.</summary>
internal sealed class MatrixRun
{
    private readonly ConcurrentBag<string> _wrong = [];
    private readonly ConcurrentDictionary<string, int> _refusals = new();
    private int _calls;
    private int _answered;
    private int _refused;

    public int Calls => _calls;

    public int Answered => _answered;

    public int Refused => _refused;

    public TimeSpan Time { get; private set; }

    /// <summary>What answered and should not have, or gave somebody else's.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>The different refusals: more than one would tell what exists from what does not.</summary>
    public ICollection<string> Refusals => _refusals.Keys;

    /// <summary>Tries all; what <paramref name="judge"/> says of an answer is wrong.</summary>
    public static async Task<MatrixRun> OfAsync(RpcWire wire, string? session, IEnumerable<Attempt> attempts, Func<Attempt, RpcAnswer, IEnumerable<string>> judge)
    {
        var run = new MatrixRun();
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(attempts, new ParallelOptions { MaxDegreeOfParallelism = RpcWire.Connections }, async (attempt, _) =>
        {
            var answer = await wire.CallAsync(session, attempt.Method, attempt.Parameters);
            Interlocked.Increment(ref run._calls);
            Interlocked.Increment(ref answer.IsResult ? ref run._answered : ref run._refused);
            foreach (var fault in judge(attempt, answer))
            {
                run._wrong.Add($"{attempt.Method} {attempt.Parameters}: {fault}");
            }
        });
        run.Time = clock.Elapsed;
        return run;
    }

    /// <param name="allowed">What may answer.</param>
    /// <param name="reader">Whose an answer must be; null for the portal's own account, which reads events only.</param>
    public static async Task<MatrixRun> OfAsync(RpcWire wire, string? session, IEnumerable<Attempt> attempts, HashSet<string> allowed, Reader? reader)
    {
        var run = new MatrixRun();
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(attempts, new ParallelOptions { MaxDegreeOfParallelism = RpcWire.Connections }, async (attempt, _) =>
            run.Count(attempt, await wire.CallAsync(session, attempt.Method, attempt.Parameters), allowed, reader));
        run.Time = clock.Elapsed;
        return run;
    }

    private void Count(Attempt attempt, RpcAnswer answer, HashSet<string> allowed, Reader? reader)
    {
        Interlocked.Increment(ref _calls);
        if (answer.Status is 401 or 403)
        {
            Interlocked.Increment(ref _refused);
            _refusals.AddOrUpdate($"{answer.Status}\n{answer.Headers}\n\n{answer.Body}", 1, (_, count) => count + 1);
            return;
        }
        Interlocked.Increment(ref _answered);
        if (!allowed.Contains(attempt.Method))
        {
            _wrong.Add($"{attempt.Method} {attempt.Parameters}: {answer.Status} {answer.Body[..Math.Min(answer.Body.Length, 200)]}");
        }
        else if (reader is not null && answer.Status == 200)
        {
            foreach (var leak in Leaks.In(answer.Body, reader))
            {
                _wrong.Add($"{attempt.Method} {attempt.Parameters}: {leak}");
            }
        }
    }
}
