import type Keyv from 'keyv';
import { placeKey } from '../../bot/request/requests.ts';
import { entriesOf, type Stores } from '../../bot/store/stores.ts';
import { placeOfThread } from './places.ts';
import { RoomPictures } from './room-pictures.ts';
import { Pages } from './streams/pages.ts';
import { picturesIn, type WireMessage, type WirePicture, type WireThread } from './wire.ts';

/** How often what is too old is dropped, at least. */
const EXPIRE_MS = 60 * 60 * 1_000;
/** Changes of threads are gathered for so long: every page hears of every thread. */
const GATHER_MS = 200;

/** The messages, threads and pictures of the web chat, and the pages that show them. */
export class Room {
  readonly pages = new Pages();
  readonly pictures: RoomPictures;
  readonly #messages = new Map<string, WireMessage>();
  readonly #threads = new Map<
    string,
    { readonly id: string; readonly name: string; readonly at: number }
  >();
  readonly #keptMessages: Keyv<WireMessage>;
  readonly #keptThreads: Keyv<{ readonly id: string; readonly name: string; readonly at: number }>;
  /** Threads of which something changed, until the pages have heard. */
  readonly #changed = new Set<string>();
  /** What the pages last heard of each thread, in JSON. */
  readonly #heard = new Map<string, string>();
  #gathering: NodeJS.Timeout | null = null;
  #lastAt = 0;

  readonly #insist: Stores['insist'];
  readonly #stores: Stores;
  #expiring: NodeJS.Timeout | null = null;

  constructor(stores: Stores) {
    this.#insist = stores.insist;
    this.#stores = stores;
    this.#keptMessages = stores.open('web-message');
    this.#keptThreads = stores.open('web-thread');
    this.pictures = new RoomPictures(stores);
  }

