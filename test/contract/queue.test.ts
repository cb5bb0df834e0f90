import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BullQueue } from '../../src/bot/queue/bull-queue.ts';
import { BullWorker } from '../../src/bot/queue/bull-worker.ts';
import { InProcessQueue } from '../../src/bot/queue/in-process-queue.ts';
import { NotYet, type Worker } from '../../src/bot/queue/job-queue.ts';
import { WordbrushError } from '../../src/pipeline/errors.ts';
import { wordsLeft } from '../chaos/checks.ts';
import { hasRedis, NEEDS_REDIS, openRedis, type TestRedis } from '../redis.ts';
import { describeQueue, edited, job, Notebook } from './queue-contract.ts';
import { QueueWorkerProcess } from './queue-worker-process.ts';

describeQueue('a queue inside one process', async (worker) => {
  const queue = new InProcessQueue(worker);
  return { queue, close: () => queue.close() };
});

const WAIT = { timeout: 30_000, interval: 20 };
const LOST_AFTER_MS = 1_000;
const onError = () => {}; // Redis comes and goes here

if (hasRedis)
  describe('on Redis', () => {
    let redis: TestRedis;
    const open: { close(): Promise<void> }[] = [];
    beforeAll(async () => {
      redis = await openRedis();
    });
    afterEach(async () => {
      for (const part of open.splice(0).reverse()) await part.close();
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
    });
    afterAll(() => redis.close());

    const openQueue = async ({ sweepMs }: { sweepMs?: number } = {}) => {
      const queue = await BullQueue.open({ url: redis.url, onError, sweepMs });
      const notes = new Notebook();
      queue.listen(notes.listener);
      open.push(queue);
      return { queue, notes };
    };
    const openWorker = async (work: Worker): Promise<BullWorker> => {
      const { url } = redis;
      const worker = await BullWorker.open({ url, work, lostAfterMs: LOST_AFTER_MS, onError });
      open.push({ close: () => worker.close(0) });
      return worker;
    };
    const draws: Worker = async ({ id }) => edited(id);

    describeQueue('a queue across machines', async (work) => {
      const queue = await BullQueue.open({ url: redis.url, onError });
      const worker = await openWorker(work);
      return {
        queue,
        async close() {
          await queue.close();
          await worker.close(0);
        },
      };
    });

    it('gives jobs to as many workers as there are, each job to one', async () => {
      const { queue, notes } = await openQueue();
      const doing: string[] = [];
      let most = 0;
      const work: Worker = async ({ id }) => {
        doing.push(id);
        most = Math.max(most, doing.length);
        await vi.waitFor(() => expect(most).toBe(2), WAIT);
        doing.splice(doing.indexOf(id), 1);
        return edited(id);
      };
      await openWorker(work);
      await openWorker(work);
      for (const id of ['a', 'b', 'c', 'd']) await queue.add(job(id));
      await queue.idle();
      expect(notes.endings.map(([id]) => id).sort()).toEqual(['a', 'b', 'c', 'd']);
    });

    it('leaves no words in Redis of a job that is over, however it ended', async () => {
      const { queue, notes } = await openQueue();
      const client = new Redis(redis.url);
      await client.config('SET', 'rdbcompression', 'no');
      const inRedis = async (): Promise<boolean> => {
        await client.save();
        return readFileSync(join(redis.folder, 'dump.rdb')).includes('okapi');
      };
      let seen = false;
      await openWorker(async ({ id }, { onProgress }) => {
        const preview = Buffer.from('a preview').toString('base64');
        onProgress({ phase: 'edit', done: 1, total: 2, preview, unlike: 'an okapi' });
        await vi.waitFor(() => expect(notes.progress).toContain(`${id} edit 1/2`), WAIT);
        seen ||= await inRedis();
        if (id === 'refused') throw new WordbrushError('bad-prompt', 'I do not draw an okapi.');
        if (id === 'broken') throw new Error('What is an okapi?');
        const report = {
          method: 'dreambooth',
          steps: 1,
          seconds: 1,
          loss: 1,
          pictures: 1,
        } as const;
        return { kind: 'learned', subject: 'an okapi', report };
      });
      for (const id of ['done', 'refused', 'broken'])
        await queue.add({ ...job(id), title: 'an okapi' });
      await queue.idle();
      expect(notes.endings.map(([id]) => id)).toEqual(['done', 'refused', 'broken']);
      const errors = notes.endings.map(
        ([, ending]) => ending.kind === 'failed' && `${ending.error}`,
      );
      expect(errors.join()).toMatch(/I do not draw an okapi.*What is an okapi/u);
      // The job itself was there for its worker.
      expect(seen).toBe(true);
      expect(await inRedis()).toBe(false);
      expect(await wordsLeft(redis.url, ['okapi'])).toEqual([]);
      client.disconnect();
    });

    it('gives the job of a worker that was killed to another', async () => {
      const { queue, notes } = await openQueue();
      const doomed = await QueueWorkerProcess.start(redis.url, LOST_AFTER_MS);
      await queue.add(job('a'));
      await vi.waitFor(() => expect(queue.jobs()[0]?.state).toBe('running'), WAIT);
      await doomed.kill();
      await openWorker(draws);
      await queue.idle();
      expect(notes.endings).toEqual([['a', { kind: 'done', outcome: edited('a') }]]);
    });

    it('puts back what still runs when a worker has to stop, for another', async () => {
      const { queue, notes } = await openQueue();
      const stopping = await openWorker(
        (_, { signal }) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new Error('stopped'))),
          ),
      );
      await queue.add(job('a'));
      await vi.waitFor(() => expect(queue.jobs()[0]?.state).toBe('running'), WAIT);
      await stopping.close(50);
      expect(notes.endings).toEqual([]);
      await openWorker(draws);
      await queue.idle();
      expect(notes.endingsOf('a')).toEqual([{ kind: 'done', outcome: edited('a') }]);
    });

    describe('where a clock is set by an hour', () => {
      const HOUR_MS = 60 * 60_000;
      const setClock = (byMs: number) => {
        const now = Date.now() + byMs;
        vi.useFakeTimers({ toFake: ['Date'], now, shouldAdvanceTime: true });
      };
      afterEach(() => vi.useRealTimers());

      it.each([
        ['back', -HOUR_MS],
        ['forward', HOUR_MS],
      ])('%s, leaves a running job with its worker', async (_, byMs) => {
        const { queue, notes } = await openQueue();
        let started = 0;
        const work: Worker = async ({ id }) => {
          started++;
          await sleep(5 * LOST_AFTER_MS);
          return edited(id);
        };
        await openWorker(work);
        await queue.add(job('a'));
        await vi.waitFor(() => expect(started).toBe(1), WAIT);
        await openWorker(work);
        setClock(byMs);
        await queue.idle();
        expect(notes.endingsOf('a')).toEqual([{ kind: 'done', outcome: edited('a') }]);
        expect(started).toBe(1);
      });

      it('takes what a worker put back whose clock was ahead', async () => {
        const { queue, notes } = await openQueue({ sweepMs: 300 });
        let tries = 0;
        await openWorker(async ({ id }) => {
          if (++tries > 1) return edited(id);
          setClock(HOUR_MS);
          throw new NotYet();
        });
        await queue.add(job('a'));
        await vi.waitFor(() => expect(tries).toBe(1), WAIT);
        await sleep(100);
        vi.useRealTimers();
        await vi.waitFor(() => expect(notes.endingsOf('a')).toHaveLength(1), WAIT);
        expect(tries).toBe(2);
      });

      it('takes the job of a lost worker, though Redis’s clock was set back', async () => {
        const { queue, notes } = await openQueue();
        const doomed = await QueueWorkerProcess.start(redis.url, LOST_AFTER_MS);
        await queue.add(job('a'));
        await vi.waitFor(() => expect(queue.jobs()[0]?.state).toBe('running'), WAIT);
        await doomed.kill();
        const client = new Redis(redis.url);
        await client.set('bull:wordbrush:stalled-check', 1, 'PX', HOUR_MS);
        expect(await client.pexpire('bull:wordbrush:a:lock', HOUR_MS)).toBe(1);
        client.disconnect();
        await openWorker(draws);
        await vi.waitFor(() => expect(notes.endingsOf('a')).toHaveLength(1), WAIT);
      });
    });

    it('tells a bot that starts again what became of its jobs meanwhile', async () => {
      const before = await openQueue();
      await before.queue.add(job('a'));
      await before.queue.close();
      let done = 0;
      await openWorker(async ({ id }) => {
        done++;
        return edited(id);
      });
      await vi.waitFor(() => expect(done).toBe(1), WAIT);
      const after = await openQueue();
      await after.queue.add(job('a'));
      await after.queue.idle();
      expect(after.notes.endings).toEqual([['a', { kind: 'done', outcome: edited('a') }]]);
      expect(done).toBe(1);
    });

    it('keeps nothing of jobs that were forgotten, whoever was killed or full meanwhile', async () => {
      const client = new Redis(redis.url);
      const left = async () =>
        (await client.keys('bull:wordbrush:?')).map((key) => key.slice(-1)).sort();
      const before = await openQueue();
      let stopped = 0;
      // Told of it, the bot is killed before it can remove the job.
      before.queue.listen({ ...before.notes.listener, ended: () => new Promise(() => {}) });
      await before.queue.add(job('t'));
      await openWorker(async ({ id }, { signal }) => {
        if (id === 't') return edited(id);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        stopped++;
        throw new WordbrushError('cancelled', 'Stopped.');
      });
      await vi.waitFor(
        () => expect(client.zcard('bull:wordbrush:completed')).resolves.toBe(1),
        WAIT,
      );
      for (const id of ['a', 'b', 'c']) await before.queue.add(job(id));
      await vi.waitFor(() => expect(client.llen('bull:wordbrush:active')).resolves.toBe(1), WAIT);
      await before.queue.close();
      expect(await left()).toEqual(['a', 'b', 'c', 't']);
      // One was reported, one runs and one waits; the other bot keeps the last.
      const after = await BullQueue.open({ url: redis.url, onError });
      open.push(after);
      after.listen({ ...new Notebook().listener, isKept: async (id) => id === 'c' });
      await vi.waitFor(async () => expect(await left()).toEqual(['c']), WAIT);
      expect(stopped).toBe(1);
      client.disconnect();
    });

    it('stops a job that could not be stopped while Redis was full', async () => {
      const client = new Redis(redis.url);
      const { queue } = await openQueue();
      await queue.add(job('a'));
      await client.config('SET', 'maxmemory', '1mb');
      await expect(queue.cancel('a')).rejects.toThrow(/OOM/);
      await client.config('SET', 'maxmemory', '0');
      expect(await queue.cancel('a')).toBe(true);
      expect(await client.keys('bull:wordbrush:a')).toEqual([]);
      client.disconnect();
    });

    it('tells each of several bots of its own jobs alone', async () => {
      const one = await openQueue();
      const other = await openQueue();
      await openWorker(draws);
      await one.queue.add(job('a'));
      await other.queue.add(job('b'));
      await Promise.all([one.queue.idle(), other.queue.idle()]);
      expect(one.notes.endings.map(([id]) => id)).toEqual(['a']);
      expect(other.notes.endings.map(([id]) => id)).toEqual(['b']);
    });

    it('counts what other bots have waiting in the places that it tells', async () => {
      const one = await openQueue();
      const other = await openQueue();
      await one.queue.add(job('a'));
      await other.queue.add(job('b', 'edit', 'ben'));
      await vi.waitFor(() => expect(other.notes.moves).toContain('b 2'), WAIT);
      await one.queue.cancel('a');
      await other.queue.add(job('c', 'edit', 'cy'));
      await vi.waitFor(() => expect(other.notes.moves).toEqual(['b 2', 'b 1', 'c 2']), WAIT);
    });

    it('refuses a worker with another model than the bot of the queue', async () => {
      const model = { fingerprint: 'one', name: 'emoji-world' };
      const onError = () => {};
      const queue = await BullQueue.open({ url: redis.url, onError, model });
      const options = { url: redis.url, work: draws, lostAfterMs: LOST_AFTER_MS, onError };
      const other = { fingerprint: 'another', name: 'stable-diffusion-v1-5' };
      await expect(BullWorker.open({ ...options, model: other })).rejects.toThrow(
        /works with the model emoji-world, and this worker would draw with another.*Set MODEL/,
      );
      await (await BullWorker.open({ ...options, model })).close(0);
      await queue.close();
    });

    it('is refused to a bot with another store, as long as the first is there, and to its workers', async () => {
      const openWith = async (store: string): Promise<BullQueue> => {
        const queue = await BullQueue.open({ url: redis.url, onError, store });
        open.push(queue);
        return queue;
      };
      const work = async (store: string): Promise<void> => {
        const options = { url: redis.url, work: draws, lostAfterMs: LOST_AFTER_MS, onError, store };
        await (await BullWorker.open(options)).close(0);
      };
      const first = await openWith('one');
      await openWith('one');
      await expect(openWith('two')).rejects.toThrow(
        /^Another Wordbrush, with another store, uses the queue at redis:\/\/127.*Set STORE_URL/u,
      );
      await work('one');
      await expect(work('two')).rejects.toThrow(/keeps its pictures in another store.*STORE_URL/u);
      await first.close();
      await expect(openWith('two')).rejects.toThrow(/another store/u);
      for (const queue of open.splice(0)) await queue.close();
      await openWith('two');
      await work('two');
    });

    it('loses nothing when Redis comes back empty', async () => {
      const { queue, notes } = await openQueue();
      for (const id of ['a', 'b', 'c']) await queue.add(job(id));
      await redis.kill();
      await redis.start();
      await openWorker(draws);
      await queue.idle();
      expect(notes.endings.map(([id]) => id).sort()).toEqual(['a', 'b', 'c']);
    });

    it('tells an ending again that could not be taken, once its job is added again', async () => {
      const { queue, notes } = await openQueue();
      const { listener } = notes;
      const full = vi.fn(listener.ended).mockRejectedValueOnce(new Error('The disk is full.'));
      queue.listen({ ...listener, ended: full });
      await openWorker(draws);
      await queue.add(job('a'));
      await queue.idle();
      expect(notes.endings).toEqual([]);
      await queue.add(job('a'));
      await queue.idle();
      expect(notes.endings).toEqual([['a', { kind: 'done', outcome: edited('a') }]]);
    });

    describe('that goes away for good', () => {
      let doomed: TestRedis;
      const unheard: unknown[] = [];
      const hear = (error: unknown) => void unheard.push(error);
      beforeEach(async () => {
        doomed = await openRedis();
        unheard.length = 0;
        process.on('unhandledRejection', hear);
      });
      afterEach(async () => {
        process.off('unhandledRejection', hear);
        await doomed.close();
      });
      const openBoth = async (work: Worker) => {
        const { url } = doomed;
        const queue = await BullQueue.open({ url, onError, store: 's' });
        queue.listen(new Notebook().listener);
        const worker = await BullWorker.open({ url, work, lostAfterMs: LOST_AFTER_MS, onError });
        return { queue, worker };
      };

      it.each([
        ['before its bot and its worker close', false, 200],
        ['just before they close', false, 0],
        ['while they close', true, 0],
      ])('%s, holds neither up', async (_, isFirst, afterMs) => {
        const started = Promise.withResolvers<void>();
        const { queue, worker } = await openBoth(async (_, { signal }) => {
          started.resolve();
          await new Promise((_resolve, reject) => signal.addEventListener('abort', reject));
          throw new Error('stopped');
        });
        await queue.add(job('a'));
        await started.promise;
        const asked = vi.fn();
        const close = async () => {
          const left = [queue.cancel('a').then(asked, asked), queue.add(job('b')).catch(asked)];
          await Promise.all([queue.close(), worker.close(0), ...left]);
        };
        const closed = isFirst ? close() : null;
        await doomed.kill();
        await sleep(afterMs);
        await (closed ?? close());
        expect(asked).toHaveBeenCalled();
        await sleep(50);
        expect(unheard).toEqual([]);
      });

      it('to those who listen, ends no process', async () => {
        const { queue, worker } = await openBoth(draws);
        const client = new Redis(doomed.url);
        await client.call('ACL', 'SETUSER', 'default', '-subscribe');
        await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
        await vi.waitFor(async () => {
          const log = await client.call('ACL', 'LOG');
          expect(JSON.stringify(log)).toContain('subscribe');
        }, WAIT);
        client.disconnect();
        await sleep(50);
        expect(unheard).toEqual([]);
        await queue.close();
        await worker.close(0);
      });
    });
  });
else it.skip(NEEDS_REDIS);

it('says where it looked for a Redis that is not there', async () => {
  await expect(
    BullQueue.open({ url: 'redis://:secret@127.0.0.1:1', onError: () => {} }),
  ).rejects.toThrow(/^No Redis answers at redis:\/\/127\.0\.0\.1:1 \(.*ECONNREFUSED.*QUEUE_URL/);
});
