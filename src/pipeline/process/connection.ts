import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { throwIfCancelled, WordbrushError } from '../errors.ts';
import type { JobOptions, Progress } from '../types.ts';
import { JOBS, type PipelineJobs, ProcessReply, type ProcessRequest } from './protocol.ts';

interface Call {
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The child has gone while it still owed an answer; `how` says by which signal or exit code. */
export class ChildLost extends Error {
  readonly how: string;

  constructor(how: string) {
    super(`The pipeline's process has gone (${how}).`);
    this.name = 'ChildLost';
    this.how = how;
  }
}

/** One forked child, from its start to its end. */
export class Connection {
  readonly #child: ChildProcess;
  readonly #calls = new Map<number, Call>();
  readonly #ended: Promise<void>;
  #nextId = 1;
  #lost: ChildLost | undefined;

  constructor(module: URL) {
    this.#child = fork(fileURLToPath(module), [], {
      serialization: 'advanced',
      execArgv: [],
      // The child has nothing to say on stdout, which belongs to the command's own output.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#child.on('message', (message) => this.#receive(ProcessReply.parse(message)));
    this.#ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#lost = new ChildLost(how);
        for (const call of this.#calls.values()) call.reject(this.#lost);
        this.#calls.clear();
        resolve();
      };
      this.#child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
      this.#child.once('error', (error) => end(error.message));
    });
  }

  get alive(): boolean {
    return this.#lost === undefined;
  }

  /**
   * Has the child do one job.
   *
   * @throws ChildLost when it dies first, and whatever the job throws. A child that has not answered
   * a cancellation after `graceMs` is killed.
   */
  async call<Kind extends keyof PipelineJobs>(
    kind: Kind,
    input: PipelineJobs[Kind]['input'],
    { signal, onProgress }: JobOptions,
    graceMs: number,
  ): Promise<PipelineJobs[Kind]['output']> {
    throwIfCancelled(signal);
    if (this.#lost) throw this.#lost;
    const id = this.#nextId++;
    let killTimer: NodeJS.Timeout | undefined;
    const cancel = () => {
      this.#send({ type: 'cancel', id });
      killTimer = setTimeout(() => this.kill(), graceMs);
    };
    try {
      const answer = new Promise<unknown>((resolve, reject) => {
        this.#calls.set(id, { onProgress, resolve, reject });
      });
      this.#send({ type: 'start', id, kind, input });
      signal?.addEventListener('abort', cancel, { once: true });
      return JOBS[kind].output.parse(await answer);
    } finally {
      clearTimeout(killTimer);
      signal?.removeEventListener('abort', cancel);
      this.#calls.delete(id);
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets the child leave, and kills it when it has not left after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    if (!this.alive) return;
    if (this.#child.connected) this.#child.disconnect();
    const killTimer = setTimeout(() => this.kill(), graceMs);
    await this.#ended;
    clearTimeout(killTimer);
  }

  #send(request: ProcessRequest): void {
    // A send that fails because the child has gone is followed by its `exit`.
    this.#child.send(request, () => {});
  }

  #receive(reply: ProcessReply): void {
    const call = this.#calls.get(reply.id);
    if (!call) return;
    if (reply.type === 'progress') call.onProgress?.(reply.progress);
    else if (reply.type === 'done') call.resolve(reply.output);
    else if (reply.code) call.reject(new WordbrushError(reply.code, reply.message));
    else {
      const cause = new Error(reply.message);
      if (reply.stack) cause.stack = reply.stack;
      call.reject(new Error(reply.message, { cause }));
    }
  }
}
