using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Visitors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.Platform.Visitors;

/// <summary>The antivirus, over its own protocol.</summary>
public sealed class ClamdTests
{
    [Fact]
    public async Task T_FILE_EicarIsFound_WhereverItStands_AndEverythingElseIsClean()
    {
        await using var clamd = new FakeClamd();
        byte[] large = [.. new byte[200_000], .. FakeClamd.Eicar, .. new byte[70_000]];
        (await ScanAsync(clamd.Url, large)).Should().Be(new ScanVerdict.Infected("Eicar-Test-Signature"));
        (await ScanAsync(clamd.Url, new byte[200_000])).Should().Be(new ScanVerdict.Clean());
        clamd.Files.Select(file => file.Length).Should().Equal(large.Length, 200_000);
        clamd.Files.First().Should().Equal(large);
    }

    [Theory]
    [InlineData("INSTREAM size limit exceeded. ERROR")]
    [InlineData("stream: FOUND")]
    [InlineData("")]
    public async Task T_FILE_WhatIsNoVerdict_IsNoPermission(string says)
    {
        await using var clamd = new FakeClamd { Says = says };
        (await ScanAsync(clamd.Url, [1])).Should().Be(new ScanVerdict.Away());
    }

    [Fact]
    public async Task T_FILE_Silence_AndNobodyThere_EndInTime()
    {
        await using var clamd = new FakeClamd { Silent = true };
        (await ScanAsync(clamd.Url, [1], TimeSpan.FromMilliseconds(300))).Should().Be(new ScanVerdict.Away());
        (await ScanAsync("tcp://127.0.0.1:9", [1])).Should().Be(new ScanVerdict.Away());
    }

    [Fact]
    public async Task WithoutASetting_FilesAreNotScanned() => (await ScanAsync("", [1])).Should().Be(new ScanVerdict.NotConfigured());

    [Theory]
    [InlineData("", true)]
    [InlineData("tcp://clamav:3310", true)]
    [InlineData("clamav:3310", false)]
    [InlineData("http://clamav:3310", false)]
    [InlineData("tcp://clamav", false)]
    public void Options_NameAWrongAddress(string url, bool good) =>
        new AntivirusOptionsValidator().Validate(null, new AntivirusOptions { Url = url }).Succeeded.Should().Be(good);

    private static async Task<ScanVerdict> ScanAsync(string url, byte[] data, TimeSpan? time = null)
    {
        var options = Options.Create(new AntivirusOptions { Url = url, ScanTime = time ?? TimeSpan.FromSeconds(20) });
        using var content = new MemoryStream(data);
        return await new Clamd(options, TimeProvider.System, NullLogger<Clamd>.Instance).ScanAsync(content, CancellationToken.None);
    }
}
