using System.Reflection;
using System.Runtime.CompilerServices;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>
/// The client's public surface, member by member, in <c>PublicApi.txt</c>: a change of it is seen in review. <c>TEST_RECORD_API=1</c> writes
/// the file anew.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string s_file = Path.Combine(Stack.Root, "ItfPortal.Tests", "TrytonClient", "PublicApi.txt");

    [Fact]
    public void Surface_IsTheOneThatIsWrittenDown()
    {
        var surface = typeof(TrytonOptions).Assembly.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal).ToArray();
        if (Environment.GetEnvironmentVariable("TEST_RECORD_API") == "1")
        {
            File.WriteAllLines(s_file, surface);
        }
        File.ReadAllLines(s_file).Should().Equal(surface);
    }

    private static IEnumerable<string> Lines(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        yield return Name(type);
        foreach (var member in type.GetMembers(Own).Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute))))
        {
            switch (member)
            {
                case FieldInfo { IsSpecialName: false } field:
                    yield return $"{Name(type)}.{field.Name}: {Name(field.FieldType)}";
                    break;
                case PropertyInfo property:
                    yield return $"{Name(type)}.{property.Name}: {Name(property.PropertyType)}";
                    break;
                case ConstructorInfo constructor:
                    yield return $"{Name(type)}({Parameters(constructor)})";
                    break;
                case MethodInfo { IsSpecialName: false } method when method.GetBaseDefinition() == method && method.Name != "Deconstruct":
                    yield return $"{Name(type)}.{method.Name}({Parameters(method)}): {Name(method.ReturnType)}";
                    break;
            }
        }
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}"));

    private static string Name(Type type) => !type.IsGenericType
        ? type.Namespace?.StartsWith("ItfPortal.", StringComparison.Ordinal) == true && !type.IsGenericParameter ? type.FullName! : type.Name
        : $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
}
