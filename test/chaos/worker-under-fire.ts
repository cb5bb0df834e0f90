import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('worker-process.ts', import.meta.url));

/** A worker process, and what a machine that is put to sleep does to it. */
export class WorkerUnderFire {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** `unitMs` is a quarter of what a job takes. */
  static async start(redis: string, unitMs: number, lostAfterMs: number): Promise<WorkerUnderFire> {
    const settings = [redis, String(unitMs), String(lostAfterMs)];
    const options = ['--disable-warning=ExperimentalWarning', WORKER, ...settings];
    const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    return new WorkerUnderFire(child);
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
