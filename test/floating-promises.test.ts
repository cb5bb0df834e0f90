import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from './temporary.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIOME = join(ROOT, 'node_modules', '.bin', 'biome');

/** Whether the rules of `npm run lint` take a module with this statement. */
function isTaken(statement: string): boolean {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'biome.json'),
    readFileSync(join(ROOT, 'biome.json'), 'utf8').replace('"enabled": true', '"enabled": false'),
  );
  writeFileSync(
    join(folder, 'tidy.ts'),
    `
export interface Stores {
  readonly pictures: Map<string, Promise<void>>;
  delete(key: string): Promise<boolean>;
}
export async function tidy(stores: Stores): Promise<void> {
  ${statement}
  await stores.delete('b');
}
`,
  );
  return spawnSync(BIOME, ['lint', folder], { cwd: folder }).status === 0;
}

// One rejection that nobody hears ends the process, and everybody's work with it.
it.each([
  "stores.delete('a');",
  "stores.delete('a').then(() => {});",
  "[1].forEach(async () => { await stores.delete('a'); });",
  "if (stores.delete('a')) await stores.delete('c');",
])('lint refuses the floating promise in `%s`', (statement) => {
  expect(isTaken(statement)).toBe(false);
});

it('lint takes promises that are awaited or caught', () => {
  expect(isTaken("await stores.delete('a');")).toBe(true);
  expect(isTaken("stores.delete('a').catch(() => {});")).toBe(true);
});

/** What `void` may be said of: what is no promise, and what handles its own failure. */
const MAY_BE_VOID = [
  /void \(await /, // an answer that nobody needs
  /void response\./,
  /void process\.kill/,
  /void stream\.write\(/, // Hono's, which never rejects
];

it('no promise is hidden behind `void` without a `catch`', () => {
  const source = join(ROOT, 'src');
  const hidden = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?<!\.test|_pb)\.ts$/.test(path) && !path.includes(join('web', 'client')))
    .flatMap((path) =>
      [...readFileSync(join(source, path), 'utf8').matchAll(/\bvoid [\w(#][^;]*;/g)]
        .map(([statement]) => statement)
        .filter((statement) => /^void [\w.#(]+\(/.test(statement))
        .filter((statement) => !statement.includes('.catch('))
        .filter((statement) => !MAY_BE_VOID.some((form) => form.test(statement)))
        .map((statement) => `${path}: ${statement}`),
    );
  expect(hidden).toEqual([]);
});
