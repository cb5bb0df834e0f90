import { afterEach, beforeEach, expect, it } from 'vitest';
import { standIn } from '../../../test/chaos/stand-in.ts';
import { encodePng } from '../../pipeline/image.ts';
import type { Job } from '../queue/job-queue.ts';
import { type Place, placeKey } from '../request/requests.ts';
import { openStores, type Stores } from '../store/stores.ts';
import { Threads } from '../store/threads.ts';
import type { Result } from '../thread/thread.ts';
import { jobWorker } from './job-worker.ts';

const PLACE: Place = { platform: 'discord', workspace: 'w', channel: 'c', thread: 't' };
const KEY = placeKey(PLACE);
const ANN = { key: 'discord/ann', name: 'Ann' };
const SIGNAL = new AbortController().signal;

let stores: Stores;
let threads: Threads;
let inverted: string[];

const result = (id: string, prompt: string): Result => ({
  ...{ id, title: prompt, prompt, parent: id === 'root' ? null : 'root', source: 'root' },
  ...{ replacements: [], weights: [], edited: [], options: {}, pictures: [], chosen: 0 },
  ...{ requester: ANN, reactions: [] },
});

/** Does a job as a worker, and hands over what it made as the bot. */
async function run(kind: Job['kind'], of: string) {
  const id = `${kind}-${of}`;
  const message = { place: PLACE, id: 'm' };
  const job: Job = { id, kind, thread: KEY, result: of, requester: ANN, title: of, message };
  const pipeline = standIn(0);
  const counted: typeof pipeline = {
    ...pipeline,
    async invert(image, prompt, options) {
      inverted.push(`${options.method} ${prompt}`);
      return await pipeline.invert(image, prompt, options);
    },
  };
  const work = jobWorker({ stores, pipeline: counted, steps: 4 });
  const outcome = await work(job, { signal: SIGNAL, onProgress: () => {} });
  await threads.keep(job, outcome);
  return outcome;
}
const source = async () => (await threads.get(KEY))?.sources.root;
const edited = async (id: string): Promise<number> => {
  const edit = result(id, 'a lion');
  await threads.apply(KEY, { kind: 'added', result: edit });
  await run('edit', id);
  return (await threads.get(KEY))?.results.find((made) => made.id === id)?.pictures.length ?? 0;
};
/** As the store does when there is no room. */
const evict = async () => await stores.inversions.delete((await source())?.inversion ?? '');

beforeEach(async () => {
  stores = openStores(':memory:', 60_000);
  threads = new Threads(stores);
  inverted = [];
  const data = new Uint8Array(3 * 16 ** 2).fill(90);
  await stores.pictures.set('upload', await encodePng({ width: 16, height: 16, data }));
  const upload = {
    prompt: 'a cat',
    fidelity: 'full',
    upload: 'upload',
    picture: 'upload',
  } as const;
  const fresh = { key: KEY, place: PLACE, owner: ANN, sources: {}, results: [], current: null };
  await threads.begin(
    { ...fresh, question: null, otherMessages: [] },
    { kind: 'posted', source: { ...upload, heat: [] }, result: result('root', 'a cat') },
  );
  await run('quick', 'root');
  await run('full', 'root');
  expect(inverted).toEqual(['pivotal a cat', 'null-text a cat']);
});
afterEach(() => stores.close());

it('a picture whose inversion has gone is inverted once more, as it was, and then kept', async () => {
  await evict();
  expect(await edited('a')).toBe(1);
  expect(inverted.slice(2)).toEqual(['null-text a cat']);
  expect(await stores.inversions.get((await source())?.inversion ?? '')).toBeDefined();
  expect(await edited('b')).toBe(1);
  expect(inverted).toHaveLength(3);
});

it('an inversion that came meanwhile stays, and no other is kept', async () => {
  const before = (await source())?.inversion ?? '';
  await evict();
  await threads.apply(KEY, { kind: 'added', result: result('a', 'a lion') });
  const outcome = await run('edit', 'a');
  await run('full', 'root');
  const better = (await source())?.inversion;
  const job = { thread: KEY, result: 'a' };
  await threads.keep(job, outcome);
  expect((await source())?.inversion).toBe(better);
  const kept: string[] = [];
  for await (const id of stores.inversions.keys()) kept.push(id);
  expect(kept).toEqual([better]);
  // Of the second attempt at the same job.
  expect(better).toMatch(/^full-root\./);
  expect(better).not.toBe(before);
});

it('says so where not even the picture is kept', async () => {
  await evict();
  await stores.pictures.delete((await source())?.picture ?? '');
  await threads.apply(KEY, { kind: 'added', result: result('a', 'a lion') });
  expect(await run('edit', 'a')).toEqual({ kind: 'gone' });
});
