import type { BotUnderFire, Message } from './bot-under-fire.ts';
import { isDone, wordsIn } from './endings.ts';

/** More threads than this are not open at once: edits go to those that are there. */
const THREADS = 12;
const WAITING = 4;

/**
 * Somebody who uses the web chat: posts pictures, edits them, reacts, undoes and has threads
 * forgotten. Requests are told apart by a word of their own: `w7x` is a picture's, `w8y` an edit's.
 */
export class Person {
  /** Words of requests that the bot acknowledged. */
  readonly accepted = new Set<string>();
  /** The words that had been answered in each thread whose forgetting was asked for. */
  readonly forgotten = new Map<string, readonly string[]>();
  /** The thread of each edit that was accepted. */
  readonly #threadOf = new Map<string, string>();
  readonly #picture: Uint8Array;
  readonly #random: () => number;
  #asked = 0;

  constructor(picture: Uint8Array, random: () => number) {
    this.#picture = picture;
    this.#random = random;
  }

  /** Words that want an answer: of what is forgotten, no more is heard. */
  get awaited(): string[] {
    const answered = new Set([...this.forgotten.values()].flat());
    return [...this.accepted].filter(
      (word) => !answered.has(word) && !this.forgotten.has(this.#threadOf.get(word) ?? ''),
    );
  }

  /** Does one thing. */
  async act(bot: BotUnderFire): Promise<void> {
    const { threads } = await bot.state().catch(() => ({ threads: [] }));
    const open = threads.filter((thread) => !this.forgotten.has(thread));
    if (open.length === 0 || (open.length < THREADS && this.#random() < 0.3))
      return await this.#post(bot);
    const thread = open[Math.floor(this.#random() * open.length)]!;
    const messages = await bot.thread(thread).catch(() => []);
    const root = messages.find(isDone);
    // Where much waits already nobody asks for more: a slow machine would never be done.
    const waiting = messages.filter(({ view }) => view?.tone === 'working').length;
    if (!root || waiting >= WAITING) return;
    const what = this.#random();
    if (what < 0.1) await bot.react(thread, root.id, '🐱', this.#random() < 0.7);
    else if (what < 0.18) await this.#undo(bot, thread, messages);
    else if (what < 0.23) await this.#forget(bot, thread, messages);
    else await this.#edit(bot, thread, root);
  }

  async #post(bot: BotUnderFire): Promise<void> {
    const word = `w${this.#asked++}x`;
    if (await bot.say(`a cat ${word}`, { picture: this.#picture })) this.accepted.add(word);
  }

  async #edit(bot: BotUnderFire, thread: string, root: Message): Promise<void> {
    const word = `w${this.#asked++}y`;
    const text = `"a cat" -> "a lion ${word}"`;
    if (!(await bot.say(text, { thread, replyTo: root.id }))) return;
    this.accepted.add(word);
    this.#threadOf.set(word, thread);
  }

  async #undo(bot: BotUnderFire, thread: string, messages: readonly Message[]): Promise<void> {
    const edit = messages.findLast((message) => /w\d+y/u.test(wordsIn(message)) && isDone(message));
    if (edit) await bot.react(thread, edit.id, '↩️', true);
  }

  /** Not while something is on its way there: whoever asked hears of that outside. */
  async #forget(bot: BotUnderFire, thread: string, messages: readonly Message[]): Promise<void> {
    if (messages.some(({ view }) => view?.tone === 'working')) return;
    const words = messages.flatMap((message) => wordsIn(message).match(/\bw\d+[xy]\b/gu) ?? []);
    this.forgotten.set(thread, [...new Set(words)]);
    await bot.say('/forget thread', { thread });
  }
}
