import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { BUNDLED_MODEL } from '../src/pipeline/model/registry.ts';
import { temporaryFolder } from './temporary.ts';

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));

const folder = temporaryFolder();

/** Runs an example in an empty folder; `package.test.ts` runs the ones that need only the package there. */
function run(name: string, args: readonly string[] = [], input = ''): string {
  const conditions = ['--conditions=wordbrush-source', '--disable-warning=ExperimentalWarning'];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...conditions, join(EXAMPLES, name), ...args],
    { cwd: folder, encoding: 'utf8', input },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

it('a bot on another platform takes a picture alone, an edit and an undo', async () => {
  const cat = join(BUNDLED_MODEL, 'examples', '01-cat.png');
  const said = run('terminal-chat.ts', [folder], `${cat}\n"cat" -> "lion"\n/undo\n`);
  expect(said).toContain('a cat on a blue background in light snow');
  expect(said).toContain('a lion on a blue background in light snow');
  expect(said).toMatch(/Undone: .*lion/);
  expect((await readdir(folder)).filter((name) => name.endsWith('.png'))).toHaveLength(2);
});

it('the gradient of somebody’s own graph is printed', () => {
  expect(run('gradient.ts')).toContain('outputs loss: float32[], gradient: float32[1,3]');
});
