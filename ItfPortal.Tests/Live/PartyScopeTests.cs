using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Sessions;
using static ItfPortal.Tests.Live.LiveData;

namespace ItfPortal.Tests.Live;

public class PartyScopeTests
{
    [Theory]
    [InlineData(PortalRole.Viewer, EventArea.Order, true)]
    [InlineData(PortalRole.Buyer, EventArea.Quote, true)]
    [InlineData(PortalRole.Approver, EventArea.Order, true)]
    [InlineData(PortalRole.Viewer, EventArea.Invoice, false)]
    [InlineData(PortalRole.Viewer, EventArea.Payment, false)]
    [InlineData(PortalRole.Viewer, EventArea.Message, true)]
    [InlineData(PortalRole.Viewer, EventArea.Access, false)]
    [InlineData(PortalRole.Accounting, EventArea.Order, false)]
    [InlineData(PortalRole.Accounting, EventArea.Quote, false)]
    [InlineData(PortalRole.Accounting, EventArea.Invoice, true)]
    [InlineData(PortalRole.Accounting, EventArea.Payment, true)]
    [InlineData(PortalRole.Accounting, EventArea.Document, true)]
    [InlineData(PortalRole.CompanyAdministrator, EventArea.Order, true)]
    [InlineData(PortalRole.CompanyAdministrator, EventArea.Invoice, true)]
    [InlineData(PortalRole.CompanyAdministrator, EventArea.Access, true)]
    public void T_EVENTS_Receives_ByRoleAndArea(PortalRole role, EventArea area, bool expected) =>
        Scope(role).Receives(Event(area: area)).Should().Be(expected);

    [Fact]
    public void T_EVENTS_Receives_Internal_NobodyOfACustomer() =>
        Enum.GetValues<PortalRole>().Should().OnlyContain(role => !ReceivesInternal(role));

    private static bool ReceivesInternal(PortalRole role) => Scope(role).Receives(Event(area: EventArea.Internal, owner: 12));

    [Theory]
    [InlineData(Fleuve)]
    [InlineData(null)]
    public void T_EVENTS_Receives_AnotherPartysOrNoPartys_Never(int? party) =>
        Scope(PortalRole.CompanyAdministrator).Receives(Event(party: party)).Should().BeFalse();

    [Theory]
    [InlineData(31, 31, true)]
    [InlineData(31, 32, false)]
    [InlineData(31, null, false)]
    [InlineData(null, null, false)]
    public void T_EVENTS_Receives_ScopeSite_ThatSiteOnly(int? granted, int? site, bool expected) =>
        Scope(PortalRole.Buyer, GrantScope.Site, granted).Receives(Event(site: site)).Should().Be(expected);

    [Theory]
    [InlineData(12, true)]
    [InlineData(13, false)]
    [InlineData(null, false)]
    public void T_EVENTS_Receives_ScopeOwn_OnlyWhatThePersonMade(int? owner, bool expected) =>
        Scope(PortalRole.Buyer, GrantScope.Own).Receives(Event(owner: owner)).Should().Be(expected);

    [Fact]
    public void T_EVENTS_Receives_SeveralGrants_AddUpButNeverCross()
    {
        // Orders of one site, invoices of the whole company: neither widens the other.
        var scope = Scope(Boreal, 12, new Grant(PortalRole.Buyer, GrantScope.Site, 31, null), new Grant(PortalRole.Accounting, GrantScope.Company, null, null));

        scope.Receives(Event(area: EventArea.Order, site: 31)).Should().BeTrue();
        scope.Receives(Event(area: EventArea.Order, site: 32)).Should().BeFalse();
        scope.Receives(Event(area: EventArea.Invoice, site: 32)).Should().BeTrue();
    }

    [Fact]
    public void T_EVENTS_Receives_NoGrant_Nothing() => Scope(Boreal, 12).Receives(Event()).Should().BeFalse();

    [Fact]
    public void T_CACHE_Key_SharedOnlyByThoseWhoSeeTheSame()
    {
        Scope(user: 12).CacheKey.Should().Be(Scope(user: 13).CacheKey, "two viewers of the whole company see the same");
        string[] different =
        [
            Scope().CacheKey, Scope(PortalRole.Accounting).CacheKey, Scope(party: Fleuve).CacheKey,
            Scope(PortalRole.Viewer, GrantScope.Site, 31).CacheKey, Scope(PortalRole.Viewer, GrantScope.Site, 32).CacheKey,
            Scope(PortalRole.Viewer, GrantScope.Own, user: 12).CacheKey, Scope(PortalRole.Viewer, GrantScope.Own, user: 13).CacheKey,
        ];
        different.Should().OnlyHaveUniqueItems();
    }
}
