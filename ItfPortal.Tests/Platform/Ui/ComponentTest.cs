using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;

namespace ItfPortal.Tests.Platform.Ui;

/// <summary>A component on its own, in French unless a test says otherwise, with the services every shared part may ask for.</summary>
public abstract class ComponentTest : BunitContext, IAsyncLifetime
{
    protected ComponentTest()
    {
        Speak("fr-CA");
        Services.AddLocalization();
        Services.AddLogging();
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.TryAddSingleton(TimeProvider.System);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    // MudBlazor's services can only be disposed asynchronously, before xunit's own Dispose.
    public new virtual Task DisposeAsync() => base.DisposeAsync().AsTask();

    /// <summary>The reader's language from here on, in this test.</summary>
    protected static void Speak(string culture) =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
}
