import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import PQueue from 'p-queue';
import { WordbrushError } from '../errors.ts';
import { checkByteSize, type PictureLimits, tooSlow } from '../image.ts';
import { moduleBeside } from '../process/module-beside.ts';
import { DecoderReply, type Order } from './decoding-protocol.ts';

export interface DecoderOptions {
  /** Processes at most, and so pictures at a time. */
  readonly processes?: number;
  /** What one picture may take. */
  readonly seconds?: number;
  readonly maxMemory?: number;
  /** The child's module; tests put another one in its place. */
  readonly module?: URL;
}

const IDLE_MS = 60_000;

/**
 * Decodes the files of strangers in processes of its own: started when one is wanted, killed with
 * the picture that takes too much, ended after a minute without one.
 */
export class Decoder {
  readonly #options: Required<DecoderOptions>;
  readonly #turns: PQueue;
  /** With the timer that ends it. */
  readonly #idle = new Map<ChildProcess, NodeJS.Timeout>();

  constructor({
    processes = 2,
    seconds = 30,
    maxMemory = 2 ** 30,
    module = moduleBeside(import.meta, 'decoding-process'),
  }: DecoderOptions = {}) {
    this.#options = { processes, seconds, maxMemory, module };
    this.#turns = new PQueue({ concurrency: processes });
  }

  /**
   * What is kept of a posted picture or mask, as PNG: see `keptPicture` and `keptMask`.
   *
   * @throws WordbrushError `bad-image` for what is no picture, damaged, or costs too much
   */
  async keep(file: Uint8Array, as: Order['as'], limits: PictureLimits): Promise<Uint8Array> {
    checkByteSize(file.length, limits);
    const { maxMemory } = this.#options;
    const answer = await this.#turns.add(() => this.#ask({ bytes: file, as, limits, maxMemory }));
    if (answer.is === 'kept') return answer.png;
    throw new WordbrushError(
      'bad-image',
      answer.is === 'refused'
        ? answer.message
        : `The picture takes more than ${Math.round(maxMemory / 2 ** 20)} MiB of memory to open. Save it smaller, as a plain JPEG or PNG, and send it again.`,
    );
  }

  async #ask(order: Order): Promise<DecoderReply> {
    const idle = this.#takeIdle();
    const child = idle ?? this.#start();
    try {
      const answer = DecoderReply.parse(await answerOf(child, order, this.#options.seconds));
      if (answer.is === 'too-large') child.kill('SIGKILL');
      else this.#giveBack(child);
      return answer;
    } catch (error) {
      child.kill('SIGKILL');
      if (!(error instanceof Ended)) throw error;
      // The system may have ended it before it had this picture.
      if (idle) return await this.#ask(order);
      throw new WordbrushError(
        'bad-image',
        'The picture cannot be opened. Save it as a plain JPEG or PNG and send it again.',
        { cause: error },
      );
    }
  }

  #takeIdle(): ChildProcess | undefined {
    for (const [child, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(child);
      if (!child.connected) continue;
      child.ref();
      child.channel?.ref();
      return child;
    }
    return undefined;
  }

  #start(): ChildProcess {
    const { SystemRoot } = process.env; // without which Windows starts nothing
    const child = fork(fileURLToPath(this.#options.module), [], {
      serialization: 'advanced',
      execArgv: [],
      // It needs no setting, and tokens least of all.
      env: SystemRoot === undefined ? {} : { SystemRoot },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('error', () => {}); // also while nobody waits for it
    return child;
  }

  /** An idle child keeps nothing running: it ends with this process. */
  #giveBack(child: ChildProcess): void {
    child.unref();
    child.channel?.unref();
    const end = setTimeout(() => {
      this.#idle.delete(child);
      child.kill('SIGKILL');
    }, IDLE_MS);
    this.#idle.set(child, end.unref());
  }
}

/** The child has gone while it still owed an answer. */
class Ended extends Error {}

/** What a child answers; rejects when it has ended, or not answered in time. */
async function answerOf(child: ChildProcess, order: Order, seconds: number): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const late = setTimeout(() => reject(tooSlow(seconds)), 1_000 * seconds);
  const ended = (how: unknown): void => reject(new Ended(`The decoding process ended (${how}).`));
  const onExit = (code: number | null, signal: string | null): void => ended(signal ?? code);
  child.once('message', resolve).once('exit', onExit).once('error', ended);
  try {
    child.send(order, () => {}); // a send that fails is followed by the exit
    return await promise;
  } finally {
    clearTimeout(late);
    child.off('message', resolve).off('exit', onExit).off('error', ended);
  }
}

/** The one that the bot's chats share. */
export const decoder = new Decoder();
