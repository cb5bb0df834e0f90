import { throwIfCancelled, WordbrushError } from '../errors.ts';
import type { JobOptions, ModelOptions } from '../types.ts';
import { JOBS, type PipelineJobs, type ProcessReply, ProcessRequest } from './protocol.ts';
import type { Pipeline } from './supervisor.ts';

/** What the child puts at the parent's disposal: it is always given options. */
export type ServedPipeline = {
  readonly [Job in keyof Pipeline]: (
    ...given: Required<Parameters<Pipeline[Job]>>
  ) => ReturnType<Pipeline[Job]>;
};

type Handlers = {
  readonly [Kind in keyof PipelineJobs]: (
    input: PipelineJobs[Kind]['input'],
    options: JobOptions,
  ) => Promise<PipelineJobs[Kind]['output']>;
};

/**
 * Answers a supervisor's requests over this process's IPC channel until it disconnects. The
 * supervisor sends one job at a time; a cancel message can only be read between UNet runs,
 * because the runtime blocks the thread meanwhile.
 */
export function serve(
  load: (folder: string, options: JobOptions & ModelOptions) => Promise<ServedPipeline>,
): void {
  let pipeline: ServedPipeline | undefined;
  const loaded = (): ServedPipeline => {
    if (!pipeline) throw new Error('The supervisor asked for a job before it loaded a model.');
    return pipeline;
  };
  const handlers: Handlers = {
    load: async ({ folder, options }, job) => {
      pipeline = await load(folder, { ...options, ...job });
      return null;
    },
    invert: ({ image, prompt, options }, job) =>
      loaded().invert(image, prompt, { ...options, ...job }),
    edit: ({ inversion, specs, options }, job) =>
      loaded().edit(inversion, specs, { ...options, ...job }),
    learn: ({ images, name, className, options }, job) =>
      loaded().learn(images, name, className, { ...options, ...job }),
    words: ({ inversion, options }, job) => loaded().words(inversion, { ...options, ...job }),
    reconstruct: ({ inversion }, job) => loaded().reconstruct(inversion, job),
    caption: ({ image }, job) => loaded().caption(image, job),
    memory: async () => ({ peakRssMiB: process.resourceUsage().maxRSS / 1024 }),
  };
  const run = <Kind extends keyof PipelineJobs>(
    kind: Kind,
    input: unknown,
    options: JobOptions,
  ): Promise<PipelineJobs[Kind]['output']> =>
    handlers[kind](JOBS[kind].input.parse(input), options);

  const cancellers = new Map<number, AbortController>();
  process.on('message', async (message) => {
    const request = ProcessRequest.parse(message);
    if (request.type === 'cancel') {
      cancellers.get(request.id)?.abort();
      return;
    }
    const { id, kind, input } = request;
    const canceller = new AbortController();
    cancellers.set(id, canceller);
    try {
      const output = await run(kind, input, {
        signal: canceller.signal,
        onProgress: (progress) => reply({ type: 'progress', id, progress }),
      });
      throwIfCancelled(canceller.signal);
      reply({ type: 'done', id, output });
    } catch (error) {
      reply(failure(id, error));
    } finally {
      cancellers.delete(id);
    }
  });
  // Ctrl-C reaches the whole process group; the supervisor decides what it means.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit());
}

function reply(message: ProcessReply): void {
  // A parent that has just died needs no answer, and no complaint about that.
  if (process.connected) process.send?.(message, undefined, {}, () => {});
}

function failure(id: number, error: unknown): ProcessReply {
  if (error instanceof WordbrushError)
    return { type: 'failed', id, code: error.code, message: error.message };
  if (error instanceof Error)
    return {
      type: 'failed',
      id,
      message: error.message,
      ...(error.stack && { stack: error.stack }),
    };
  return { type: 'failed', id, message: String(error) };
}
