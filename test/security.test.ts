import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The rows of the tables of promises in docs/security.md: the promise, and what holds it. */
const promises = readFileSync(path('docs/security.md'), 'utf8')
  .split('| promise | test |')
  .slice(1)
  .flatMap((table) =>
    table
      .split(/\n(?!\|)/u)[0]!
      .split('\n')
      .slice(2),
  )
  .map((row) => row.split('|').map((cell) => cell.trim()))
  .map(([, promise = '', held = '']) => [promise, held] as const);

describe('what docs/security.md promises is held by tests that are there', () => {
  it('in all of its tables', () => {
    expect(promises.length).toBeGreaterThan(30);
  });

  it.each(promises)('%s', (_, held) => {
    const tests = [...held.matchAll(/`((?:src|test)\/[\w./-]+\.test\.ts)`/gu)].map(
      ([, name = '']) => name,
    );
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((name) => !existsSync(path(name)))).toEqual([]);
  });
});
