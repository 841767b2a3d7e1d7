using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.PublicSite;
using ItfPortal.Web.Features.Marketing.Company;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ItfPortal.Tests.Features.Marketing;

public sealed class CompanyFactsTests : ISiteClient, IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CompanyFacts _facts;
    private SiteCompany? _company = new("ITF", null, null, null, []);
    private bool _away;
    private int _asked;

    public CompanyFactsTests() => _facts = new CompanyFacts(this, _time, NullLogger<CompanyFacts>.Instance);

    public void Dispose() => _facts.Dispose();

    [Fact]
    public async Task Facts_AreAskedForOnceInFiveMinutes()
    {
        (await _facts.GetAsync(CancellationToken.None))!.Name.Should().Be("ITF");
        await _facts.GetAsync(CancellationToken.None);
        _asked.Should().Be(1);
        _company = _company! with { Name = "ITF inc." };
        _time.Advance(TimeSpan.FromMinutes(6));
        (await _facts.GetAsync(CancellationToken.None))!.Name.Should().Be("ITF inc.");
    }

    [Fact]
    public async Task Facts_WhenTrytonIsAway_StayAsTheyWere()
    {
        await _facts.GetAsync(CancellationToken.None);
        _away = true;
        _time.Advance(TimeSpan.FromMinutes(6));
        (await _facts.GetAsync(CancellationToken.None))!.Name.Should().Be("ITF");
        await _facts.GetAsync(CancellationToken.None);
        _asked.Should().Be(2, "a Tryton that does not answer is left alone for a moment");
        _time.Advance(TimeSpan.FromSeconds(16));
        _away = false;
        await _facts.GetAsync(CancellationToken.None);
        _asked.Should().Be(3);
    }

    [Fact]
    public async Task Facts_NeverHeard_AreNone()
    {
        _away = true;
        (await _facts.GetAsync(CancellationToken.None)).Should().BeNull();
    }

    public Task<SiteCompany?> CompanyAsync(CancellationToken cancellationToken)
    {
        _asked++;
        return _away ? throw new TrytonTransportException("away") { Failure = TransportFailure.Unreachable } : Task.FromResult(_company);
    }
}
