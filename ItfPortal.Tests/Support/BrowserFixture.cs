using Microsoft.Playwright;

namespace ItfPortal.Tests.Support;

/// <summary>One headless Chromium and one portal for all browser tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright _playwright = null!;

    public IBrowser Browser { get; private set; } = null!;

    public PortalProcess Portal { get; private set; } = null!;

    /// <summary>Where screenshots of the run go.</summary>
    public static string Screenshots { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("RUN_DIR") is { Length: > 0 } run ? run : Path.Combine(Stack.Root, ".run", "test"), "screenshots");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Screenshots);
        Portal = await PortalProcess.StartAsync(settings: Relaxed);
        _playwright = await Playwright.CreateAsync();
        Browser = await LaunchAsync(_playwright);
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
        await Portal.DisposeAsync();
    }

    /// <summary>All tests come from one address and sign in often: the limits themselves have tests of their own.</summary>
    public static IReadOnlyDictionary<string, string> Relaxed { get; } = new Dictionary<string, string>
    {
        ["Limits__SignInPerAddressPerMinute"] = "1000",
        ["Limits__SignInPerAddressPerHour"] = "10000",
        ["Limits__ResetsPerAddressPerHour"] = "10000",
        ["Limits__PagesPerUserPerMinute"] = "10000",
        ["Limits__PagesPerAddressPerMinute"] = "10000",
        ["Limits__PageBurst"] = "10000",
        ["Limits__UpgradesPerAddressPerMinute"] = "10000",
    };

    /// <summary>The headless Chromium of this machine.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
        Headless = true,
        ChromiumSandbox = false,
        Args =
        [
            "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        ],
    });

    /// <summary>A fresh visitor.</summary>
    public async Task<Visitor> VisitAsync(string language = "fr", bool phone = false, bool dark = false, string? baseUrl = null, bool javaScript = true)
    {
        var context = await Browser.NewContextAsync(new()
        {
            BaseURL = baseUrl ?? Portal.BaseUrl,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
            Locale = language == "fr" ? "fr-CA" : "en-CA",
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = javaScript,
        });
        return new Visitor(context, await context.NewPageAsync());
    }

    /// <summary>Somebody signed in, on the first page their role may see.</summary>
    public async Task<Visitor> SignInAsync(DemoPerson person, string language = "fr", bool phone = false, bool dark = false, string? baseUrl = null)
    {
        var visitor = await VisitAsync(language, phone, dark, baseUrl);
        await visitor.SignInAsync(person);
        return visitor;
    }
}

/// <summary>One browser profile with one first tab; what the console complains about is kept.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public Visitor(IBrowserContext context, IPage page)
    {
        (Context, Page) = (context, page);
        Watch(page);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, refused requests, broken scripts.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints];
            }
        }
    }

    public async Task<IPage> NewTabAsync()
    {
        var page = await Context.NewPageAsync();
        Watch(page);
        return page;
    }

    public async Task SignInAsync(DemoPerson person)
    {
        await Page.GotoAsync("/connexion");
        await Page.FillAsync("#login", person.Login);
        await Page.FillAsync("#password", person.Password);
        await Page.ClickAsync(".sign-in-form button[type=submit]");
        await Page.WaitForFunctionAsync("() => !location.pathname.startsWith('/connexion') && document.readyState === 'complete'");
    }

    public async Task ScreenshotAsync(string name) =>
        await Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, name + ".png"), FullPage = true });

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Add($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Add("script: " + error);
    }

    private void Add(string complaint)
    {
        lock (_complaints)
        {
            _complaints.Add(complaint);
        }
    }
}

[CollectionDefinition("browser")]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>;
