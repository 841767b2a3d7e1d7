using System.Reflection;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.Conventions;

public sealed class OptionsTests
{
    private static readonly (Assembly Assembly, Type Type)[] s_options =
    [
        .. from assembly in new[] { CodeBase.Tryton, CodeBase.Web }
           from type in CodeBase.Types(assembly)
           where type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal)
           select (assembly, type),
    ];

    [Fact]
    public void Options_NameTheirSection() =>
        s_options.Where(o => o.Type.GetField("Section")?.IsLiteral != true).Select(o => o.Type.FullName).Should().BeEmpty();

    [Fact]
    public void Options_AreValidated() =>
        s_options.Where(o => !o.Assembly.GetTypes().Any(type => type.IsAssignableTo(typeof(IValidateOptions<>).MakeGenericType(o.Type))))
            .Select(o => o.Type.FullName).Should().BeEmpty();
}
