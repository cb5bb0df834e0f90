import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/** A folder (or file) of src/ and what it may import of ours; the longest match counts. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'pipeline/graph': [
    'pipeline/graph',
    'pipeline/errors.ts',
    'pipeline/runtime.ts',
    'pipeline/tensor.ts',
  ],
  pipeline: ['pipeline'],
  drawing: ['drawing', 'pipeline'],
  turns: ['turns'],
  'edit-language': ['edit-language', 'pipeline', 'bot/chat/chat.ts'],
  bot: ['bot', 'edit-language', 'turns', 'drawing', 'pipeline', 'config.ts', 'log.ts'],
  adapters: ['adapters', 'bot', 'turns', 'drawing', 'pipeline', 'config.ts', 'log.ts'],
};

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
);

function importsOf(path: string): string[] {
  const text = readFileSync(join(SOURCE, path), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    relative(SOURCE, resolve(SOURCE, dirname(path), match[1]!)),
  );
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

it('imports run one way', () => {
  const layers = Object.keys(MAY_IMPORT).sort((a, b) => b.length - a.length);
  const violations = files.flatMap((file) => {
    const layer = layers.find((folder) => isUnder(file, folder));
    const allowed = layer === undefined ? null : MAY_IMPORT[layer]!;
    return importsOf(file)
      .filter((target) => allowed && !allowed.some((folder) => isUnder(target, folder)))
      .map((target) => `${file} imports ${target}`);
  });
  expect(files.length).toBeGreaterThan(10);
  expect(violations).toEqual([]);
});

it('the runtime is loaded where its telemetry is turned off, and nowhere else', () => {
  const loading = files.filter((path) =>
    /(?:from|import|require)\s*\(?\s*'onnxruntime-node'/.test(
      readFileSync(join(SOURCE, path), 'utf8'),
    ),
  );
  expect(loading).toEqual([join('pipeline', 'runtime.ts')]);
  // It is read when the native part is loaded: the imports are in this order.
  const runtime = readFileSync(join(SOURCE, 'pipeline', 'runtime.ts'), 'utf8');
  expect(runtime.indexOf('./no-telemetry.ts')).toBeLessThan(runtime.indexOf("'onnxruntime-node'"));
});

it('pictures are decoded where all kinds but five are blocked, and nowhere else', () => {
  const loading = files.filter((path) =>
    /import (?!type)[^;]*'sharp'/.test(readFileSync(join(SOURCE, path), 'utf8')),
  );
  expect(loading).toEqual([join('pipeline', 'picture', 'sharp.ts')]);
});
