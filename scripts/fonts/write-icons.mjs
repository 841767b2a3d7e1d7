// Writes Platform/Ui/IconPaths.cs from Tabler's outline icons (MIT; licence copied beside it). Each icon becomes one path:
// the parts of an icon share one stroke, so a single `d` draws the same and costs one element instead of five.
// Writes css/chip-icons.css too: chips stand in lists, where an icon as elements would be held once a row in each circuit.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const tabler = join(root, 'node_modules', '@tabler', 'icons');
const ui = join(root, 'ItfPortal.Web', 'Platform', 'Ui');

const icons = {
  AlertCircle: 'alert-circle', AlertTriangle: 'alert-triangle', ArrowLeft: 'arrow-left', ArrowRight: 'arrow-right',
  Ban: 'ban', Building: 'building', Calendar: 'calendar-event', Check: 'check', ChevronDown: 'chevron-down',
  ChevronLeft: 'chevron-left', ChevronRight: 'chevron-right', ChevronUp: 'chevron-up', CircleCheck: 'circle-check',
  Clock: 'clock', Download: 'download', Eye: 'eye', Filter: 'filter', FilterOff: 'filter-off', HalfCircle: 'circle-half-2',
  Headset: 'headset', Info: 'info-circle', Invoice: 'file-invoice', Language: 'language', Lock: 'lock', Mail: 'mail',
  MapPin: 'map-pin', Menu: 'menu-2', Message: 'message', Moon: 'moon', Pause: 'player-pause', Pencil: 'pencil',
  Phone: 'phone', Play: 'player-play', Plus: 'plus', Quote: 'file-text', Refresh: 'refresh', Search: 'search',
  SignIn: 'login', SignOut: 'logout', Sun: 'sun', SunMoon: 'sun-moon', Tools: 'hammer', User: 'user', Users: 'users',
  WifiOff: 'wifi-off', X: 'x',
};

// Ours, on Tabler's 24 px grid.
const own = {
  Pallet: 'M3 4h18v3.5h-18z M3 10.25h18v3.5h-18z M3 16.5h18v3.5h-18z M6 7.5v2.75 M18 7.5v2.75 M6 13.75v2.75 M18 13.75v2.75',
  Stack: 'M3 5h18 M3 9.5h18 M5 5v4.5 M12 5v4.5 M19 5v4.5 M3 14h18 M5 9.5v4.5 M12 9.5v4.5 M19 9.5v4.5 M3 18.5h18 M5 14v4.5 M12 14v4.5 M19 14v4.5',
  Stamp: 'M9.5 10.5c0 -1.6 -1 -2.4 -1 -4a3.5 3.5 0 0 1 7 0c0 1.6 -1 2.4 -1 4v2h3.5a2 2 0 0 1 2 2v2h-16v-2a2 2 0 0 1 2 -2h3.5z M4 20.5h16',
  Truck: 'M2.5 16.5v-10h11v10 M13.5 9.5h4l4 4v3h-1.5 M16 16.5h-6.5 M5.5 16.5h-3 M5.5 16.75a2 2 0 1 0 4 0a2 2 0 1 0 -4 0 M16 16.75a2 2 0 1 0 4 0a2 2 0 1 0 -4 0 M5 9.75h6 M5 12.5h6',
  TruckPart: 'M2.5 16.5v-10h11v10 M13.5 9.5h4l4 4v3h-1.5 M16 16.5h-6.5 M5.5 16.5h-3 M5.5 16.75a2 2 0 1 0 4 0a2 2 0 1 0 -4 0 M16 16.75a2 2 0 1 0 4 0a2 2 0 1 0 -4 0 M5.25 13.75h5.5 M5.25 12.75h5.5 M5.25 11.75h5.5',
};

// Icons before the words of states: class in chips.css, icon.
const chips = {
  draft: 'Pencil', quotation: 'Quote', confirmed: 'CircleCheck', preparing: 'Stack', 'partly-shipped': 'TruckPart', shipped: 'Truck',
  done: 'Check', cancelled: 'Ban', late: 'Clock',
};

function pathOf(name) {
  const svg = readFileSync(join(tabler, 'icons', 'outline', `${name}.svg`), 'utf8');
  const parts = [...svg.matchAll(/<path (?!stroke="none")[^>]*?d="([^"]+)"/g)].map(match => match[1]);
  if (parts.length === 0 || parts.some(part => !part.startsWith('M'))) {
    throw new Error(`${name}: a part that does not start with an absolute move cannot be joined`);
  }
  return parts.join(' ');
}

const paths = Object.fromEntries(
  [...Object.entries(icons).map(([key, name]) => [key, pathOf(name)]), ...Object.entries(own)].sort(([a], [b]) => a.localeCompare(b)));
const names = Object.keys(paths);
writeFileSync(join(ui, 'IconPaths.cs'), `namespace ItfPortal.Web.Platform.Ui;

/// <summary>The portal's icons. Written by scripts/fonts/write-icons.mjs: Tabler's outlines (MIT) and our own.</summary>
public enum IconName
{
${names.map(name => `    /// <summary>${name}.</summary>\n    ${name},`).join('\n')}
}

/// <summary>What draws each icon: one path on a 24 by 24 grid, stroked.</summary>
internal static class IconPaths
{
    /// <summary>The <c>d</c> of the icon's path.</summary>
    public static string Of(IconName name) => name switch
    {
${names.map(name => `        IconName.${name} => "${paths[name]}",`).join('\n')}
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
`);
const image = path => `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`)}`;
writeFileSync(join(root, 'ItfPortal.Web', 'wwwroot', 'css', 'chip-icons.css'), `/* Written by scripts/fonts/write-icons.mjs: Tabler's outlines (MIT) and our own. */
${Object.entries(chips).map(([tone, icon]) => `.chip.${tone}::before { --icon: url("${image(paths[icon])}"); }`).join('\n')}
`);
copyFileSync(join(tabler, 'LICENSE'), join(ui, 'TablerIcons.LICENSE.txt'));
