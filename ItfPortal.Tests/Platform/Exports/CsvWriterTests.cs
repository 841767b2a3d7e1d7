using System.Text;
using ItfPortal.Web.Platform.Exports;

namespace ItfPortal.Tests.Platform.Exports;

public sealed class CsvWriterTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"https://evil.example\")", "'=HYPERLINK(\"https://evil.example\")")]
    [InlineData("+1-2", "'+1-2")]
    [InlineData("-cmd|x", "'-cmd|x")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("\n=1", "'\n=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋1+1", "'＋1+1")]
    [InlineData("－1+1", "'－1+1")]
    [InlineData("＠x", "'＠x")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("+7", "+7")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void T_CSV_Field_NeverAFormula_NumbersStayNumbers(string? text, string expected) => CsvWriter.Safe(text).Should().Be(expected);

    [Fact]
    public async Task T_CSV_File_BeginsWithItsMark_EveryFieldQuoted()
    {
        using var output = new MemoryStream();
        await using (var csv = new CsvWriter(output, ';'))
        {
            await csv.WriteAsync(["Qui", "Quoi"], default);
            await csv.WriteAsync(["Élise \"É\" Roy; inc.", "=1+1"], default);
        }
        output.ToArray().Take(3).Should().Equal(0xEF, 0xBB, 0xBF);
        Encoding.UTF8.GetString(output.ToArray()[3..]).Should().Be("\"Qui\";\"Quoi\"\r\n\"Élise \"\"É\"\" Roy; inc.\";\"'=1+1\"\r\n");
    }
}
