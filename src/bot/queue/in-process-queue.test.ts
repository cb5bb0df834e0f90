import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { InProcessQueue } from './in-process-queue.ts';
import type { Job } from './job-queue.ts';

let queue: InProcessQueue;
/** What has been started, in order; a job runs until it is finished or stopped. */
let started: string[];
let stopped: [job: string, reason: unknown][];
let running: Map<string, () => void>;

beforeEach(() => {
  started = [];
  stopped = [];
  running = new Map();
  queue = new InProcessQueue(async (job, signal) => {
    started.push(job.id);
    await new Promise<void>((resolve) => {
      running.set(job.id, resolve);
      signal.addEventListener('abort', () => {
        stopped.push([job.id, signal.reason]);
        resolve();
      });
    });
    running.delete(job.id);
  });
});
afterEach(() => queue.close());

const job = (id: string, kind: Job['kind'] = 'edit', person = 'ann'): Job => ({
  id,
  kind,
  thread: 't',
  result: id,
  requester: { key: person, name: person },
  title: id,
  message: { place: { platform: 'web', workspace: 'w', channel: 'c' }, id },
});
async function finish(id: string): Promise<void> {
  running.get(id)?.();
  for (let i = 0; i < 5; i++) await turn();
}
const waiting = (): string[] =>
  queue
    .jobs()
    .filter(({ state }) => state === 'waiting')
    .map(({ job: { id } }) => id);

it('runs one job at a time, short kinds first', async () => {
  for (const next of [job('a'), job('full', 'full'), job('b'), job('quick', 'quick')])
    queue.add(next);
  await turn();
  expect(started).toEqual(['a']);
  expect(waiting()).toEqual(['quick', 'b', 'full']);
  for (const id of ['a', 'quick', 'b', 'full']) await finish(id);
  expect(started).toEqual(['a', 'quick', 'b', 'full']);
});

it('lets nobody’s many jobs hold up another’s first', async () => {
  for (const id of ['a1', 'a2', 'a3']) queue.add(job(id));
  queue.add(job('b1', 'edit', 'ben'));
  await turn();
  expect(waiting()).toEqual(['a2', 'b1', 'a3']);
});

it('stops a waiting job without starting it, and a running one by its signal', async () => {
  queue.add(job('a'));
  queue.add(job('b'));
  await turn();
  expect(queue.cancel('b')).toBe(true);
  expect(queue.cancel('a')).toBe(true);
  expect(queue.cancel('a')).toBe(false);
  await queue.idle();
  expect(started).toEqual(['a']);
  expect(stopped).toEqual([['a', 'cancelled']]);
});

it('has a long inversion make way for an edit, and starts it again, a few times', async () => {
  queue.add(job('full', 'full'));
  await turn();
  for (const id of ['e1', 'e2', 'e3', 'e4']) {
    queue.add(job(id));
    await turn();
    if (id !== 'e4') await finish(id);
  }
  expect(stopped).toEqual([
    ['full', 'yielded'],
    ['full', 'yielded'],
    ['full', 'yielded'],
  ]);
  expect(started.filter((id) => id === 'full')).toHaveLength(4);
  expect(waiting()).toEqual(['e4']);
});

it('tells places as they change', async () => {
  const told: string[] = [];
  queue.onMove(({ id }, position) => told.push(`${id} ${position}`));
  queue.add(job('a'));
  queue.add(job('b'));
  queue.add(job('c'));
  await turn();
  queue.cancel('b');
  expect(told.filter((line) => line.startsWith('c'))).toEqual(['c 2', 'c 1']);
});
