using ItfPortal.Tests.Support;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

public sealed class SiteClientTests : FakeTrytonTest
{
    [Fact]
    public async Task Company_IsAskedAsTheServiceUser()
    {
        Tryton.Then(Result("[3, \"service\"]")).Then(Result(
            """{"name": "ITF", "phone": "819 555-0142", "email": null, "identifiers": ["TPS 0"], "address": {"street": "2380, rue du Cordage", "city": "Trois-Rivières", "postal_code": "G9A 0Z9", "region": "CA-QC", "country": "CA"}}"""));
        var company = await Clients.Site.CompanyAsync(CancellationToken.None);
        (company!.Name, company.Phone, company.Email, company.Address!.PostalCode, company.Address.Region).Should().Be(("ITF", "819 555-0142", null, "G9A 0Z9", "CA-QC"));
        company.Identifiers.Should().Equal("TPS 0");
        Tryton.Requests[^1].Method.Should().Be("model.itf_portal.site.company");
    }

    [Fact]
    public async Task Company_ThatIsNotThereYet_IsNone()
    {
        Tryton.Then(Result("[3, \"service\"]")).Then(Result("null"));
        (await Clients.Site.CompanyAsync(CancellationToken.None)).Should().BeNull();
    }
}
