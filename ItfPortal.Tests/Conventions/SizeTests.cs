namespace ItfPortal.Tests.Conventions;

public sealed class SizeTests
{
    [Theory]
    [InlineData("ItfPortal.Tryton", ".cs", 400)]
    [InlineData("ItfPortal.Web", ".cs", 400)]
    [InlineData("ItfPortal.Web", ".razor", 200)]
    [InlineData("ItfPortal.Web", ".razor.cs", 300)]
    [InlineData("ItfPortal.Tests", ".cs", 500)]
    public void Files_StayReadable(string project, string ending, int most) =>
        CodeBase.Files(project, ending).Where(file => file.Lines.Length > most).Select(file => $"{file.Path}: {file.Lines.Length} lines")
            .Should().BeEmpty("{0} of {1} have at most {2} lines", ending, project, most);

    [Fact]
    public void Program_IsATableOfContents() =>
        CodeBase.Files("ItfPortal.Web", "/Program.cs").Single().Lines.Should().HaveCountLessThanOrEqualTo(80);

    [Fact]
    public void Constructors_AreGivenSixThingsAtMost()
    {
        // Logger, options, clock and environment are everywhere and say nothing about how much a class does.
        var offenders = from assembly in new[] { CodeBase.Tryton, CodeBase.Web }
                        from type in CodeBase.Types(assembly)
                        where type.IsClass && !type.IsNested && !IsRecord(type) && !typeof(Exception).IsAssignableFrom(type)
                        from constructor in type.GetConstructors()
                        where constructor.GetParameters().Count(p => !IsAmbient(p.ParameterType)) > 6
                        select $"{type.FullName}: {constructor.GetParameters().Length}";
        offenders.Should().BeEmpty();
    }

    private static bool IsAmbient(Type type) =>
        type == typeof(TimeProvider) || type.Name is "ILogger`1" or "IOptions`1" or "IHostEnvironment" or "IWebHostEnvironment";

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;
}
