using System.Net;
using System.Text.Json;
using ItfPortal.Tests.Features.Support;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Observability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.Platform.Observability;

/// <summary>On two real ports: what is where, and what counts.</summary>
public class ManagementPortTests
{
    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/health/startup", HttpStatusCode.OK)]
    [InlineData("/debug/memory?collect=1", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.NotFound)]
    [InlineData("/connexion", HttpStatusCode.NotFound)]
    public async Task ManagementPort_AnswersItsOwnAndNothingElse(string path, HttpStatusCode expected)
    {
        await using var portal = await Portal.StartAsync("Development");
        (await portal.GetAsync(portal.Management, path)).StatusCode.Should().Be(expected);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/debug/memory")]
    public async Task SitesPort_KnowsNothingOfIt_WhateverTheHostHeaderSays(string path)
    {
        await using var portal = await Portal.StartAsync("Development");
        var answer = await portal.GetAsync(portal.Site, path, host: $"127.0.0.1:{portal.Management}");
        (await answer.Content.ReadAsStringAsync()).Should().Be("the site");
    }

    [Fact]
    public async Task Memory_OnlyInDevelopment()
    {
        await using var portal = await Portal.StartAsync("Production");
        (await portal.GetAsync(portal.Management, "/debug/memory")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("portal-database", HttpStatusCode.ServiceUnavailable, "unhealthy")]
    [InlineData("redis", HttpStatusCode.OK, "degraded")]
    [InlineData("tryton", HttpStatusCode.OK, "degraded")]
    [InlineData("feed", HttpStatusCode.OK, "degraded")]
    public async Task Ready_OneThingAway(string away, HttpStatusCode expected, string word)
    {
        await using var portal = await Portal.StartAsync("Production", away);
        var answer = await portal.GetAsync(portal.Management, "/health/ready");
        answer.StatusCode.Should().Be(expected);
        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        json.GetProperty("status").GetString().Should().Be(word);
        json.GetProperty("checks").GetProperty(away).GetString().Should().Be(word);
        json.GetRawText().Should().NotContain("exception").And.NotContain("secret");
    }

    [Fact]
    public async Task Ready_SomethingHangs_AnsweredWithinASecond()
    {
        await using var portal = await Portal.StartAsync("Production", "tryton", hangs: true);
        var answer = await portal.GetAsync(portal.Management, "/health/ready").WaitAsync(TimeSpan.FromSeconds(10));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private sealed class Portal(WebApplication app, HttpMessageInvoker http) : IAsyncDisposable
    {
        public int Site => Port(0);

        public int Management => Port(1);

        public static async Task<Portal> StartAsync(string environment, string? away = null, bool hangs = false)
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
            builder.WebHost.UseKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.Listen(IPAddress.Loopback, 0);
            });
            builder.Services.AddSingleton(Options.Create(new SiteOptions { Port = 0, ManagementPort = 0 }));
            builder.Services.AddSingleton<ILiveFeed>(new TestFeed().Broadcaster);
            builder.Services.AddScoped<AuthenticationStateProvider, Nobody>();
            builder.Services.AddObservability(builder.Configuration);
            // The four checks keep their weight and their patience; what they ask is the test's.
            builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
            {
                foreach (var check in options.Registrations)
                {
                    check.Factory = _ => new Check(check.Name == away, hangs);
                }
            });
            var app = builder.Build();
            app.UseObservability();
            app.Run(context => context.Response.WriteAsync("the site"));
            await app.StartAsync();
            return new Portal(app, new HttpMessageInvoker(new SocketsHttpHandler()));
        }

        public Task<HttpResponseMessage> GetAsync(int port, string path, string? host = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, FormattableString.Invariant($"http://127.0.0.1:{port}{path}"));
            request.Headers.Host = host;
            return http.SendAsync(request, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await app.DisposeAsync();
        }

        private int Port(int index) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
            .Addresses.Select(address => new Uri(address).Port).ElementAt(index);
    }

    private sealed class Check(bool away, bool hangs) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            if (away && hangs)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            return away ? throw new InvalidOperationException("exception with a secret") : HealthCheckResult.Healthy();
        }
    }

    private sealed class Nobody : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new System.Security.Claims.ClaimsPrincipal()));
    }
}
