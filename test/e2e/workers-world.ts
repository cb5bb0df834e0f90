import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { z } from 'zod';
import { picturesIn, type WireMessage, type WireThread } from '../../src/adapters/web/wire.ts';
import { plainLine } from '../../src/bot/view/views.ts';
import type { ChatThread, ChatWorld, Shown } from '../contract/chat-world.ts';

/** The server is this program: its answers are what `wire.ts` says. */
const Messages = z.array(z.custom<WireMessage>());
const State = z.object({ threads: z.array(z.custom<WireThread>()), messages: Messages });
const WAIT = { timeout: 60_000, interval: 50 };
/** Of what the tests run in; a setting of whoever runs them is none of these machines'. */
const INHERITED = Object.fromEntries(
  ['PATH', 'HOME', 'TMPDIR', 'WORDBRUSH_CACHE'].map((name) => [name, process.env[name]] as const),
);
const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
export const MODEL = process.env.MODEL ?? path('models/emoji-world');

/** Bots, and workers on what could be other machines: each a process of its own. */
export class Machines {
  readonly #settings: Readonly<Record<string, string>>;
  readonly #processes: Machine[] = [];

  /** `where` are the settings for the stores and the queue. */
  constructor(where: Readonly<Record<string, string>>) {
    this.#settings = {
      MODEL,
      WORDBRUSH_WEB: 'on',
      WORDBRUSH_PORT: '0',
      WORDBRUSH_STEPS: '4',
      WORDBRUSH_FIDELITY: 'quick',
      WORDBRUSH_JOBS_PER_PERSON: '10',
      WORDBRUSH_LOST_SECONDS: '1',
      WORDBRUSH_STOP_SECONDS: '0',
      WORDBRUSH_LOG: 'error',
      ...where,
    };
  }

  /** Starts a bot; `said` is where an `HttpWorld` finds its web chat. */
  async bot(): Promise<Machine> {
    return await this.#start([path('src/main.ts')], /Wordbrush is at (\S+)/);
  }

  async worker(): Promise<Machine> {
    return await this.#start([path('bin/wordbrush.js'), 'worker'], /(Taking jobs)/);
  }

  async close(): Promise<void> {
    for (const machine of this.#processes) await machine.kill();
  }

  async #start(args: readonly string[], ready: RegExp): Promise<Machine> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: tmpdir(), // where no .env lies
      env: { ...INHERITED, ...this.#settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stderr.write(text);
    });
    const said = await vi.waitUntil(
      () => ready.exec(output)?.[1] ?? (child.exitCode === null ? null : { output }),
      WAIT,
    );
    if (typeof said !== 'string') throw new Error(`${args[0]} ended: ${said.output}`);
    const machine = new Machine(child, said);
    this.#processes.push(machine);
    return machine;
  }
}

export class Machine {
  /** What it said when it was ready. */
  readonly said: string;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, said: string) {
    this.#child = child;
    this.said = said;
  }

  /** Asks it to stop; resolves with its exit code. */
  async stop(): Promise<number | null> {
    return await this.#end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, 'exit');
      this.#child.kill(signal);
      await exit;
    }
    return this.#child.exitCode;
  }
}

/** The web chat as a program meets it. */
export class HttpWorld implements ChatWorld {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address.replace(/\/$/, '');
  }

  /** The threads that are there already. */
  async threads(): Promise<readonly ChatThread[]> {
    return (await this.#threads()).map(({ id, name }) => new HttpThread(this, id, name));
  }

  async startEditing(picture: Uint8Array, prompt: string): Promise<ChatThread> {
    const before = (await this.#threads()).map(({ id }) => id);
    const file = new File([Uint8Array.from(picture)], 'picture.png', { type: 'image/png' });
    await this.say({ text: prompt, file });
    const { id, name } = await vi.waitFor(async () => {
      const opened = (await this.#threads()).find((thread) => !before.includes(thread.id));
      if (!opened) throw new Error('No thread was opened.');
      return opened;
    }, WAIT);
    return new HttpThread(this, id, name);
  }

  async say(
    fields: Readonly<Record<string, string | File>>,
    files: readonly File[] = [],
  ): Promise<void> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    for (const file of files) form.append('file', file);
    await this.#send('/api/messages', form);
  }

  async post(route: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#send(route, JSON.stringify(body), { 'Content-Type': 'application/json' });
  }

  async messages(thread: string): Promise<readonly WireMessage[]> {
    const response = await fetch(`${this.#address}/api/threads/${thread}`);
    // A forgotten thread is unknown.
    return response.status === 404 ? [] : Messages.parse(await response.json());
  }

  /** What is said outside of threads. */
  async outside(): Promise<readonly WireMessage[]> {
    return (await this.#state()).messages;
  }

  async press(thread: string | null, message: string, label: string): Promise<void> {
    const there = thread === null ? await this.outside() : await this.messages(thread);
    const shown = there.find(({ id }) => id === message);
    const button = shown && buttonsOf(shown).find((candidate) => candidate.label === label);
    if (!button) throw new Error(`There is no button ${label} on ${message}.`);
    await this.post('/api/buttons', { message, button: button.id, thread });
  }

  async close(): Promise<void> {}

  async #threads(): Promise<readonly WireThread[]> {
    return (await this.#state()).threads;
  }

  async #state(): Promise<z.infer<typeof State>> {
    const response = await fetch(`${this.#address}/api/state`);
    return State.parse(await response.json());
  }

  async #send(
    route: string,
    body: FormData | string,
    headers: Record<string, string> = {},
  ): Promise<void> {
    const response = await fetch(this.#address + route, {
      method: 'POST',
      body,
      headers: { ...headers, Origin: this.#address },
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
}

class HttpThread implements ChatThread {
  readonly name: string;
  readonly #world: HttpWorld;
  readonly #id: string;

  constructor(world: HttpWorld, id: string, name: string) {
    this.#world = world;
    this.#id = id;
    this.name = name;
  }

  async say(text: string, replyTo?: string): Promise<void> {
    await this.#world.say({ text, thread: this.#id, ...(replyTo !== undefined && { replyTo }) });
  }

  async command(text: string): Promise<void> {
    await this.say(`/${text}`);
  }

  async react(message: string, emoji: string, added: boolean): Promise<void> {
    await this.#world.post('/api/reactions', { message, emoji, added, thread: this.#id });
  }

  async press(message: string, label: string): Promise<void> {
    await this.#world.press(this.#id, message, label);
  }

  async messages(): Promise<readonly Shown[]> {
    return (await this.#world.messages(this.#id)).flatMap(shownIn);
  }
}

/** What a member sees of a message of the bot's. */
export function shownIn(message: WireMessage): Shown[] {
  if (message.from !== 'bot') return [];
  return [
    {
      id: message.id,
      text: textOf(message),
      pictures: picturesIn(message.view).length,
      buttons: buttonsOf(message).map(({ label }) => label),
    },
  ];
}

function textOf({ view }: WireMessage): string {
  return (view?.blocks ?? [])
    .flatMap((block) => {
      if (block.kind === 'text') return block.lines.map(plainLine);
      return block.kind === 'progress' ? [block.label] : [];
    })
    .join('\n');
}

function buttonsOf({ view }: WireMessage) {
  return (view?.blocks ?? []).flatMap((block) =>
    block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : [],
  );
}
