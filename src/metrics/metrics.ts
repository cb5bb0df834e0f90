import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ChatError } from '../bot/chat/chat.ts';
import type { Ending, Job, JobQueue } from '../bot/queue/job-queue.ts';
import type { Logger } from '../log.ts';
import { WordbrushError } from '../pipeline/errors.ts';

const SECONDS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000];
const DECIBELS = [10, 15, 18, 20, 22, 24, 26, 28, 30, 35, 40];

/** What a running Wordbrush reports to Prometheus; nothing in it is about a person or a picture. */
export class Metrics {
  readonly registry = new Registry();
  readonly #wait = this.#histogram('job_wait_seconds', 'From the request to the start.', SECONDS, [
    'kind',
  ]);
  readonly #run = this.#histogram('job_run_seconds', 'From the start to the end.', SECONDS, [
    'kind',
  ]);
  readonly #endings = this.#counter('jobs_total', 'Jobs that came to an end.', ['kind', 'ending']);
  readonly #errors = this.#counter('errors_total', 'Jobs that failed, by why.', ['code']);
  readonly #psnr = this.#histogram(
    'inversion_psnr_decibels',
    'How close inverted pictures are redrawn.',
    DECIBELS,
    ['method'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** The queue, with all that happens to its jobs counted, timed and logged under their ids. */
  measured(queue: JobQueue, log: Logger): JobQueue {
    const times = new Map<string, { readonly added: number; started?: number }>();
    const jobs = new Gauge({
      name: 'wordbrush_queue_jobs',
      help: 'Jobs that wait or run.',
      labelNames: ['state'],
      registers: [this.registry],
      collect: () => {
        for (const state of ['waiting', 'running'] as const)
          jobs.set({ state }, queue.jobs().filter((job) => job.state === state).length);
      },
    });
    return {
      listen: (listener) =>
        queue.listen({
          moved: (job, position) => listener.moved(job, position),
          started: (job) => {
            const time = times.get(job.id);
            // A job that made way starts more than once; it waited until the first time.
            if (time && time.started === undefined) {
              time.started = performance.now();
              this.#wait.observe({ kind: job.kind }, seconds(time.added, time.started));
            }
            listener.started(job);
          },
          progressed: (job, progress) => listener.progressed(job, progress),
          ended: async (job, ending) => {
            const time = times.get(job.id);
            times.delete(job.id);
            const runSeconds = seconds(time?.started, performance.now());
            this.#note(job, ending, runSeconds);
            log.info({ job: job.id, runSeconds, ...described(job, ending) }, 'a job ended');
            await listener.ended(job, ending);
          },
          isKept: (id) => listener.isKept(id),
        }),
      add: async (job) => {
        if (!times.has(job.id)) times.set(job.id, { added: performance.now() });
        log.debug({ job: job.id, kind: job.kind }, 'a job was added');
        await queue.add(job);
      },
      cancel: (id) => queue.cancel(id),
      jobs: () => queue.jobs(),
      idle: () => queue.idle(),
      close: () => queue.close(),
    };
  }

  #note(job: Job, ending: Ending, runSeconds: number): void {
    const { kind } = job;
    this.#endings.inc({ kind, ending: ending.kind });
    if (ending.kind !== 'cancelled') this.#run.observe({ kind }, runSeconds);
    if (ending.kind === 'failed') this.#errors.inc({ code: codeOf(ending.error) });
    if (ending.kind === 'done' && ending.outcome.kind === 'inverted') {
      const { method, psnr } = ending.outcome.report;
      this.#psnr.observe({ method }, psnr);
    }
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `wordbrush_${name}`, help, labelNames, registers: [this.registry] });
  }

  #histogram<Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: Label[],
  ): Histogram<Label> {
    const registers = [this.registry];
    return new Histogram({ name: `wordbrush_${name}`, help, labelNames, buckets, registers });
  }
}

function described({ kind }: Job, ending: Ending): Readonly<Record<string, unknown>> {
  if (ending.kind === 'failed') return { kind, ending: 'failed', code: codeOf(ending.error) };
  if (ending.kind === 'done' && ending.outcome.kind === 'inverted')
    return { kind, ending: 'done', psnr: ending.outcome.report.psnr };
  return { kind, ending: ending.kind };
}

function codeOf(error: unknown): string {
  return error instanceof WordbrushError || error instanceof ChatError ? error.code : 'unknown';
}

function seconds(from: number | undefined, to: number): number {
  return from === undefined ? 0 : (to - from) / 1_000;
}
