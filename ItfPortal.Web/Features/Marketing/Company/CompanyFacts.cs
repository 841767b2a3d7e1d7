using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.PublicSite;

namespace ItfPortal.Web.Features.Marketing.Company;

/// <summary>
/// What the public pages say of the company itself, as Tryton has it. Asked for every five minutes at most; when Tryton does not answer
/// the last answer stays, and a page waits two seconds for a first one, once in fifteen.
/// </summary>
public sealed partial class CompanyFacts(ISiteClient client, TimeProvider time, ILogger<CompanyFacts> logger) : IDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile SiteCompany? _known;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>What Tryton said last; null while it has not. For pages that are written before what they ask for has come: those of errors.</summary>
    public SiteCompany? Known => _known;

    /// <summary>The company; null while Tryton has not said.</summary>
    public async Task<SiteCompany?> GetAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _next || !await _asking.WaitAsync(_known is null ? s_patience : TimeSpan.Zero, cancellationToken))
        {
            return _known;
        }
        try
        {
            if (time.GetUtcNow() >= _next)
            {
                _next = time.GetUtcNow() + (await AskAsync(cancellationToken) ? s_fresh : s_pause);
            }
            return _known;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            _known = await client.CompanyAsync(either.Token) ?? _known;
            return true;
        }
        catch (Exception exception) when (exception is TrytonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnknown(logger, exception.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Company facts not read: {Problem}")]
    private static partial void LogUnknown(ILogger logger, string problem);
}
