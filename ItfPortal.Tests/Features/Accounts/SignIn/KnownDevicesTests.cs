using ItfPortal.Tests.Platform.Security;
using ItfPortal.Web.Features.Accounts.SignIn;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ItfPortal.Tests.Features.Accounts.SignIn;

public class KnownDevicesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly KnownDevices _devices;

    public KnownDevicesTests() => _devices = new(SecretBoxTests.Box(), Options.Create(new SignInOptions()), _time);

    [Fact]
    public void Read_OwnCookie_SameDeviceEachTime()
    {
        var cookie = _devices.Make("marie");
        _devices.Read(cookie, "marie").Should().NotBeNull().And.Be(_devices.Read(cookie, "marie"));
        _devices.Read(_devices.Make("marie"), "marie").Should().NotBe(_devices.Read(cookie, "marie"));
    }

    [Fact]
    public void T_BRUTE_Read_OtherLoginForgedOrOld_Unknown()
    {
        var cookie = _devices.Make("marie");
        _devices.Read(cookie, "paul").Should().BeNull("a device is known to one account");
        _devices.Read(cookie[..^2] + "AA", "marie").Should().BeNull();
        _devices.Read("x", "marie").Should().BeNull();
        _devices.Read(null, "marie").Should().BeNull();
        _time.Advance(TimeSpan.FromDays(91));
        _devices.Read(cookie, "marie").Should().BeNull();
    }
}
