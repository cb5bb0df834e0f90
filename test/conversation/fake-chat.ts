import { LIMITS as discord } from '../../src/adapters/discord/limits.ts';
import { LIMITS as slack } from '../../src/adapters/slack/limits.ts';
import { LIMITS as web } from '../../src/adapters/web/limits.ts';
import { type Chat, ChatError, type ChatLimits } from '../../src/bot/chat/chat.ts';
import {
  type MessageRef,
  messageKey,
  type Place,
  type PlatformName,
  placeKey,
} from '../../src/bot/request/requests.ts';
import type { View } from '../../src/bot/view/views.ts';

const LIMITS: Readonly<Record<PlatformName, ChatLimits>> = { discord, slack, web };

export interface ShownMessage {
  readonly id: string;
  readonly place: Place;
  readonly view: View;
  readonly seeded: readonly string[];
}

export function saysThatWorkGoesOn({ tone, blocks }: View): boolean {
  return tone === 'working' || blocks.some(({ kind }) => kind === 'progress');
}

/** A platform in memory: messages by key, each with every view it has shown. */
export class FakeChat implements Chat {
  readonly platform: PlatformName;
  readonly limits: ChatLimits;
  readonly messages = new Map<string, { ref: MessageRef; views: View[]; seeded: string[] }>();
  readonly threads: { name: string; place: Place }[] = [];
  failure: ChatError | null = null;
  /** As on Slack, where a message’s files cannot be exchanged: a new one takes its place. Work has none there. */
  replaces = false;
  #next = 1;
  readonly #nonces = new Map<string, MessageRef>();

  constructor(platform: PlatformName = 'discord') {
    this.platform = platform;
    this.limits = { ...LIMITS[platform], updateIntervalMs: 0 };
  }

  async post(place: Place, view: View, nonce?: string): Promise<MessageRef> {
    const posted = nonce === undefined ? undefined : this.#nonces.get(nonce);
    if (posted) return posted;
    const ref = { place, id: `m${this.#next++}` };
    if (nonce !== undefined) this.#nonces.set(nonce, ref);
    this.messages.set(messageKey(ref), { ref, views: [view], seeded: [] });
    return ref;
  }
  async update(ref: MessageRef, view: View): Promise<MessageRef> {
    if (this.failure) {
      const failure = this.failure;
      this.failure = null;
      throw failure;
    }
    this.#at(ref).views.push(view);
    if (!this.replaces || saysThatWorkGoesOn(view)) return ref;
    await this.remove(ref);
    return await this.post(ref.place, view);
  }
  async findButton(place: Place, id: string): Promise<MessageRef | null> {
    const at = placeKey(place);
    const has = ({ view }: ShownMessage) =>
      view.blocks.some((it) => it.kind === 'buttons' && it.buttons.some((each) => each.id === id));
    const found = this.shown.findLast((it) => placeKey(it.place) === at && has(it));
    return found ? { place, id: found.id } : null;
  }
  async remove(ref: MessageRef): Promise<void> {
    this.messages.delete(messageKey(ref));
  }
  async openThread(ref: MessageRef, name: string): Promise<Place> {
    const place = { ...ref.place, thread: ref.id };
    this.threads.push({ name, place });
    return place;
  }
  async takeBackThread(place: Place): Promise<void> {
    const index = this.threads.findIndex((thread) => thread.place.thread === place.thread);
    this.threads.splice(index, 1);
    await this.remove({ place, id: place.thread ?? '' });
  }
  async react(ref: MessageRef, emoji: readonly string[]): Promise<void> {
    this.#at(ref).seeded.push(...emoji);
  }
  /** What people see now, oldest first. */
  get shown(): ShownMessage[] {
    return [...this.messages.values()].map(({ ref, views, seeded }) => ({
      ...ref,
      seeded,
      view: views.at(-1)!,
    }));
  }
  #at(ref: MessageRef) {
    const message = this.messages.get(messageKey(ref));
    if (!message) throw new ChatError('gone', 'The message was deleted.');
    return message;
  }
}
