import {
  type Job as BullJob,
  Worker as BullMQWorker,
  DelayedError,
  UnrecoverableError,
  WaitingError,
} from 'bullmq';
import type { Redis } from 'ioredis';
import { throwIfCancelled, WordbrushError } from '../../pipeline/errors.ts';
import type { Progress } from '../../pipeline/types.ts';
import { isFullRedis } from '../store/store-full.ts';
import { cancelledKey, connectRedis, JobData, makingWayKey, QUEUE, scoreOf } from './bull.ts';
import { failure, tellProgress, type Written, writeEnding } from './bull-endings.ts';
import { renewLease, shortenLeases } from './bull-leases.ts';
import {
  isLong,
  LONG,
  MAX_YIELDS,
  NOT_YET_MS,
  NotYet,
  type StopReason,
  type Worker,
} from './job-queue.ts';
import { checkModel, type QueueModel } from './queue-model.ts';
import { checkStore } from './queue-store.ts';

export interface BullWorkerOptions {
  /** `redis://…` */
  readonly url: string;
  /** Does the jobs, one at a time. */
  readonly work: Worker;
  /** A worker that has not been heard of for so long is lost, and its job is taken up by another. */
  readonly lostAfterMs: number;
  /** Redis's and BullMQ's own troubles; they pass when Redis is back. */
  readonly onError: (error: unknown) => void;
  /** What it draws with. */
  readonly model?: QueueModel | undefined;
  /** The identity of the store that it reads and writes. */
  readonly store?: string | undefined;
}

/** How often a running job is looked after. */
const WATCH_MS = 250;
/** Progress is for people to watch: more often than this nobody sees. */
const PROGRESS_MS = 200;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;
/** How long one that closes waits for a Redis that is away. */
const AWAY_MS = 1_000;
/** How often a job may lose its worker. */
const MAX_LOST = 2;

/** Takes jobs from a BullMQ queue, on whatever machine it runs. */
export class BullWorker {
  readonly #redis: Redis;
  readonly #worker: BullMQWorker;
  readonly #work: Worker;
  readonly #lostAfterMs: number;
  readonly #guard: NodeJS.Timeout;
  readonly #running = new Set<AbortController>();
  /** Since when it rests, and for how long the next time. */
  #resting: NodeJS.Timeout | null = null;
  #restMs = FIRST_REST_MS;

