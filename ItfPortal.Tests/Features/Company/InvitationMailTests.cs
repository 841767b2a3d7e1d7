using ItfPortal.Tests.Features.Admin;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Admin;
using ItfPortal.Web.Features.Company;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace ItfPortal.Tests.Features.Company;

/// <summary>Who is told of an access by mail, asked for by a company's administrator and by ITF's.</summary>
public sealed class InvitationMailTests
{
    private static readonly NewGrant s_grant = new(PortalRole.Viewer, GrantScope.Company);

    private static readonly Colleague s_lea = FakeCompany.Julie with { Id = 11, Name = "Léa", Login = "lea@example.com", State = ColleagueState.Invited, SignedInAt = null };

    private readonly CompanyWorld _company = new();
    private readonly AdminWorld _itf = new();

    [Fact]
    public async Task T_INVITE_Colleague_IsToldOnceByTheAddressTyped_HoweverOftenItIsSent()
    {
        await using var services = Services(_company.Register);
        var (service, request) = (services.GetRequiredService<CompanyService>(), RequestId.New());
        for (var i = 0; i < 2; i++)
        {
            (await service.InviteAsync(_company.Scope, request, "Léa", " lea@example.com ", s_grant, default)).Ok.Should().BeTrue();
        }
        _company.Links.Asked.Should().Equal(new AccessLink($"invite:{request}", TestData.Party, null, "lea@example.com", _company.Session.Current!.Identity.Name));

        _company.Tryton.Refusal = new TrytonUserErrorException("Déjà dans la liste.", CompanyRefusals.AlreadyColleague);
        (await service.InviteAsync(_company.Scope, RequestId.New(), "Léa", "lea@example.com", s_grant, default)).Ok.Should().BeFalse();
        _company.Links.Asked.Should().HaveCount(1, "nothing was given");
    }

    [Fact]
    public async Task T_INVITE_Again_OnlyWhoHasNotAnswered_AsTrytonSaysNow_OnRecord()
    {
        await using var services = Services(_company.Register);
        var service = services.GetRequiredService<CompanyService>();
        (await service.InviteAgainAsync(_company.Scope, RequestId.New(), s_lea, default)).Error.Should().BeOfType<NotFoundError>("Tryton knows no such colleague");
        (await service.InviteAgainAsync(_company.Scope, RequestId.New(), FakeCompany.Julie with { State = ColleagueState.Invited }, default)).Error.Should().BeOfType<NotFoundError>();
        _company.Tryton.People = _company.Tryton.People! with { Colleagues = [s_lea] };
        (await service.InviteAgainAsync(_company.Scope, RequestId.New(), s_lea with { Login = "forged@example.com" }, default)).Value.Should().Be(s_lea.Id);
        _company.Links.Asked.Should().ContainSingle().Which.Should().BeOfType<AccessLink>().Which.Login.Should().Be("lea@example.com");
        _company.Audit.Lines.Should().Contain(line => line.Event == AuditEvent.InvitationSent);

        _company.Session.Current = TestData.Session(TestData.Company(role: PortalRole.Buyer));
        (await service.InviteAgainAsync(_company.Scope, RequestId.New(), s_lea, default)).Error.Should().BeOfType<NotFoundError>();
        _company.Links.Asked.Should().HaveCount(1);
    }

    [Fact]
    public async Task Itf_InvitesAndGrants_ThePersonIsTold_AndAgainWhileItWaits()
    {
        await using var services = Services(_itf.Register);
        var decisions = services.GetRequiredService<AccessDecisions>();
        var (invite, grant) = (RequestId.New(), RequestId.New());
        await decisions.InviteAsync(invite, 5, "Léa", "lea@example.com", s_grant, "demandé", default);
        await decisions.GrantAsync(grant, 7, 6, s_grant, "demandé", default);
        _itf.Links.Asked.Should().Equal(new AccessLink($"decision:{invite}", 5, 12, null, null), new AccessLink($"decision:{grant}", 6, 7, null, null));

        (await decisions.InviteAgainAsync(RequestId.New(), 7, 5, default)).Error.Should().BeOfType<NotFoundError>("it does not wait");
        _itf.Tryton.Person = _itf.Tryton.Person! with { Grants = [FakeAdministration.Buying with { Pending = true }] };
        (await decisions.InviteAgainAsync(RequestId.New(), 7, 6, default)).Error.Should().BeOfType<NotFoundError>("not there");
        (await decisions.InviteAgainAsync(RequestId.New(), 7, 5, default)).Value.Should().Be(7);
        _itf.Links.Asked.Should().HaveCount(3);
    }

    private static ServiceProvider Services(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        return services.BuildServiceProvider();
    }
}
