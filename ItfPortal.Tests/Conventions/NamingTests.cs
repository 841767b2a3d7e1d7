using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.JSInterop;

namespace ItfPortal.Tests.Conventions;

public sealed class NamingTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly IEnumerable<(Type Type, MethodInfo Method)> s_asyncMethods =
        from assembly in new[] { CodeBase.Tryton, CodeBase.Web }
        from type in CodeBase.Types(assembly)
        where type.IsVisible
        from method in type.GetMethods(Own)
        where IsAsync(method) && !IsTheFrameworks(type, method)
        select (type, method);

    [Fact]
    public void AsyncMethods_EndInAsync() =>
        s_asyncMethods.Where(m => !m.Method.Name.EndsWith("Async", StringComparison.Ordinal)).Select(Name).Should().BeEmpty();

    [Fact]
    public void AsyncMethods_TakeATokenLast()
    {
        // What the browser calls has no token to give; a method that runs a delegate leaves the token to the delegate's maker.
        s_asyncMethods.Where(m => !m.Method.IsDefined(typeof(JSInvokableAttribute)))
            .Where(m => !m.Method.GetParameters().Any(p => typeof(Delegate).IsAssignableFrom(p.ParameterType)))
            .Where(m => m.Method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Select(Name).Should().BeEmpty();
    }

    [Fact]
    public void Tokens_HaveNoDefault() =>
        s_asyncMethods.SelectMany(m => m.Method.GetParameters().Where(p => p.ParameterType == typeof(CancellationToken) && p.HasDefaultValue).Select(_ => Name(m)))
            .Should().BeEmpty("forgetting the token must not compile");

    [Fact]
    public void AsyncVoid_IsNowhere()
    {
        var offenders = from assembly in new[] { CodeBase.Tryton, CodeBase.Web }
                        from type in CodeBase.Types(assembly)
                        from method in type.GetMethods(Own | BindingFlags.NonPublic)
                        where method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute))
                        select Name((type, method));
        offenders.Should().BeEmpty("its exceptions end the process");
    }

    [Fact]
    public void Classes_AreSealedOrAbstract()
    {
        // A component without code-behind has nowhere to say "sealed".
        var markupOnly = CodeBase.Files("ItfPortal.Web", ".razor").Where(file => !File.Exists(Path.Combine(Support.Stack.Root, file.Path + ".cs")))
            .Select(file => Path.GetFileNameWithoutExtension(file.Path)).ToHashSet(StringComparer.Ordinal);
        var offenders = from assembly in new[] { CodeBase.Tryton, CodeBase.Web }
                        from type in CodeBase.Types(assembly)
                        where type.IsClass && !type.IsSealed && !type.IsAbstract && type.Name is not ("Program" or "_Imports")
                        where !(typeof(IComponent).IsAssignableFrom(type) && markupOnly.Contains(type.Name.Split('`')[0]))
                        where !assembly.GetTypes().Any(other => other.BaseType is { } parent
                            && (parent.IsGenericType ? parent.GetGenericTypeDefinition() : parent) == type)
                        select type.FullName;
        offenders.Should().BeEmpty();
    }

    [Fact]
    public void Namespaces_AreTheFolders()
    {
        var offenders = from project in new[] { "ItfPortal.Tryton", "ItfPortal.Web", "ItfPortal.Tests" }
                        from file in CodeBase.Files(project, ".cs")
                        let said = file.Lines.FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))?[10..].TrimEnd(';', ' ')
                        let folder = Path.GetDirectoryName(file.Path)!.Replace('/', '.')
                        where said is not null && said != folder && said != "Microsoft.Extensions.DependencyInjection"
                        select $"{file.Path} says {said}";
        offenders.Should().BeEmpty();
    }

    [Fact]
    public void TestNamespaces_DoNotShadowTheProducts() =>
        CodeBase.Types(typeof(NamingTests).Assembly).Select(type => type.Namespace!)
            .Where(name => name.Split('.') is ["ItfPortal", "Tests", "Web" or "Tryton", ..])
            .Should().BeEmpty();

    [Fact]
    public void TestClasses_AreNamedAfterTheirSubject() =>
        CodeBase.Types(typeof(NamingTests).Assembly)
            .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute), true)))
            .Where(type => !type.Name.EndsWith("Tests", StringComparison.Ordinal)).Select(type => type.FullName)
            .Should().BeEmpty();

    private static string Name((Type Type, MethodInfo Method) m) => $"{m.Type.FullName}.{m.Method.Name}";

    private static bool IsAsync(MethodInfo method)
    {
        var type = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericTypeDefinition() : method.ReturnType;
        return type == typeof(Task) || type == typeof(Task<>) || type == typeof(ValueTask) || type == typeof(ValueTask<>)
            || type == typeof(IAsyncEnumerable<>);
    }

    /// <summary>A shape that somebody else has decided: overrides and implementations of foreign interfaces, middleware, endpoints.</summary>
    private static bool IsTheFrameworks(Type type, MethodInfo method) =>
        method.GetBaseDefinition().DeclaringType!.Assembly is var origin && origin != CodeBase.Tryton && origin != CodeBase.Web
        || method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(HttpContext)
        || (!type.IsInterface && type.GetInterfaces()
            .Where(contract => contract.Assembly != CodeBase.Tryton && contract.Assembly != CodeBase.Web)
            .Any(contract => type.GetInterfaceMap(contract).TargetMethods.Contains(method)));
}