  private constructor(redis: Redis, { work, lostAfterMs, onError }: BullWorkerOptions) {
    this.#redis = redis;
    this.#work = work;
    this.#lostAfterMs = lostAfterMs;
    this.#worker = new BullMQWorker(QUEUE, (job, token) => this.#process(job, token), {
      connection: redis,
      concurrency: 1,
      lockDuration: lostAfterMs,
      stalledInterval: lostAfterMs,
      maxStalledCount: MAX_LOST,
      // Its own renewal goes by the machine's clock.
      skipLockRenewal: true,
    });
    const toKey = (name: string): string => this.#worker.toKey(name);
    this.#guard = setInterval(() => {
      shortenLeases(redis, toKey, lostAfterMs).catch(onError);
    }, lostAfterMs).unref();
    this.#worker.on('error', (error) => {
      onError(error);
      if (isFullRedis(error)) this.#rest(onError);
    });
  }

  /** @throws WordbrushError `io` when no Redis answers, `bad-model` or `io` when its bot has another model or store */
  static async open(options: BullWorkerOptions): Promise<BullWorker> {
    const redis = await connectRedis(options.url, options.onError);
    try {
      if (options.model) await checkModel(redis, options.model);
      if (options.store !== undefined) await checkStore(redis, options.store);
    } catch (error) {
      redis.disconnect();
      throw error;
    }
    const worker = new BullWorker(redis, options);
    await worker.#worker.waitUntilReady();
    return worker;
  }

  /**
   * Takes nothing new; what still runs after `graceMs` is put back for another worker. To a Redis that is
   * away nothing can be put back: there it will be taken for lost.
   */
  async close(graceMs: number): Promise<void> {
    if (this.#resting) clearTimeout(this.#resting);
    clearInterval(this.#guard);
    let impatience: NodeJS.Timeout | undefined;
    const timer = setTimeout(() => {
      for (const controller of this.#running) controller.abort('closed' satisfies StopReason);
      impatience = setInterval(() => {
        if (this.#redis.status !== 'ready') this.#redis.disconnect();
      }, AWAY_MS);
    }, graceMs);
    await this.#worker.close();
    clearTimeout(timer);
    clearInterval(impatience);
    this.#redis.disconnect();
  }

  /** A Redis without memory hands out no job, and BullMQ would ask it again at once, for ever. */
  #rest(onError: (error: unknown) => void): void {
    if (this.#resting) return;
    const { promise: over, resolve } = Promise.withResolvers<void>();
    this.#resting = setTimeout(resolve, this.#restMs).unref();
    this.#worker
      .pause(true)
      .then(async () => {
        await over;
        this.#resting = null;
        await this.#worker.resume();
      })
      .catch(onError);
    this.#restMs = Math.min(2 * this.#restMs, LONGEST_REST_MS);
  }

  /** Resolves or fails with what BullMQ may be told: where the ending is written down. */
  async #process(bullJob: BullJob, token = ''): Promise<string> {
    this.#restMs = FIRST_REST_MS;
    const { job, yielded } = JobData.parse(bullJob.data);
    const controller = new AbortController();
    const { signal } = controller;
    this.#running.add(controller);
    const mayYield = isLong(job) && yielded < MAX_YIELDS;
    const unwatch = this.#watch(job.id, mayYield, controller);
    const release = renewLease(bullJob, token, this.#lostAfterMs);
    const toKey = (name: string): string => this.#worker.toKey(name);
    const write = (written: Written): Promise<string> =>
      writeEnding(this.#redis, toKey, { id: job.id, token }, written);
    try {
      if (await this.#redis.exists(cancelledKey(job.id)))
        controller.abort('cancelled' satisfies StopReason);
      throwIfCancelled(signal);
      const isMine = () => this.#isMine(job.id, token);
      const onProgress = reporter((progress) => tellProgress(this.#redis, job.id, progress));
      const outcome = await this.#work(job, { signal, onProgress, isMine });
      return await write({ kind: 'done', outcome });
    } catch (error) {
      const reason: StopReason | undefined = signal.reason;
      if (reason === 'yielded') {
        await bullJob.updateData({ job, yielded: yielded + 1 } satisfies JobData);
        await bullJob.moveToWait(token);
        throw new WaitingError();
      }
      if (reason === 'closed') {
        await bullJob.moveToWait(token);
        throw new WaitingError();
      }
      if (error instanceof NotYet) {
        await bullJob.moveToDelayed(Date.now() + NOT_YET_MS, token);
        throw new DelayedError();
      }
      const told = await write(failure(error));
      throw error instanceof WordbrushError ? new UnrecoverableError(told) : new Error(told);
    } finally {
      unwatch();
      release();
      this.#running.delete(controller);
    }
  }

  /** BullMQ's lock on a job is of whoever does it, and goes when nothing is heard of them. */
  async #isMine(id: string, token: string | undefined): Promise<boolean> {
    const [holder, cancelled] = await Promise.all([
      this.#redis.get(this.#worker.toKey(`${id}:lock`)),
      this.#redis.exists(cancelledKey(id)),
    ]);
    return holder === token && cancelled === 0;
  }

  /**
   * Looks after a running job: whether somebody has stopped it, and whether shorter work waits that
   * no other worker takes.
   */
  #watch(id: string, mayYield: boolean, controller: AbortController): () => void {
    let seen: string | null = null;
    const look = async (): Promise<void> => {
      if (await this.#redis.exists(cancelledKey(id)))
        return controller.abort('cancelled' satisfies StopReason);
      if (!mayYield) return;
      const short = await this.#shortWaiting();
      // Waiting for the second time: had a worker been free, it would have taken it.
      if (short !== null && short === seen && (await this.#makesWay(short, id)))
        return controller.abort('yielded' satisfies StopReason);
      seen = short;
    };
    let next: NodeJS.Timeout;
    const again = (): void => {
      next = setTimeout(() => {
        look()
          .catch(() => {}) // Redis is gone for a while; the job goes on
          .finally(() => {
            if (!stopped && !controller.signal.aborted) again();
          });
      }, WATCH_MS);
    };
    let stopped = false;
    again();
    return () => {
      stopped = true;
      clearTimeout(next);
    };
  }

  /** The next job to run, if it is a short one. */
  async #shortWaiting(): Promise<string | null> {
    const [id] = await this.#redis.zrangebyscore(
      this.#worker.toKey('prioritized'),
      '-inf',
      `(${scoreOf(LONG)}`,
      'LIMIT',
      0,
      1,
    );
    return id ?? null;
  }

  /** Of several workers with long jobs, one makes way for a short one. */
  async #makesWay(short: string, long: string): Promise<boolean> {
    return (await this.#redis.set(makingWayKey(short), long, 'EX', 60, 'NX')) !== null;
  }
}

function reporter(tell: (progress: Progress) => Promise<void>): (progress: Progress) => void {
  let reported = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - reported < PROGRESS_MS && progress.preview === undefined) return;
    reported = now;
    // A report that is lost is followed by the next.
    tell(progress).catch(() => {});
  };
}
