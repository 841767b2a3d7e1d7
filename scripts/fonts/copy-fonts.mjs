// Copies the two families' variable woff2 files (weight axis, latin and latin-ext, as the packages ship them) and their
// licences to the web root. The @font-face rules are written by hand in wwwroot/css/base.css.
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const target = join(root, 'ItfPortal.Web', 'wwwroot', 'fonts');
mkdirSync(target, { recursive: true });
for (const family of ['archivo', 'ibm-plex-sans']) {
  const source = join(root, 'node_modules', '@fontsource-variable', family);
  for (const subset of ['latin', 'latin-ext']) {
    copyFileSync(join(source, 'files', `${family}-${subset}-wght-normal.woff2`), join(target, `${family}-${subset}.woff2`));
  }
  copyFileSync(join(source, 'LICENSE'), join(target, `${family}.LICENSE.txt`));
}
