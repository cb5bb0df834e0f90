import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('worker-process.ts', import.meta.url));

/** A worker process, and what a machine that is put to sleep does to it. */
export class WorkerUnderFire {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
  }

  /** `unitMs` is a quarter of what a job takes. */
  static async start(redis: string, unitMs: number, lostAfterMs: number): Promise<WorkerUnderFire> {
    const settings = [redis, String(unitMs), String(lostAfterMs)];
    const options = ['--disable-warning=ExperimentalWarning', WORKER, ...settings];
    const child = spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.on('error', () => {}); // killed
    await once(child.stdout, 'data');
    return new WorkerUnderFire(child);
  }

  setClock(byMs: number): void {
    this.#child.stdin.write(`${byMs}\n`);
  }

  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
