using System.Text.Json;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Cli;
using ItfPortal.Web.Platform.Accounts;

namespace ItfPortal.Tests.Cli;

/// <summary><c>sync-customers</c>: what it prints, asks and mails. What Tryton makes of it on 5,000 customers is tried in the module.</summary>
public sealed class SyncCustomersTests
{
    private readonly FakeSync _tryton = new();
    private readonly FakeLinks _links = new();

    [Theory]
    [InlineData("", false, false, false, PortalRole.Viewer)]
    [InlineData("--dry-run --json", true, true, false, PortalRole.Viewer)]
    [InlineData("--role accounting --invite", false, false, true, PortalRole.Accounting)]
    public void Call_IsUnderstood(string line, bool dryRun, bool json, bool invite, PortalRole role) =>
        SyncCustomersVerb.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Should().Be(new SyncCustomersCall(dryRun, json, invite, role));

    [Theory]
    [InlineData("--role")]
    [InlineData("--role company_administrator")]
    [InlineData("--role administrator")]
    [InlineData("--force")]
    public void Call_NobodyUnderstands_IsNone(string line) => SyncCustomersVerb.Parse(line.Split(' ')).Should().BeNull();

    [Fact]
    public async Task DryRun_SaysWhatTheRunDoes_AndTheSecondRunDoesNothing()
    {
        var dry = await RunAsync(dryRun: true);
        _tryton.Applied.Should().BeEmpty();
        var run = await RunAsync(dryRun: false);
        run.Should().Be(dry.Replace("Would be:", "Done:", StringComparison.Ordinal));
        run.Should().Contain("create     C3 (party 3, Client 3) c3@x.example: Client 3, viewer, fr")
            .And.Contain("shared     C1 (party 1, Client 1) c1@x.example: several companies have the courriel")
            .And.Contain("Done: 600 customers").And.Contain("create     598");
        _tryton.Applied.Should().HaveCount(598).And.OnlyHaveUniqueItems();
        _links.Asked.Should().BeEmpty("nobody asked for mails");

        var again = await RunAsync(dryRun: false);
        again.Should().Contain("unchanged  598").And.NotContain("create");
        _tryton.Applied.Should().HaveCount(598);
    }

    [Fact]
    public async Task Invite_MailsWhoIsNew_AndWhoWaitsWithoutALink_Once()
    {
        await RunAsync(dryRun: false);
        (await RunAsync(dryRun: true, invite: true)).Should().Contain("mails      598");
        _links.Asked.Should().BeEmpty();
        (await RunAsync(dryRun: false, invite: true)).Should().Contain("mails      598");
        _links.Asked.Should().HaveCount(598).And.AllBeOfType<AccessLink>();
        ((AccessLink)_links.Asked[0]).Should().Match<AccessLink>(link => link.Party == 3 && link.User == 1003 && link.Login == null);
        (await RunAsync(dryRun: false, invite: true)).Should().Contain("mails      0");
        _links.Asked.Should().HaveCount(598);
    }

    [Fact]
    public async Task Json_IsOneDocument_WithEverybody()
    {
        using var answer = JsonDocument.Parse(await RunAsync(dryRun: true, json: true));
        answer.RootElement.GetProperty("dryRun").GetBoolean().Should().BeTrue();
        answer.RootElement.GetProperty("counts").GetProperty("no_email").GetInt32().Should().Be(1);
        answer.RootElement.GetProperty("customers").GetArrayLength().Should().Be(600);
        answer.RootElement.GetProperty("customers")[0].GetProperty("action").GetString().Should().Be("shared");
    }

    [Fact]
    public async Task Line_StaysOneLine_WhateverStandsInTryton()
    {
        _tryton.Name = "Faux\n  create     X (party 9)\u001b[2J\u202e";
        (await RunAsync(dryRun: true)).Should().NotContain("\u001b").And.NotContain("\u202e").And.NotContain("\n  create     X");
    }

    private async Task<string> RunAsync(bool dryRun, bool json = false, bool invite = false)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await SyncCustomersVerb.RunAsync(
            new CustomerSync(_tryton, _links, TimeProvider.System), new SyncCustomersCall(dryRun, json, invite, PortalRole.Viewer), output, CancellationToken.None);
        return output.ToString();
    }

    /// <summary>600 customers: the first shares its courriel, the second has none, the others are new until they were applied.</summary>
    private sealed class FakeSync : ICustomerSyncClient
    {
        public List<int> Applied { get; } = [];

        public string? Name { get; set; }

        public Task<IReadOnlyList<CustomerPlan>> PlanAsync(int after, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CustomerPlan>>([.. Enumerable.Range(after + 1, Math.Min(limit, 600 - after)).Select(Plan)]);

        public Task<IReadOnlyList<CustomerPlan>> ApplyAsync(RequestId request, IReadOnlyCollection<int> parties, PortalRole role, CancellationToken cancellationToken)
        {
            var done = parties.Select(Plan).Select(plan => plan with { Person = plan.Party + 1000 }).ToList();
            Applied.AddRange(parties);
            return Task.FromResult<IReadOnlyList<CustomerPlan>>(done);
        }

        private CustomerPlan Plan(int party)
        {
            var done = Applied.Contains(party);
            var action = party switch { 1 => SyncAction.Shared, 2 => SyncAction.NoEmail, _ => done ? SyncAction.Unchanged : SyncAction.Create };
            return new CustomerPlan(
                party, $"C{party}", Name ?? $"Client {party}", party == 2 ? null : $"c{party}@x.example", done ? party + 1000 : null, Name ?? $"Client {party}", "fr",
                party == 1 ? 2 : null, party > 2, false, action);
        }
    }
}
