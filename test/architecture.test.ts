import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/** What most of the bot speaks in. */
const DATA = ['bot/request', 'bot/outcome', 'bot/learned', 'bot/thread'];

/**
 * The rooms of src, folders or files, and what each may import of ours besides itself. A room imports
 * only what stands above it; of several rooms that a file is in, the innermost counts.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'log.ts': [],
  turns: [],
  pipeline: [],
  'pipeline/graph': ['pipeline/errors.ts', 'pipeline/runtime.ts', 'pipeline/tensor.ts'],
  drawing: ['pipeline'],
  http: ['pipeline'],
  'edit-language': ['pipeline'],

  'bot/request': ['pipeline'],
  'bot/outcome': ['pipeline'],
  'bot/learned': ['bot/request', 'bot/outcome', 'edit-language', 'pipeline'],
  'bot/thread': ['bot/request', 'bot/outcome', 'bot/learned', 'edit-language', 'pipeline'],
  'bot/intent': ['bot/request', 'bot/learned', 'bot/thread', 'edit-language'],
  'bot/plan': [
    ...['bot/request', 'bot/learned', 'bot/thread', 'bot/intent', 'edit-language', 'pipeline'],
  ],
  'bot/queue/job-queue.ts': ['bot/request', 'bot/outcome', 'pipeline'],
  'bot/queue/kept-job.ts': ['bot/request', 'bot/outcome', 'bot/queue/job-queue.ts', 'pipeline'],
  'bot/view': [
    ...DATA,
    ...['bot/intent', 'bot/plan', 'bot/queue/job-queue.ts', 'edit-language', 'drawing', 'pipeline'],
  ],
  'bot/chat': ['bot/request', 'bot/view'],
  'bot/store': [...DATA, 'bot/queue/kept-job.ts', 'log.ts', 'turns', 'pipeline'],
  'bot/queue': ['bot/request', 'bot/outcome', 'bot/store', 'pipeline'],
  'bot/policy': ['bot/request', 'bot/queue', 'bot/store', 'turns', 'pipeline'],
  'bot/job': [
    ...DATA,
    ...['bot/intent', 'bot/plan', 'bot/queue', 'bot/view', 'bot/chat', 'bot/store'],
    ...['edit-language', 'drawing', 'turns', 'pipeline'],
  ],
  'bot/gallery.ts': ['edit-language'],
  'bot/services.ts': [
    ...DATA,
    ...['bot/chat', 'bot/store', 'bot/policy', 'bot/job', 'bot/gallery.ts', 'edit-language'],
  ],
  'bot/commands': [
    ...DATA,
    ...['bot/intent', 'bot/plan', 'bot/view', 'bot/chat', 'bot/store', 'bot/services.ts'],
    'pipeline',
  ],
  'bot/scene.ts': [...DATA, 'bot/intent', 'bot/store'],
  'bot/desk.ts': [
    ...DATA,
    ...['bot/intent', 'bot/view', 'bot/chat', 'bot/services.ts', 'bot/commands'],
    ...['bot/scene.ts', 'turns'],
  ],
  'bot/bot.ts': ['bot', 'edit-language'],

  adapters: [
    ...['bot/request', 'bot/view', 'bot/chat', 'bot/store', 'bot/gallery.ts'],
    ...['bot/intent/reactions.ts', 'log.ts', 'turns', 'drawing', 'http', 'pipeline'],
  ],
  metrics: ['log.ts', 'pipeline', 'http', 'bot/queue', 'bot/chat'],
  'config.ts': ['bot/thread', 'pipeline'],
  'main.ts': ['log.ts', 'pipeline', 'edit-language', 'bot', 'adapters', 'metrics', 'config.ts'],
  cli: [
    ...['log.ts', 'pipeline', 'drawing', 'edit-language', 'bot/queue', 'bot/store', 'bot/job'],
    ...['adapters', 'metrics', 'config.ts', 'main.ts'],
  ],
  'cli.ts': ['cli', 'pipeline'],
  'index.ts': ['edit-language', 'pipeline'],
};
const innermostFirst = Object.keys(ROOMS).sort((a, b) => b.length - a.length);

const all = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => relative(SOURCE, join(parentPath, name)));
const files = all.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));

const imports = new Map(files.map((path) => [path, importsOf(path)]));

function importsOf(path: string): string[] {
  const text = readFileSync(join(SOURCE, path), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    relative(SOURCE, resolve(SOURCE, dirname(path), match[1]!)),
  );
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

const roomOf = (path: string) => innermostFirst.find((room) => isUnder(path, room));

describe('imports', () => {
  it('are read at all', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.get('bot/desk.ts')).toContain('bot/intent/intent-of.ts');
  });

  it('are those that the table allows', () => {
    const violations = files.flatMap((file) => {
      const room = roomOf(file);
      if (room === undefined) return [`${file} is in no room`];
      const allowed = [room, ...ROOMS[room]!];
      return imports
        .get(file)!
        .filter((target) => !allowed.some((folder) => isUnder(target, folder)))
        .map((target) => `${file} imports ${target}`);
    });
    expect(violations).toEqual([]);
  });

  it('of a room are of rooms above it', () => {
    const order = Object.keys(ROOMS);
    const upwards = Object.entries(ROOMS).flatMap(([room, allowed]) =>
      allowed
        .filter((target) => {
          const rooms = order.filter((other) => isUnder(other, target) && other !== room);
          const known = rooms.length > 0 ? rooms : [roomOf(target) ?? ''];
          return known.some((other) => order.indexOf(other) > order.indexOf(room));
        })
        .map((target) => `${room} may import ${target}`),
    );
    expect(upwards).toEqual([]);
  });

  it('go round in no circle', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (path.includes(file) || done.has(file)) return;
      for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

it('no folder has more than 15 files directly in it', () => {
  const counts = new Map<string, number>();
  for (const path of all) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > 15)).toEqual([]);
});

/** Generated code; what people typed, a line each, lies in folders named fixtures. */
const LONG_FILES = ['pipeline/graph/file/onnx_pb.ts'];

it('no file that people write is longer than 300 lines, its tests aside', () => {
  const long = files
    .map((path) => [path, readFileSync(join(SOURCE, path), 'utf8').split('\n').length - 1] as const)
    .filter(([path, lines]) => lines > 300 && !path.split('/').includes('fixtures'));
  expect(long.map(([path]) => path)).toEqual(LONG_FILES);
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
