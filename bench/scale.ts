/**
 * How throughput grows with workers, and what a job costs as the queue grows. All workers are on
 * this one machine: with a timer in the pipeline's place they show what the queue, the stores and
 * the bot's side allow; with the real pipeline they share its processor.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BullQueue } from '../src/bot/queue/bull-queue.ts';
import { BullWorker } from '../src/bot/queue/bull-worker.ts';
import { InProcessQueue } from '../src/bot/queue/in-process-queue.ts';
import type { JobQueue, Worker } from '../src/bot/queue/job-queue.ts';
import { openStores } from '../src/bot/store/stores.ts';
import { openRedis } from '../test/redis.ts';
import { MODEL, markdownTable, report } from './lib.ts';
import { addAll, Ends, editJobs, keepThread, STAND_IN_MS } from './scale/workload.ts';

const STAND_IN_WORKERS = [1, 2, 4];
const REAL_WORKERS = [1, 2];
const STAND_IN_JOBS_PER_WORKER = 20;
const REAL_JOBS = 12;
const LENGTHS = [10, 100, 1_000, 10_000];
/** Jobs that are added to, and run from, a queue of each length. */
const SAMPLE = 100;

const onError = (error: unknown): void => console.error(error);

/** Jobs a minute that so many workers do, once each has done its first. */
async function throughput(url: string, workers: number, model: string, jobs: number) {
  const processes = await Promise.all(
    Array.from({ length: workers }, () => startWorker(url, model)),
  );
  const queue = await BullQueue.open({ url, onError });
  const ends = new Ends();
  queue.listen(ends);
  try {
    await addAll(queue, editJobs(workers)); // loads the models
    await ends.reached(workers);
    const started = performance.now();
    await addAll(queue, editJobs(jobs));
    await ends.reached(workers + jobs);
    return (60_000 * jobs) / (performance.now() - started);
  } finally {
    await queue.close();
    for (const child of processes) await stopWorker(child);
  }
}

async function startWorker(url: string, model: string): Promise<ChildProcess> {
  const module = join(import.meta.dirname, 'scale', 'worker.ts');
  const child = fork(module, [url, model], { stdio: ['ignore', 2, 2, 'ipc'] });
  await once(child, 'message');
  return child;
}

async function stopWorker(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
}

/** What one job costs while so many wait, in milliseconds. */
interface Cost {
  /** To add one. */
  readonly add: number;
  /** To hand one out, hear of its end and take it away; its work takes no time. */
  readonly run: number;
}

interface Held {
  readonly queue: JobQueue;
  /** Lets jobs run that have waited until now. */
  release(): Promise<void>;
  close(): Promise<void>;
}

async function costs(length: number, open: (work: Worker) => Promise<Held>): Promise<Cost> {
  const held = await open(async () => ({ kind: 'edited', pictures: [], drawn: [], seconds: 0 }));
  const { queue } = held;
  const ends = new Ends();
  queue.listen(ends);
  try {
    const sample = Math.min(length, SAMPLE);
    await addAll(queue, editJobs(length - sample));
    const jobs = editJobs(sample);
    const add = await millisecondsOf(() => addAll(queue, jobs));
    const first = ends.reached(1); // starts the worker
    await held.release();
    await first;
    const run = await millisecondsOf(() => ends.reached(sample));
    return { add: add / sample, run: run / (sample - 1) };
  } finally {
    await held.close();
  }
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function heldOnRedis(url: string, work: Worker): Promise<Held> {
  const queue = await BullQueue.open({ url, onError });
  let worker: BullWorker | undefined;
  return {
    queue,
    async release() {
      worker = await BullWorker.open({ url, work, lostAfterMs: 30_000, onError });
    },
    async close() {
      await worker?.close(0);
      await queue.close();
    },
  };
}

async function heldInProcess(work: Worker): Promise<Held> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const queue = new InProcessQueue(async (job, options) => {
    await released;
    return await work(job, options);
  });
  return { queue, release: async () => release(), close: () => queue.close() };
}

async function queueLength(): Promise<Record<string, { redis: Cost; process: Cost }>> {
  const figures: Record<string, { redis: Cost; process: Cost }> = {};
  for (const length of LENGTHS) {
    const redis = await openRedis();
    try {
      figures[length] = {
        redis: await costs(length, (work) => heldOnRedis(redis.url, work)),
        process: await costs(length, heldInProcess),
      };
    } finally {
      await redis.close();
    }
  }
  return figures;
}

async function measure() {
  const standIn: Record<string, number> = {};
  const real: Record<string, number> = {};
  const redis = await openRedis();
  const stores = openStores(redis.url, 60 * 60 * 1_000);
  try {
    await keepThread(stores);
    for (const workers of STAND_IN_WORKERS)
      standIn[workers] = await throughput(
        redis.url,
        workers,
        'stand-in',
        workers * STAND_IN_JOBS_PER_WORKER,
      );
    for (const workers of REAL_WORKERS)
      real[workers] = await throughput(redis.url, workers, MODEL, REAL_JOBS);
  } finally {
    await stores.close();
    await redis.close();
  }
  return { standIn, real, standInMs: STAND_IN_MS, queueLength: await queueLength() };
}

function tableOf({ standIn, real, queueLength }: Awaited<ReturnType<typeof measure>>): string {
  const row = (name: string, figures: Record<string, number>) => [
    name,
    ...STAND_IN_WORKERS.map((workers) => figures[workers]?.toFixed(0) ?? ''),
  ];
  const throughputs = markdownTable(
    ['edits a minute', ...STAND_IN_WORKERS.map((n) => (n === 1 ? '1 worker' : `${n} workers`))],
    [
      row(`a timer of ${STAND_IN_MS} ms in the pipeline's place`, standIn),
      row('the real pipeline, all workers on this one machine', real),
    ],
  );
  const milliseconds = (value: number) => value.toFixed(2);
  const lengths = markdownTable(
    ['jobs waiting', 'Redis: add, ms', 'run, ms', 'one process: add, ms', 'run, ms'],
    Object.entries(queueLength).map(([length, { redis, process }]) => [
      Number(length).toLocaleString('en'),
      ...[redis.add, redis.run, process.add, process.run].map(milliseconds),
    ]),
  );
  return `${throughputs}\n\n${lengths}`;
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, write: { type: 'boolean' } },
});
const figures = await measure();
await report('scale', 'npm run bench:scale', { figures, table: tableOf(figures) }, values);
