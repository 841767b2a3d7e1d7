using ItfPortal.Web.Live;

namespace ItfPortal.Tests.Live;

public class TransactionSnapshotTests
{
    [Theory]
    [InlineData(9ul, true)]
    [InlineData(10ul, false)]
    [InlineData(11ul, true)]
    [InlineData(12ul, false)]
    [InlineData(14ul, true)]
    [InlineData(15ul, false)]
    [InlineData(16ul, false)]
    public void Sees_FinishedTransactionsOnly(ulong transaction, bool seen) =>
        TransactionSnapshot.TryParse("10:15:10,12")!.Sees(transaction).Should().Be(seen);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10:x:")]
    [InlineData("10:15:a")]
    [InlineData("-1:15:")]
    [InlineData("10:15:10:12")]
    public void TryParse_AnythingElse_Null(string? text) => TransactionSnapshot.TryParse(text).Should().BeNull();

    [Theory]
    [InlineData("731", true)]
    [InlineData("0731", true)]
    [InlineData("", false)]
    [InlineData(" 731", false)]
    [InlineData("+731", false)]
    [InlineData("-1", false)]
    [InlineData("7.0", false)]
    [InlineData("1e5", false)]
    [InlineData("0x1F", false)]
    [InlineData("１２", false)]
    [InlineData("18446744073709551616", false)]
    public void TryNumber_PlainDigitsOnly(string text, bool expected) =>
        TransactionSnapshot.TryNumber(text, out _).Should().Be(expected);
}
