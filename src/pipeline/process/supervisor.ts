import type { EditResult, EditSpec } from '../edit-types.ts';
import { throwIfCancelled, WordbrushError } from '../errors.ts';
import {
  ATTENTION_MIB,
  type Caption,
  type EditOptions,
  type Inversion,
  type InvertOptions,
  type JobOptions,
  type LearnOptions,
  type LoraChoice,
  type ModelOptions,
  type Picture,
  type ReadingOptions,
  type Subject,
  type WordMap,
} from '../types.ts';
import { ChildLost, Connection } from './connection.ts';
import { moduleBeside } from './module-beside.ts';
import type { PipelineJobs } from './protocol.ts';

/** The jobs of a pipeline that runs in a process of its own. */
export type Pipeline = Pick<
  PipelineClient,
  'invert' | 'edit' | 'learn' | 'words' | 'reconstruct' | 'caption'
>;

/** Which model the child loads, and how long it may take to stop. */
export interface PipelineClientOptions {
  /** The model folder that the child loads. */
  readonly folder: string;
  /** Merged into the model's weights. */
  readonly loras?: readonly LoraChoice[];
  /** Words and phrases that no prompt may have the model read. */
  readonly blockedWords?: readonly string[];
  /** How much memory edits may take to keep what they look at of their source pictures; default 256. */
  readonly attentionMiB?: number;
  /**
   * How long a cancelled job may go on before its process is killed: longer than one UNet run.
   * Default 30,000 ms.
   */
  readonly graceMs?: number;
  /** The child's module; tests put another one in its place. */
  readonly worker?: URL;
}

/**
 * The pipeline in a child process: the same calls as EditingPipeline, with the event loop of this
 * process never blocked. Jobs run one at a time in the order of their calls. A child that dies is
 * started again and its job tried once more; after that the job fails with `process-lost`.
 */
export class PipelineClient {
  readonly #folder: string;
  readonly #model: ModelOptions;
  readonly #graceMs: number;
  readonly #worker: URL;
  #connection: Connection | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor({
    folder,
    loras = [],
    blockedWords = [],
    attentionMiB = ATTENTION_MIB,
    graceMs = 30_000,
    worker = moduleBeside(import.meta, 'worker'),
  }: PipelineClientOptions) {
    this.#folder = folder;
    this.#model = { loras, blockedWords, attentionMiB };
    this.#graceMs = graceMs;
    this.#worker = worker;
  }

  /** `image` is the bytes of a picture file; it is decoded and checked in the child. */
  invert(
    image: Uint8Array,
    prompt: string | null,
    options: InvertOptions = {},
  ): Promise<Inversion> {
    const { signal, onProgress, ...plain } = options;
    return this.#run('invert', { image, prompt, options: plain }, options);
  }

  /** Redraws an inverted picture under other words, one picture per spec; see `EditingPipeline.edit`. */
  edit(
    inversion: Inversion,
    specs: readonly EditSpec[],
    options: EditOptions = {},
  ): Promise<EditResult[]> {
    const { signal, onProgress, ...plain } = options;
    return this.#run('edit', { inversion, specs, options: plain }, options);
  }

  /** `images` are the bytes of picture files, 3 to 10 of one subject. */
  learn(
    images: readonly Uint8Array[],
    name: string,
    className: string,
    options: LearnOptions = {},
  ): Promise<Subject> {
    const { signal, onProgress, ...plain } = options;
    return this.#run('learn', { images, name, className, options: plain }, options);
  }

  /** What each word of the prompt looked at; see `EditingPipeline.words`. */
  words(inversion: Inversion, options: JobOptions & ReadingOptions = {}): Promise<WordMap[]> {
    const { signal, onProgress, ...plain } = options;
    return this.#run('words', { inversion, options: plain }, options);
  }

  /** The picture as the inversion redraws it without any edit. */
  reconstruct(inversion: Inversion, options: JobOptions = {}): Promise<Picture> {
    return this.#run('reconstruct', { inversion }, options);
  }

  /** What a picture shows, in one sentence; see `EditingPipeline.caption`. */
  caption(image: Uint8Array, options: JobOptions = {}): Promise<Caption> {
    return this.#run('caption', { image }, options);
  }

  /** Peak resident memory of the child in MiB; 0 when none is running. */
  async peakRssMiB(): Promise<number> {
    if (!this.#connection?.alive) return 0;
    const { peakRssMiB } = await this.#connection.call('memory', null, {}, this.#graceMs);
    return peakRssMiB;
  }

  /** Ends the child; jobs that still run or wait fail with `cancelled`. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection?.close(this.#graceMs);
  }

  #run<Kind extends keyof PipelineJobs>(
    kind: Kind,
    input: PipelineJobs[Kind]['input'],
    options: JobOptions,
  ): Promise<PipelineJobs[Kind]['output']> {
    const job = this.#turn.then(() => this.#runTwice(kind, input, options));
    this.#turn = job.catch(() => {});
    return job;
  }

  async #runTwice<Kind extends keyof PipelineJobs>(
    kind: Kind,
    input: PipelineJobs[Kind]['input'],
    options: JobOptions,
  ): Promise<PipelineJobs[Kind]['output']> {
    for (let attempt = 1; ; attempt++) {
      throwIfCancelled(options.signal);
      if (this.#closed)
        throw new WordbrushError('cancelled', 'The pipeline was closed before the job was done.');
      try {
        const connection = await this.#connected(options);
        return await connection.call(kind, input, options, this.#graceMs);
      } catch (error) {
        if (!(error instanceof ChildLost)) throw error;
        const unwanted = this.#closed || options.signal?.aborted;
        if (attempt === 2 && !unwanted)
          throw new WordbrushError(
            'process-lost',
            `The pipeline's process stopped twice during this job (${error.how}), most often for ` +
              'want of memory: try a smaller picture or model, or a machine with more memory.',
            { cause: error },
          );
      }
    }
  }

  /** The running child with its model loaded, or a new one. */
  async #connected(options: JobOptions): Promise<Connection> {
    if (this.#connection?.alive) return this.#connection;
    const connection = new Connection(this.#worker);
    this.#connection = connection;
    try {
      const load = { folder: this.#folder, options: this.#model };
      await connection.call('load', load, options, this.#graceMs);
      return connection;
    } catch (error) {
      await connection.close(this.#graceMs);
      throw error;
    }
  }
}
