using ItfPortal.Web.Platform.Visitors;
using Microsoft.AspNetCore.Http;

namespace ItfPortal.Tests.Platform.Visitors;

public sealed class VisitorUploadsTests
{
    private static readonly byte[] s_pdf = "%PDF-1.7 a drawing"u8.ToArray();

    [Theory]
    [InlineData("plan.pdf", "plan.pdf")]
    [InlineData("../../x.pdf", "x.pdf")]
    [InlineData(@"C:\photos\cour arrière.jpg", "cour arrière.jpg")]
    [InlineData("a\r\nSet-Cookie: x=\"y\".pdf", "a Set-Cookie_ x=_y_.pdf")]
    [InlineData("facture\u202efdp.pdf", "facturefdp.pdf")]
    [InlineData(".pdf", "fichier.pdf")]
    [InlineData("..", "fichier")]
    [InlineData("", "fichier")]
    public void T_FILE_Names_AreCleaned(string name, string expected) => VisitorUploads.CleanName(name).Should().Be(expected);

    [Fact]
    public void T_FILE_LongNames_KeepTheirExtension()
    {
        VisitorUploads.CleanName(new string('x', 300) + ".webp").Should().Be(new string('x', 95) + ".webp");
        VisitorUploads.CleanName(string.Concat(Enumerable.Repeat("🪵", 100)) + ".pdf").Should().EndWith("🪵.pdf").And.Match(name => name.Length <= 100);
    }

    [Fact]
    public async Task T_FILE_WhatANameSays_IsWhatItBeginsWith()
    {
        (string Name, byte[] Data, string Type)[] good =
        [
            ("plan.PDF", s_pdf, "application/pdf"), ("a.jpeg", [0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
            ("b.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], "image/png"), ("c.webp", "RIFF\0\0\0\0WEBPVP8 "u8.ToArray(), "image/webp"),
            ("d.heic", "\0\0\0\u0018ftypheic"u8.ToArray(), "image/heic"),
        ];
        var (files, problem) = await LookAsync([.. good.Select(file => File(file.Name, file.Data)), File("", [])]);
        problem.Should().BeNull();
        files.Select(file => (file.Name, file.Type)).Should().Equal(good.Select(file => (file.Name, file.Type)));
        foreach (var (name, data) in new (string, byte[])[]
        {
            ("plan.pdf", "<html><script>alert(1)</script>"u8.ToArray()), ("logo.svg", "<svg onload=alert(1)>"u8.ToArray()), ("logo.png", "<svg onload=alert(1)>"u8.ToArray()),
            ("plan.html", s_pdf), ("plan.pdf.exe", s_pdf), ("photos.zip", "PK\u0003\u0004"u8.ToArray()), ("plan.pdf", []), ("a.png", s_pdf), ("d.heic", "\0\0\0\u0018ftypmp42"u8.ToArray()),
        })
        {
            (await LookAsync([File(name, data)])).Problem.Should().Be(new FileProblem(FileFault.NotTaken, name));
        }
    }

    [Fact]
    public async Task T_FILE_TooManyAndTooLarge_AreNamed()
    {
        (await LookAsync([.. Enumerable.Repeat(File("plan.pdf", s_pdf), 6)])).Problem.Should().Be(new FileProblem(FileFault.TooMany, null));
        byte[] large = [.. s_pdf, .. new byte[VisitorUploads.MostBytes]];
        (await LookAsync([File("plan.pdf", large)])).Problem.Should().Be(new FileProblem(FileFault.TooLarge, "plan.pdf"));
        (await LookAsync([File("plan.pdf", large[..VisitorUploads.MostBytes])])).Problem.Should().BeNull();
    }

    private static Task<(IReadOnlyList<Upload> Files, FileProblem? Problem)> LookAsync(IReadOnlyList<IFormFile> files) =>
        VisitorUploads.LookAsync(files, CancellationToken.None);

    private static FormFile File(string name, byte[] data) => new(new MemoryStream(data), 0, data.Length, "Files", name);
}
