import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const BOT = fileURLToPath(new URL('bot-process.ts', import.meta.url));

const Message = z.object({
  id: z.string(),
  from: z.enum(['you', 'bot']),
  thread: z.string().nullable(),
  text: z.string().optional(),
  view: z.object({ tone: z.string(), blocks: z.array(z.unknown()) }).optional(),
});
export type Message = z.infer<typeof Message>;
const Health = z.object({ problem: z.string().optional() });
const State = z.object({
  threads: z.array(z.object({ id: z.string() })),
  messages: z.array(Message),
});

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A bot process with the web chat, and what a person and a hangman do to it. */
export class BotUnderFire {
  readonly #child: Child;
  readonly #address: string;
  readonly #monitor: string;
  /** What it wrote to its log. */
  readonly logged: string[] = [];

  private constructor(child: Child, [address = '', monitor = '']: readonly string[]) {
    this.#child = child;
    this.#address = address;
    this.#monitor = monitor;
  }

  /** `where` holds the stores, and with `workers` the queue. */
  static async start(
    where: string,
    pipeline: 'stand-in' | 'real' | 'workers',
  ): Promise<BotUnderFire> {
    const options = ['--disable-warning=ExperimentalWarning', BOT, where, pipeline];
    const child = spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => {}); // killed
    const errors = createInterface({ input: child.stderr });
    for await (const line of createInterface({ input: child.stdout })) {
      const bot = new BotUnderFire(child, line.split(' '));
      errors.on('line', (entry) => bot.logged.push(entry));
      return bot;
    }
    throw new Error('The bot ended before it said where it is.');
  }

  /** Says something; true when the bot has acknowledged it. */
  async say(
    text: string,
    where: { thread?: string; replyTo?: string; picture?: Uint8Array } = {},
  ): Promise<boolean> {
    const form = new FormData();
    form.set('text', text);
    if (where.thread !== undefined) form.set('thread', where.thread);
    if (where.replyTo !== undefined) form.set('replyTo', where.replyTo);
    if (where.picture)
      form.set('file', new File([Uint8Array.from(where.picture)], 'p.png', { type: 'image/png' }));
    try {
      const headers = { Origin: this.#address };
      const to = `${this.#address}/api/messages`;
      const { status } = await fetch(to, { method: 'POST', body: form, headers });
      return status === 202;
    } catch {
      return false; // killed before it answered
    }
  }

  /** Sets the clock of its machine forward or back. */
  setClock(byMs: number): void {
    this.#child.stdin.write(`${byMs}\n`);
  }

  /** Whether its process is there. */
  get lives(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What `/healthz` says. */
  async health(): Promise<{ status: number; problem?: string | undefined }> {
    const response = await fetch(`${this.#monitor}/healthz`);
    return { status: response.status, ...Health.parse(await response.json()) };
  }

  async state(): Promise<{ threads: string[]; messages: Message[] }> {
    const { threads, messages } = State.parse(await this.#get('/api/state'));
    return { threads: threads.map(({ id }) => id), messages };
  }

  async thread(id: string): Promise<Message[]> {
    return z.array(Message).parse(await this.#get(`/api/threads/${id}`));
  }

  async react(thread: string, message: string, emoji: string, added: boolean): Promise<void> {
    const headers = { Origin: this.#address, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ message, emoji, added, thread });
    // Killed before it answered, or the thread is gone: nobody was promised anything.
    await fetch(`${this.#address}/api/reactions`, { method: 'POST', headers, body }).catch(
      () => {},
    );
  }

  /** Whether a picture can be opened. */
  async opens(url: string): Promise<boolean> {
    const response = await fetch(this.#address + url);
    return response.ok && (await response.arrayBuffer()).byteLength > 0;
  }

  async kill(): Promise<void> {
    if (!this.lives) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  /** Asks it to stop; resolves with its exit code. */
  async stop(): Promise<number | null> {
    const gone = new Promise<number | null>((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    return await gone;
  }

  /** Kills the pipeline's process; false when none runs. */
  async killPipeline(): Promise<boolean> {
    const { pid } = this.#child;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    const [pipeline] = children.trim().split(' ').filter(Boolean);
    if (pipeline === undefined) return false;
    try {
      process.kill(Number(pipeline), 'SIGKILL');
      return true;
    } catch {
      return false;
    }
  }

  async #get(path: string): Promise<unknown> {
    const get = () => fetch(this.#address + path);
    // A connection that was idle for a while may be closed just when it is used again.
    const response = await get().catch(async (error: unknown) => {
      if (!this.lives) throw error;
      return await get();
    });
    return await response.json();
  }
}
