import PQueue from 'p-queue';
import { WordbrushError } from '../../pipeline/errors.ts';
import {
  ATTEMPTS,
  type Ending,
  isLong,
  isSameTurn,
  type Job,
  type JobQueue,
  MAX_YIELDS,
  NOT_YET_MS,
  NotYet,
  priorityOf,
  type QueuedJob,
  type QueueListener,
  type StopReason,
  type Worker,
} from './job-queue.ts';

interface Entry {
  readonly job: Job;
  readonly priority: number;
  readonly order: number;
  readonly attempt: number;
  /** How often it made way for shorter work. */
  readonly yielded: number;
  readonly controller: AbortController;
  running: boolean;
  /** The place that was last reported. */
  position: number;
}

/** Jobs inside this process, one at a time: the pipeline's process does one thing at a time. */
export class InProcessQueue implements JobQueue {
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #entries = new Map<string, Entry>();
  readonly #worker: Worker;
  readonly #onFault: (error: unknown) => void;
  #listener: QueueListener | null = null;
  #moves: NodeJS.Immediate | null = null;
  #idle: (() => void)[] = [];
  #order = 0;

  /** `onFault` hears of what the listener throws, which it should not. */
  constructor(worker: Worker, onFault: (error: unknown) => void = () => {}) {
    this.#worker = worker;
    this.#onFault = onFault;
  }

  listen(listener: QueueListener): void {
    this.#listener = listener;
  }

  async add(job: Job): Promise<void> {
    if (this.#entries.has(job.id)) return;
    let own = 0;
    for (const entry of this.#entries.values())
      if (!entry.running && isSameTurn(entry.job, job)) own++;
    this.#enter({ job, priority: priorityOf(job, own), attempt: 1, yielded: 0 });
    const running = this.#running();
    if (running && isLong(running.job) && !isLong(job) && running.yielded < MAX_YIELDS) {
      running.controller.abort('yielded' satisfies StopReason);
      this.#enter({ ...running, yielded: running.yielded + 1 });
    }
    this.#moved();
  }

  async cancel(id: string): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (!entry || entry.controller.signal.aborted) return false;
    entry.controller.abort('cancelled' satisfies StopReason);
    // A running one ends once the worker has stopped.
    if (!entry.running) await this.#end(entry, { kind: 'cancelled' });
    return true;
  }

  jobs(): readonly QueuedJob[] {
    const running = this.#running();
    return [
      ...(running ? [{ job: running.job, state: 'running' as const, position: 0 }] : []),
      ...this.#waiting().map(({ job }, i) => ({
        job,
        state: 'waiting' as const,
        position: i + 1,
      })),
    ];
  }

  async idle(): Promise<void> {
    if (this.#entries.size === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async close(): Promise<void> {
    this.#queue.clear();
    for (const { controller } of this.#entries.values())
      controller.abort('closed' satisfies StopReason);
    this.#entries.clear();
    this.#tellIdle();
    await this.#queue.onIdle();
  }

  #enter(what: Pick<Entry, 'job' | 'priority' | 'attempt' | 'yielded'>, delayMs = 0): void {
    const { job, priority, attempt, yielded } = what;
    const entry: Entry = {
      ...{ job, priority, attempt, yielded },
      order: this.#order++,
      controller: new AbortController(),
      running: false,
      position: 0,
    };
    this.#entries.set(job.id, entry);
    const queue = (): void => {
      this.#queue.add(() => this.#run(entry), { priority }).catch(this.#onFault);
    };
    if (delayMs === 0) queue();
    else setTimeout(queue, delayMs);
  }

  async #run(entry: Entry): Promise<void> {
    const { job, controller } = entry;
    if (controller.signal.aborted) return;
    entry.running = true;
    this.#listener?.started(job);
    this.#moved();
    const ending = await this.#work(entry);
    if (ending) await this.#end(entry, ending);
  }

  /** How the job ended; null when it is run again. */
  async #work(entry: Entry): Promise<Ending | null> {
    const { job, controller, attempt } = entry;
    try {
      const outcome = await this.#worker(job, {
        signal: controller.signal,
        onProgress: (progress) => this.#listener?.progressed(job, progress),
      });
      return { kind: 'done', outcome };
    } catch (error) {
      if (controller.signal.aborted)
        return controller.signal.reason === ('cancelled' satisfies StopReason)
          ? { kind: 'cancelled' }
          : null;
      if (error instanceof NotYet) this.#enter(entry, NOT_YET_MS);
      else if (error instanceof WordbrushError || attempt === ATTEMPTS)
        return { kind: 'failed', error };
      else this.#enter({ ...entry, attempt: attempt + 1 });
      return null;
    }
  }

  async #end(entry: Entry, ending: Ending): Promise<void> {
    try {
      await this.#listener?.ended(entry.job, ending);
    } finally {
      if (this.#entries.get(entry.job.id) === entry) this.#entries.delete(entry.job.id);
      this.#moved();
      this.#tellIdle();
    }
  }

  #running(): Entry | undefined {
    return [...this.#entries.values()].find(({ running }) => running);
  }

  #waiting(): Entry[] {
    return [...this.#entries.values()]
      .filter(({ running }) => !running)
      .sort((a, b) => b.priority - a.priority || a.order - b.order);
  }

  /** Tells places soon, once for many moves. */
  #moved(): void {
    this.#moves ??= setImmediate(() => {
      this.#moves = null;
      this.#tellMoves();
    });
  }

  #tellMoves(): void {
    for (const [i, entry] of this.#waiting().entries()) {
      if (entry.position === i + 1) continue;
      entry.position = i + 1;
      this.#listener?.moved(entry.job, entry.position);
    }
  }

  #tellIdle(): void {
    if (this.#entries.size > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }
}
