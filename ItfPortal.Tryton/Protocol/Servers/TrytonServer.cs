using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tryton.Protocol.Servers;

/// <summary>Which server this is: asked before the first call and again now and then, because servers are upgraded while portals run.</summary>
internal sealed partial class TrytonServer(IOptions<TrytonOptions> options, TimeProvider time, ILogger<TrytonServer> logger) : IDisposable
{
    /// <summary>How long an answer is believed.</summary>
    public static readonly TimeSpan Believed = TimeSpan.FromMinutes(10);

    // A refused server, or one that did not answer, is asked again soon: somebody may just be upgrading it.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_together = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly HashSet<string> _allowed = Allowed(options.Value.AllowedVersions);
    private volatile Answer? _known;
    private volatile Failed? _failure;

    /// <summary>Asks for the version at one dialect's path, sending once.</summary>
    public delegate Task<string> Question(ServerDialect dialect, CancellationToken cancellationToken);

    /// <summary>The versions of <see cref="TrytonOptions.AllowedVersions"/>.</summary>
    public static HashSet<string> Allowed(string versions) =>
        versions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>How to speak to it.</summary>
    /// <param name="ask">Asks it, with the rules of a read.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="TrytonUnsupportedServerException">It is too old.</exception>
    /// <exception cref="TrytonTransportException">It has never answered, and does not now. Nothing else was sent.</exception>
    public async ValueTask<ServerDialect> DialectAsync(Func<CancellationToken, Task<Answer>> ask, CancellationToken cancellationToken)
    {
        var known = _known;
        if (known is not null && time.GetUtcNow() < known.AskAgain)
        {
            return known.Checked();
        }

        if (known is not { Refusal: null })
        {
            await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (!await _asking.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
            // One asks; whoever knows how to speak to it does not wait for that.
            return known.Dialect;
        }

        try
        {
            // Those who queued for a server that does not answer are told together, not one after the other.
            if (_failure is { } failure && time.GetElapsedTime(failure.At) < s_together)
            {
                throw failure.Exception.BeforeAnythingWasSent();
            }

            if (_known is { } other && time.GetUtcNow() < other.AskAgain)
            {
                return other.Checked();
            }

            return (await ask(cancellationToken).ConfigureAwait(false)).Checked();
        }
        catch (TrytonTransportException) when (_known is { Refusal: null } old)
        {
            // The call itself will find out whether the server is there.
            _known = old with { AskAgain = time.GetUtcNow() + s_soon };
            return old.Dialect;
        }
        catch (TrytonTransportException e)
        {
            if (_failure is not { } before || time.GetElapsedTime(before.At) >= s_together)
            {
                _failure = new Failed(e, time.GetTimestamp());
            }

            throw e.BeforeAnythingWasSent();
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Asks at both places if need be, and remembers. Never throws <see cref="TrytonUnsupportedServerException"/>: the answer holds it.</summary>
    public async Task<Answer> AskAsync(Question question, CancellationToken cancellationToken)
    {
        var dialect = _known?.Dialect ?? ServerDialect.Plain;
        string text;
        try
        {
            text = await question(dialect, cancellationToken).ConfigureAwait(false);
        }
        catch (TrytonTransportException e) when (ServerDialect.IsElsewhere(e.Status))
        {
            dialect = dialect.Other;
            text = await question(dialect, cancellationToken).ConfigureAwait(false);
        }

        var answer = Judge(text, dialect);
        if (_known is not { } before || before.Text != answer.Text || before.Dialect != dialect)
        {
            Tell(answer);
        }

        _known = answer;
        return answer;
    }

    public void Dispose() => _asking.Dispose();

    private Answer Judge(string text, ServerDialect dialect)
    {
        var version = ServerVersion.Parse(text);
        var refusal = _allowed.Contains(text) || version is { IsSafe: true } ? null : version?.Text ?? "unknown";
        return new Answer(text, dialect, refusal, time.GetUtcNow() + (refusal is null ? Believed : s_soon));
    }

    private void Tell(Answer answer)
    {
        if (answer.Refusal is { } version)
        {
            LogRefused(version, ServerVersion.Floor);
        }
        else
        {
            LogFound(answer.Text, "/" + answer.Dialect.Path);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Tryton {Version} answers at {Path}")]
    private partial void LogFound(string version, string path);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Tryton {Version} is too old to be used: it needs {Floor}, or to be named in Tryton:AllowedVersions (TRYTON_ALLOWED_VERSIONS). Every call is refused")]
    private partial void LogRefused(string version, string floor);

    private sealed record Failed(TrytonTransportException Exception, long At);

    /// <summary>What the server said, and what it means.</summary>
    /// <param name="Text">The version as the server wrote it.</param>
    /// <param name="Dialect">How to speak to it.</param>
    /// <param name="Refusal">The version that is too old, or null.</param>
    /// <param name="AskAgain">When to ask again.</param>
    internal sealed record Answer(string Text, ServerDialect Dialect, string? Refusal, DateTimeOffset AskAgain)
    {
        /// <summary>The dialect.</summary>
        /// <exception cref="TrytonUnsupportedServerException">The server is too old.</exception>
        public ServerDialect Checked() => Refusal is null ? Dialect : throw new TrytonUnsupportedServerException(Refusal, ServerVersion.Floor);
    }
}
