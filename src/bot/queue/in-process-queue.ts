import PQueue from 'p-queue';
import type { Job, JobQueue, QueuedJob, StopReason, Worker } from './job-queue.ts';

interface Entry {
  readonly job: Job;
  readonly controller: AbortController;
  priority: number;
  order: number;
  running: boolean;
  /** The place that was last told. */
  position: number;
  /** How often it made way for shorter work. */
  yielded: number;
}

const CLASS = { quick: 2_000, edit: 1_000, full: 0 } as const;
const MAX_YIELDS = 3;

/** Jobs inside this process, one at a time: the pipeline's process does one thing at a time. */
export class InProcessQueue implements JobQueue {
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #entries = new Map<string, Entry>();
  readonly #worker: Worker;
  readonly #listeners: ((job: Job, position: number) => void)[] = [];
  #order = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  add(job: Job): void {
    const own = this.#waiting().filter(({ job: other }) => sameRequester(other, job)).length;
    this.#enter(job, CLASS[job.kind] - own, 0);
    // A long inversion makes way for what somebody waits for, and starts again afterwards.
    const running = this.#running();
    if (running?.job.kind === 'full' && job.kind !== 'full' && running.yielded < MAX_YIELDS) {
      running.controller.abort('yielded' satisfies StopReason);
      this.#enter(running.job, running.priority, running.yielded + 1);
    }
    this.#tellMoves();
  }

  cancel(id: string): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#entries.delete(id);
    entry.controller.abort('cancelled' satisfies StopReason);
    this.#tellMoves();
    return true;
  }

  jobs(): readonly QueuedJob[] {
    const running = this.#running();
    return [
      ...(running ? [{ job: running.job, state: 'running' as const }] : []),
      ...this.#waiting().map(({ job }) => ({ job, state: 'waiting' as const })),
    ];
  }

  onMove(listener: (job: Job, position: number) => void): void {
    this.#listeners.push(listener);
  }

  async idle(): Promise<void> {
    await this.#queue.onIdle();
  }

  async close(): Promise<void> {
    this.#queue.clear();
    for (const { controller } of this.#entries.values())
      controller.abort('closed' satisfies StopReason);
    this.#entries.clear();
    await this.#queue.onIdle();
  }

  #enter(job: Job, priority: number, yielded: number): void {
    const entry: Entry = {
      job,
      controller: new AbortController(),
      priority,
      order: this.#order++,
      running: false,
      position: 0,
      yielded,
    };
    this.#entries.set(job.id, entry);
    void this.#queue.add(() => this.#run(entry), { priority });
  }

  async #run(entry: Entry): Promise<void> {
    const { job, controller } = entry;
    if (controller.signal.aborted) return;
    entry.running = true;
    this.#tellMoves();
    try {
      await this.#worker(job, controller.signal);
    } finally {
      if (this.#entries.get(job.id) === entry) this.#entries.delete(job.id);
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

  #tellMoves(): void {
    for (const [i, entry] of this.#waiting().entries()) {
      if (entry.position === i + 1) continue;
      entry.position = i + 1;
      for (const listener of this.#listeners) listener(entry.job, entry.position);
    }
  }
}

function sameRequester(a: Job, b: Job): boolean {
  return a.requester.key === b.requester.key;
}
