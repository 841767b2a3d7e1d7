using System.Reflection;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Web.Platform.Flux;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Tests.Conventions;

/// <summary>The product's assemblies and sources, as the convention tests look at them.</summary>
internal static class CodeBase
{
    public static readonly Assembly Tryton = typeof(TrytonOptions).Assembly;
    public static readonly Assembly Web = typeof(Store).Assembly;

    /// <summary>Types somebody wrote, without what compilers and generators add.</summary>
    public static IEnumerable<Type> Types(Assembly assembly) => assembly.GetTypes().Where(type =>
        !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false)
        && !type.FullName!.Contains('<', StringComparison.Ordinal)
        && type.Namespace?.StartsWith("ItfPortal.", StringComparison.Ordinal) == true);

    /// <summary>Pages and other components.</summary>
    public static IEnumerable<Type> Components => Types(Web).Where(type => typeof(IComponent).IsAssignableFrom(type));

    /// <summary>Every source file of a project that ends so.</summary>
    public static IEnumerable<SourceFile> Files(string project, params string[] endings) =>
        Directory.EnumerateFiles(Path.Combine(Stack.Root, project), "*", SearchOption.AllDirectories)
            .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts" or "node_modules"))
            .Select(path => new SourceFile(Path.GetRelativePath(Stack.Root, path).Replace('\\', '/'), File.ReadAllLines(path)))
            .OrderBy(file => file.Path, StringComparer.Ordinal);

    /// <summary>What a type is given: by its constructors and by <c>[Inject]</c>, generics opened.</summary>
    public static IEnumerable<Type> GivenTo(Type type) =>
        type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType)
            .Concat(type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .Where(property => property.IsDefined(typeof(InjectAttribute), true)).Select(property => property.PropertyType))
            .SelectMany(Opened).Distinct();

    private static IEnumerable<Type> Opened(Type type) =>
        type.GetGenericArguments().SelectMany(Opened).Append(type.IsArray ? type.GetElementType()! : type);
}

/// <summary>One source file.</summary>
/// <param name="Path">From the root, with slashes.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record SourceFile(string Path, string[] Lines)
{
    /// <summary>Lines that match, as <c>path:line</c>.</summary>
    public IEnumerable<string> Where(Func<string, bool> matches) =>
        Lines.Select((line, index) => (line, index)).Where(l => matches(l.line)).Select(l => $"{Path}:{l.index + 1}");
}