  async load(): Promise<void> {
    for await (const [, message] of entriesOf(this.#keptMessages))
      this.#messages.set(message.id, message);
    for (const { at } of this.#messages.values()) this.#lastAt = Math.max(this.#lastAt, at);
    for await (const [, thread] of entriesOf(this.#keptThreads))
      this.#threads.set(thread.id, thread);
    await this.#expire();
    await this.#takeBackUnbegun();
    // Of messages that were never kept, because the process ended between the two.
    await this.pictures.dropAllBut(new Set([...this.#messages.values()].flatMap(urlsOf)));
    const often = Math.min(EXPIRE_MS, this.#stores.keepMs / 4);
    this.#expiring = setInterval(() => {
      this.#insist('web expiry', () => this.#expire()).catch(() => {});
    }, often).unref();
  }

  /**
   * Drops messages that were posted longer ago than anything is kept, before their pictures go, and
   * threads in which nothing is left to edit.
   */
  async #expire(): Promise<void> {
    const oldest = Date.now() - this.#stores.keepMs;
    for (const { id, at } of [...this.#messages.values()]) if (at < oldest) await this.remove(id);
    for (const thread of [...this.#threads.values()]) {
      const { id, at } = thread;
      const isInUse = this.messagesIn(id).some(
        (message) => isUnderWay(message) || picturesIn(message.view).length > 0,
      );
      if (at < oldest && !isInUse) await this.removeThread(id);
      // It lives as long as what is in it.
      else if (at < Date.now() - this.#stores.keepMs / 2) await this.#keptThreads.set(id, thread);
    }
  }

  /** Threads that were opened just before the process ended: nothing is in them that could be edited. */
  async #takeBackUnbegun(): Promise<void> {
    const begun = new Set<string | undefined>();
    for await (const [, { place }] of entriesOf(this.#stores.jobs)) begun.add(place.thread);
    for (const id of [...this.#threads.keys()]) {
      const isAnswered = this.messagesIn(id).some((it) => it.from === 'bot' && it.id !== id);
      if (isAnswered || begun.has(id)) continue;
      const key = placeKey(placeOfThread(id));
      // Of one that was damaged something is left too.
      if ((await this.#stores.threads.get(key)) || (await this.#stores.lost.has(key))) continue;
      await this.takeBackThread(id);
    }
  }

  close(): void {
    if (this.#gathering) clearTimeout(this.#gathering);
    if (this.#expiring) clearInterval(this.#expiring);
    this.pages.close();
  }

  /** Messages are in the order of their times, which are all different. */
  nextTime(): number {
    this.#lastAt = Math.max(Date.now(), this.#lastAt + 0.001);
    return this.#lastAt;
  }

  message(id: string): WireMessage | undefined {
    return this.#messages.get(id);
  }

  messagesIn(thread: string | null): WireMessage[] {
    return [...this.#messages.values()]
      .filter((message) => message.thread === thread)
      .sort((a, b) => a.at - b.at);
  }

  /** Shows a new or changed message to the pages where it is. */
  async show(message: WireMessage): Promise<void> {
    const { id, thread } = message;
    const before = this.#messages.get(id);
    this.#messages.set(id, message);
    if (before && before.thread !== thread)
      this.pages.tellThread(before.thread, { type: 'removed', id });
    this.pages.tellThread(thread, { type: 'message', message });
    this.#change(thread);
    // Progress is worth keeping once: a bot that starts again goes on in the same message.
    if (!isUnderWay(message) || !before || !isUnderWay(before)) {
      await Promise.all(urlsOf(message).map((url) => this.pictures.kept(url)));
      if (this.#messages.get(id) === message) await this.#keptMessages.set(id, message);
    }
    if (before && `${urlsOf(before)}` !== `${urlsOf(message)}`) await this.#dropUnused([before]);
  }

  /**
   * Shows a message for which nothing waits: one that the store refuses is on the pages, and kept once
   * there is room.
   */
  async showAnyway(message: WireMessage): Promise<void> {
    const { id } = message;
    let shown = false;
    await this.#insist(`web message ${id}`, async () => {
      const now = shown ? this.#messages.get(id) : message;
      shown = true;
      if (now) await this.show(now);
    });
  }

  async remove(id: string): Promise<void> {
    const message = this.#messages.get(id);
    if (!message) return;
    this.#messages.delete(id);
    this.pages.tellThread(message.thread, { type: 'removed', id });
    this.#change(message.thread);
    await this.#insist(`web message ${id}`, async () => {
      await this.#keptMessages.delete(id);
      await this.#dropUnused([message]);
    });
  }

  /** Whether the thread was opened and not forgotten since. */
  has(thread: string): boolean {
    return this.#threads.has(thread);
  }

  /** The newest first. */
  threads(): WireThread[] {
    return this.#threadsOf([...this.#threads.keys()]).sort((a, b) => b.at - a.at);
  }

  #threadsOf(ids: readonly string[]): WireThread[] {
    const all = [...this.#messages.values()].filter((message) => !message.private);
    const byThread = Map.groupBy(all, ({ thread }) => thread);
    return ids.flatMap((id) => {
      const thread = this.#threads.get(id);
      if (!thread) return [];
      const messages = (byThread.get(id) ?? []).sort((a, b) => a.at - b.at);
      const picture = messages.flatMap(({ view }) => newestPicture(view) ?? []).at(-1);
      const working = messages.some(({ view }) => view?.tone === 'working');
      return [{ ...thread, working, ...(picture && { picture }) }];
    });
  }

  /**
   * Opens a thread on the message of the same id, moves messages into it, and takes the page that asked
   * for it there. One that the store does not take is taken back.
   */
  async openThread(
    id: string,
    name: string,
    messages: readonly string[],
    page: string | undefined,
  ): Promise<void> {
    const thread = { id, name, at: this.nextTime() };
    try {
      await this.#keptThreads.set(id, thread);
      this.#threads.set(id, thread);
      for (const moved of messages) {
        const message = this.#messages.get(moved);
        if (message) await this.show({ ...message, thread: id });
      }
    } catch (error) {
      await this.takeBackThread(id);
      throw error;
    }
    this.#change(id);
    for (const opened of this.#threadsOf([id]))
      this.pages.tellPage(page, { type: 'go', thread: opened });
  }

  /** Undoes the opening of a thread: what somebody said is where it was, and what it hangs on goes. */
  async takeBackThread(id: string): Promise<void> {
    for (const message of this.messagesIn(id))
      if (message.from === 'you') await this.showAnyway({ ...message, thread: null });
      else await this.remove(message.id);
    // It may not have been moved yet.
    await this.remove(id);
    this.#threads.delete(id);
    await this.#insist(`web thread ${id}`, () => this.#keptThreads.delete(id));
    this.#heard.delete(id);
    this.pages.tellAll({ type: 'thread-removed', id });
  }

  async removeThread(id: string): Promise<void> {
    const messages = this.messagesIn(id);
    this.#threads.delete(id);
    for (const message of messages) {
      this.#messages.delete(message.id);
      await this.#keptMessages.delete(message.id);
    }
    await this.#keptThreads.delete(id);
    await this.#dropUnused(messages);
    this.#heard.delete(id);
    this.pages.tellAll({ type: 'thread-removed', id });
  }

  async #dropUnused(gone: readonly WireMessage[]): Promise<void> {
    const left = new Set(gone.flatMap(urlsOf));
    for (const message of this.#messages.values())
      for (const url of urlsOf(message)) left.delete(url);
    // Another message may show it by then.
    const isShown = (url: string): boolean =>
      [...this.#messages.values()].some((message) => urlsOf(message).includes(url));
    for (const url of left) await this.pictures.drop(url, isShown);
  }

  #change(thread: string | null): void {
    if (thread === null) return;
    this.#changed.add(thread);
    this.#gathering ??= setTimeout(() => this.#tellChanges(), GATHER_MS);
  }

  #tellChanges(): void {
    this.#gathering = null;
    const threads = this.#threadsOf([...this.#changed]).filter((thread) => {
      const json = JSON.stringify(thread);
      const isNew = this.#heard.get(thread.id) !== json;
      this.#heard.set(thread.id, json);
      return isNew;
    });
    this.#changed.clear();
    if (threads.length > 0) this.pages.tellAll({ type: 'threads', threads });
  }
}

function isUnderWay({ view }: WireMessage): boolean {
  return view?.blocks.some(({ kind }) => kind === 'progress') ?? false;
}

function urlsOf({ view }: WireMessage): string[] {
  return picturesIn(view).map(({ url }) => url);
}

function newestPicture(view: WireMessage['view']): WirePicture | undefined {
  for (const block of view?.blocks ?? []) {
    if (block.kind === 'compare') return block.after;
    // A plain grid is the gallery.
    if (block.kind === 'grid' && view?.tone === 'done') return block.pictures[0];
    if (block.kind === 'picture') return block.picture;
  }
  return undefined;
}
