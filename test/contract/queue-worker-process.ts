import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BullWorker } from '../../src/bot/queue/bull-worker.ts';

/** A worker in a process of its own, that never finishes a job. */
export class QueueWorkerProcess {
  readonly #child: ReturnType<typeof fork>;

  private constructor(child: ReturnType<typeof fork>) {
    this.#child = child;
  }

  static async start(url: string, lostAfterMs: number): Promise<QueueWorkerProcess> {
    const child = fork(fileURLToPath(import.meta.url), [url, `${lostAfterMs}`], { execArgv: [] });
    await once(child, 'message');
    return new QueueWorkerProcess(child);
  }

  async kill(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

if (import.meta.main) {
  const [url = '', lostAfterMs] = process.argv.slice(2);
  const work = () => new Promise<never>(() => {});
  await BullWorker.open({ url, work, lostAfterMs: Number(lostAfterMs), onError: console.error });
  process.send?.('ready');
}
