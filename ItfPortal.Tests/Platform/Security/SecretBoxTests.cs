using System.Security.Cryptography;
using System.Text;
using ItfPortal.Web.Platform.Security.Secrets;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.Platform.Security;

public class SecretBoxTests
{
    private static readonly byte[] s_secret = Encoding.UTF8.GetBytes("the Tryton session's key");
    private static readonly byte[] s_owner = [1, 2, 3];

    internal static SecretBox Box(params byte[][] keys) =>
        new(Options.Create(new SecurityOptions { SecretKey = string.Join(',', (keys.Length == 0 ? [NewKey()] : keys).Select(Convert.ToBase64String)) }));

    [Fact]
    public void Open_SamePurposeKeyAndOwner_TheSecret()
    {
        var box = Box();
        var sealedSecret = box.Seal("session", s_secret, s_owner);
        Encoding.UTF8.GetString(sealedSecret).Should().NotContain("Tryton");
        box.Open("session", box.KeyId, sealedSecret, s_owner).Should().Equal(s_secret);
        box.Seal("session", s_secret, s_owner).Should().NotEqual(sealedSecret, "every sealing has its own nonce");
    }

    [Fact]
    public void Open_OtherPurposeOwnerKeyOrBytes_Null()
    {
        var box = Box();
        var sealedSecret = box.Seal("session", s_secret, s_owner);
        box.Open("device", box.KeyId, sealedSecret, s_owner).Should().BeNull();
        box.Open("session", box.KeyId, sealedSecret, [1, 2, 4]).Should().BeNull("a row's secret copied to another row opens nothing");
        box.Open("session", "00000000", sealedSecret, s_owner).Should().BeNull();
        Box().Open("session", box.KeyId, sealedSecret, s_owner).Should().BeNull();
        box.Open("session", box.KeyId, sealedSecret.AsSpan(0, 20), s_owner).Should().BeNull();
        sealedSecret[15] ^= 1;
        box.Open("session", box.KeyId, sealedSecret, s_owner).Should().BeNull();
    }

    [Fact]
    public void Open_KeyChanged_OldBoxesStillOpenNewOnesUseTheNewKey()
    {
        var (old, fresh) = (NewKey(), NewKey());
        var before = Box(old);
        var sealedBefore = before.Seal("session", s_secret, s_owner);
        var after = Box(fresh, old);
        after.KeyId.Should().NotBe(before.KeyId);
        after.Open("session", before.KeyId, sealedBefore, s_owner).Should().Equal(s_secret);
        Box(fresh).Open("session", before.KeyId, sealedBefore, s_owner).Should().BeNull();
    }

    private static byte[] NewKey() => RandomNumberGenerator.GetBytes(32);
}
