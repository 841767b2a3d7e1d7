using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Resources;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>
/// The framework's texts from resource files, each looked up once per language: a resource manager takes a lock and
/// walks its cultures for every text, and a page asks for some two hundred.
/// </summary>
internal sealed class RememberingLocalizerFactory(IOptions<LocalizationOptions> options, ILoggerFactory loggers)
    : ResourceManagerStringLocalizerFactory(options, loggers)
{
    private readonly ResourceNamesCache _names = new();
    private readonly ILogger _logger = loggers.CreateLogger<RememberingLocalizerFactory>();

    /// <inheritdoc/>
    protected override ResourceManagerStringLocalizer CreateResourceManagerStringLocalizer(Assembly assembly, string baseName) =>
        new Remembering(new ResourceManager(baseName, assembly), assembly, baseName, _names, _logger);

    private sealed class Remembering(ResourceManager resources, Assembly assembly, string baseName, IResourceNamesCache names, ILogger logger)
        : ResourceManagerStringLocalizer(resources, assembly, baseName, names, logger)
    {
        // Bounded by the keys in the code: no key comes from a reader.
        private readonly ConcurrentDictionary<(string Culture, string Name), LocalizedString> _known = new();

        public override LocalizedString this[string name] =>
            _known.GetOrAdd((CultureInfo.CurrentUICulture.Name, name), static (asked, texts) => texts.Look(asked.Name), this);

        public override LocalizedString this[string name, params object[] arguments]
        {
            get
            {
                var text = this[name];
                return new LocalizedString(
                    name, string.Format(CultureInfo.CurrentCulture, text.Value, arguments), text.ResourceNotFound, text.SearchedLocation);
            }
        }

        private LocalizedString Look(string name) => base[name];
    }
}
