/** Which place each waiting job has in a BullMQ queue. */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Job } from './job-queue.ts';

/** Places are reported no more often than this. */
const MOVES_MS = 200;

/** A job as far as its place goes. */
export interface Placed {
  readonly job: Job;
  state: 'waiting' | 'running';
  /** The place that was last reported; 0 before the first. */
  position: number;
  /** Its ending is being reported: its place is of no interest any more. */
  ending: boolean;
}

export interface PlacesListener {
  readonly moved: (placed: Placed) => void;
  /** What is believed to wait and does not: it has started, ended or vanished. */
  readonly missed: (placed: Placed) => void;
  readonly onError: (error: unknown) => void;
}

/** Keeps the places of some jobs and tells where they have changed: soon, once for many moves. */
export class Places {
  readonly #redis: Redis;
  readonly #queue: Queue;
  readonly #jobs: ReadonlyMap<string, Placed>;
  readonly #listener: PlacesListener;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(
    redis: Redis,
    queue: Queue,
    jobs: ReadonlyMap<string, Placed>,
    listener: PlacesListener,
  ) {
    this.#redis = redis;
    this.#queue = queue;
    this.#jobs = jobs;
    this.#listener = listener;
  }

  /** Something in the queue has changed. */
  changed(): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#tell().catch(this.#listener.onError);
    }, MOVES_MS);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #tell(): Promise<void> {
    const unseen = new Set(this.#jobs.keys());
    const order = await this.#waitingIds();
    if (this.#closed) return;
    for (const [i, id] of order.entries()) {
      unseen.delete(id);
      const placed = this.#jobs.get(id);
      if (!placed || placed.ending || placed.position === i + 1) continue;
      placed.state = 'waiting';
      placed.position = i + 1;
      this.#listener.moved(placed);
    }
    for (const id of unseen) {
      const placed = this.#jobs.get(id);
      if (placed?.state === 'waiting') this.#listener.missed(placed);
    }
  }

  /** All that wait, in the order in which workers take them; a delayed one waits for its time. */
  async #waitingIds(): Promise<string[]> {
    const key = (name: string) => this.#queue.toKey(name);
    const [pushedBack, prioritized, delayed] = await Promise.all([
      this.#redis.lrange(key('wait'), 0, -1),
      this.#redis.zrange(key('prioritized'), '0', '-1'),
      this.#redis.zrange(key('delayed'), '0', '-1'),
    ]);
    return [...pushedBack.reverse(), ...prioritized, ...delayed];
  }
}
