using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Playwright;

namespace ItfPortal.Tests.Support;

/// <summary>
/// Compares a page of a static site with the page that came of it, in the same Chromium, pixel by pixel. A pixel differs when one of
/// its channels is more than <see cref="Tolerance"/> of 255 away; a page is the same when it is as wide and as high and at most
/// <see cref="Share"/> of its pixels differ. What is live (and so cannot be the same) is hidden in both, but keeps its place.
/// </summary>
public static class SiteParity
{
    /// <summary>Steps of a channel that nobody sees: the edges of glyphs and curves.</summary>
    public const int Tolerance = 24;

    /// <summary>One pixel in two thousand.</summary>
    public const double Share = 0.0005;

    /// <summary>A phone, a tablet, a desktop.</summary>
    public static readonly int[] Widths = [390, 768, 1440];

    private static readonly FileExtensionContentTypeProvider s_types = new();

    private const string Compare =
        """
        async ([one, other, tolerance]) => {
          const load = data => new Promise((done, failed) => { const image = new Image(); image.onload = () => done(image); image.onerror = failed; image.src = 'data:image/png;base64,' + data; });
          const [a, b] = [await load(one), await load(other)];
          const [width, height] = [Math.max(a.width, b.width), Math.max(a.height, b.height)];
          const pixels = image => { const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true }); canvas.drawImage(image, 0, 0); return canvas.getImageData(0, 0, width, height); };
          const [p, q] = [pixels(a), pixels(b)];
          let different = 0;
          for (let i = 0; i < p.data.length; i += 4) {
            const far = Math.max(...[0, 1, 2, 3].map(c => Math.abs(p.data[i + c] - q.data[i + c]))) > tolerance;
            different += far;
            // What differs in red on what is the same, faint.
            const grey = 200 + p.data[i + 1] / 5;
            [q.data[i], q.data[i + 1], q.data[i + 2], q.data[i + 3]] = far ? [200, 0, 0, 255] : [grey, grey, grey, 255];
          }
          let picture = '';
          if (different > 0) {
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [width, height];
            canvas.getContext('2d').putImageData(q, 0, 0);
            picture = canvas.toDataURL().split(',')[1];
          }
          return JSON.stringify({ different, width, height, sizes: `${a.width}x${a.height} and ${b.width}x${b.height}`, same: a.width === b.width && a.height === b.height, picture });
        }
        """;

    /// <summary>Serves a folder to a browser under an address that does not exist.</summary>
    public static Task ServeAsync(IBrowserContext context, string origin, string folder) => context.RouteAsync(origin + "/**", async route =>
    {
        var path = Uri.UnescapeDataString(new Uri(route.Request.Url).AbsolutePath.TrimStart('/'));
        var file = Path.Combine(folder, path.Length == 0 || path.EndsWith('/') ? path + "index.html" : path);
        await route.FulfillAsync(File.Exists(file)
            ? new() { Path = file, ContentType = s_types.TryGetContentType(file, out var type) ? type : "application/octet-stream" }
            : new() { Status = 404 });
    });

    /// <summary>How much of two open pages differs, at every width; what a person should know when it is too much.</summary>
    /// <param name="before">The static page.</param>
    /// <param name="after">What came of it.</param>
    /// <param name="scratch">A page to compare in.</param>
    /// <param name="name">Of the picture that is kept, and in the figures.</param>
    /// <param name="mask">Selectors of what is live.</param>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(IPage before, IPage after, IPage scratch, string name, string mask)
    {
        Directory.CreateDirectory(BrowserFixture.Screenshots);
        var failures = new List<string>();
        foreach (var width in Widths)
        {
            var answer = await scratch.EvaluateAsync<string>(Compare, new object[] { await ShotAsync(before, width, mask), await ShotAsync(after, width, mask), Tolerance });
            using var json = JsonDocument.Parse(answer);
            var result = json.RootElement;
            var share = result.GetProperty("different").GetInt32() / (double)(result.GetProperty("width").GetInt32() * result.GetProperty("height").GetInt32());
            var line = string.Create(CultureInfo.InvariantCulture, $"{name} {width}: {share:0.0000 %} of {result.GetProperty("sizes").GetString()}");
            await File.AppendAllTextAsync(Path.Combine(BrowserFixture.Screenshots, "parity.txt"), line + "\n");
            if (share > Share || !result.GetProperty("same").GetBoolean())
            {
                var picture = Path.Combine(BrowserFixture.Screenshots, $"parity-{name}-{width}.png");
                await File.WriteAllBytesAsync(picture, result.GetProperty("picture").GetBytesFromBase64());
                failures.Add($"{line}; what differs is in {picture}");
            }
        }
        return failures;
    }

    private static async Task<string> ShotAsync(IPage page, int width, string mask)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.EvaluateAsync("() => document.fonts.ready");
        return Convert.ToBase64String(await page.ScreenshotAsync(new()
        {
            // Hiding the caret or anything else writes a style into the page, which a strict policy complains of.
            FullPage = true,
            Animations = ScreenshotAnimations.Disabled,
            Caret = ScreenshotCaret.Initial,
            Style = mask.Length == 0 ? null : $"{mask} {{ visibility: hidden !important }}",
        }));
    }
}
