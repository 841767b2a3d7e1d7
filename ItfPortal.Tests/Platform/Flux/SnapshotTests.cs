using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Orders;
using ItfPortal.Web.Platform.Flux;

namespace ItfPortal.Tests.Platform.Flux;

public sealed class SnapshotTests
{
    [Fact]
    public void Pack_AFullPageOfOrders_UnderTheLimitAndTheSameAgain()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(1, OrdersFilter.PageSize).Select(id => TestData.Row(
            id, (SaleState)random.Next(6), date: TestData.Today.AddDays(-random.Next(700)), total: random.Next(10_000_000) / 100m,
            reference: $"PO-{random.Next(1_000_000)}", changedAt: TestData.Now.AddMilliseconds(-random.NextInt64(10_000_000_000)))).ToArray();
        var page = TestData.Page(rows) with { Next = new string('x', 120), Previous = new string('y', 120) };

        var packed = Snapshot.Pack(new ListSnapshot(TestData.Scope().CacheKey, "etat=devis", "generation", page));

        packed.Should().NotBeNull();
        packed!.Length.Should().BeLessThan(Snapshot.MaxBytes / 2);
        var again = Snapshot.Unpack<ListSnapshot>(packed)!;
        again.Page.Rows.Should().Equal(page.Rows);
        again.Should().BeEquivalentTo(new ListSnapshot(TestData.Scope().CacheKey, "etat=devis", "generation", page));
    }

    [Fact]
    public void Pack_MoreThanTheHubCarries_Nothing() =>
        Snapshot.Pack(Enumerable.Range(0, 9000).Select(_ => Guid.NewGuid()).ToArray()).Should().BeNull();

    [Fact]
    public void Unpack_NothingOrOfAnotherVersion_Nothing()
    {
        Snapshot.Unpack<ListSnapshot>(null).Should().BeNull();
        Snapshot.Unpack<ListSnapshot>([]).Should().BeNull();
        Snapshot.Unpack<ListSnapshot>([1, 2, 3]).Should().BeNull();
        Snapshot.Unpack<ListSnapshot>(Snapshot.Pack(new[] { 1, 2 })).Should().BeNull();
    }
}
