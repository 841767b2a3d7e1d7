using System.Diagnostics;
using System.Net;

namespace ItfPortal.Tests.Integration;

/// <summary>Sign-in with its real limits and its real pace.</summary>
[Trait("needs", "postgresql")]
public sealed class SignInTroubleTests : IAsyncLifetime
{
    private PortalHost _host = null!;

    public async Task InitializeAsync() => _host = await PortalHost.StartAsync(settings: new()
    {
        ["Limits:SignInPerAddressPerMinute"] = "10",
        ["Limits:SignInPerAddressPerHour"] = "60",
        ["SignIn:Floor"] = "00:00:00.400",
        ["SignIn:Jitter"] = "00:00:00.050",
    });

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _host.People.DisposeAsync();
        await _host.Database.DisposeAsync();
    }

    [Fact]
    public async Task T_BRUTE_SignIn_FifthFailure_SameAnswerTrytonNotAskedRightPasswordToo()
    {
        using var browser = _host.Browser();
        var answers = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add((await browser.SignInAsync(TrytonPeople.Buyer.Login, "wrong wrong wrong")).Plain);
        }
        _host.People.SignIns.Should().Be(4);
        var right = await browser.SignInAsync(TrytonPeople.Buyer);
        _host.People.SignIns.Should().Be(4, "Tryton would sleep, then lock the account for everybody");
        answers.Add(right.Plain);
        answers.Distinct().Should().ContainSingle();
        (await browser.SignInAsync(TrytonPeople.Agent)).Status.Should().Be(HttpStatusCode.Redirect, "other accounts are not concerned");
    }

    [Fact]
    public async Task T_BRUTE_SignIn_EleventhFormInAMinute_429WithRetryAfter()
    {
        using var browser = _host.Browser();
        for (var i = 0; i < 10; i++)
        {
            (await browser.SignInAsync($"nobody{i}@boreal.example", "wrong wrong wrong")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        }
        var answer = await browser.SignInAsync(TrytonPeople.Buyer);
        answer.Status.Should().Be(HttpStatusCode.TooManyRequests);
        int.Parse(answer.Header("Retry-After"), System.Globalization.CultureInfo.InvariantCulture).Should().BeInRange(1, 60);
        answer.Text.Should().Contain("Trop d’essais de connexion");
    }

    [Fact]
    public async Task T_ENUM_SignIn_KnownOrUnknown_NeverBeforeTheFloor()
    {
        _host.People.Hashing = TimeSpan.FromMilliseconds(150);
        // The difference itself is for a bench on a quiet machine; that nothing answers before the floor is what makes it.
        (await FastestAsync(_ => TrytonPeople.Buyer.Login)).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(400));
        (await FastestAsync(i => $"nobody{i}@boreal.example")).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(400));

        async Task<TimeSpan> FastestAsync(Func<int, string> login)
        {
            var fastest = TimeSpan.MaxValue;
            using var browser = _host.Browser();
            var page = await browser.GetAsync("/connexion");
            for (var i = 0; i < 3; i++)
            {
                var clock = Stopwatch.StartNew();
                await browser.SendAsync(HttpMethod.Post, "/connexion", TestBrowser.SignInForm(page, login(i), "wrong wrong wrong"));
                fastest = clock.Elapsed < fastest ? clock.Elapsed : fastest;
            }
            return fastest;
        }
    }

    [Fact]
    public async Task T_TRYTON_SignIn_TrytonDown_SaysSoKeepsLoginCountsNothing()
    {
        using var browser = _host.Browser();
        _host.People.Down = true;
        for (var i = 0; i < 6; i++)
        {
            var answer = await browser.SignInAsync(TrytonPeople.Buyer);
            answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
            answer.Text.Should().Contain("ne répond pas").And.Contain("Votre mot de passe n’est pas en cause").And.NotContain("ne correspond pas")
                .And.Contain($"value=\"{TrytonPeople.Buyer.Login}\"");
        }
        _host.People.Down = false;
        await Eventually.TrueAsync(
            async () => (await browser.SignInAsync(TrytonPeople.Buyer)).Status == HttpStatusCode.Redirect, "Tryton is back", seconds: 40);
    }
}
