import { spawnSync } from 'node:child_process';
import { cp, readdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes dist/ of src/: Node does not strip types under node_modules, so the package has JavaScript and
 * declarations. What is no module is copied: fonts, and the web page, whose types the server strips.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(ROOT, 'src');
const BUILT = join(ROOT, 'dist');
const PAGE = join('adapters', 'web', 'client');

await rm(BUILT, { recursive: true, force: true });
const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'package')], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

for (const entry of await readdir(SOURCE, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  const place = path.slice(SOURCE.length + 1);
  const isPage = place.startsWith(PAGE + sep) && place.endsWith('.ts');
  const isAsset = !/\.(ts|json|py)$/.test(place) && !place.split(sep).includes('fixtures');
  if (entry.isFile() && (isPage || isAsset)) await cp(path, join(BUILT, place));
}
