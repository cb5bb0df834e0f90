import { type BotFace, ChatError } from '../../bot/chat/chat.ts';
import type { Gallery } from '../../bot/gallery.ts';
import { nameOfReaction } from '../../bot/intent/reactions.ts';
import type { MessageRef, Place } from '../../bot/request/requests.ts';
import type { Stores } from '../../bot/store/stores.ts';
import type { View } from '../../bot/view/views.ts';
import { Served } from '../../http/served.ts';
import type { Logger } from '../../log.ts';
import type { EditMethod } from '../../pipeline/edit-types.ts';
import type { Adapter } from '../adapter.ts';
import { checkExposure } from './access/access.ts';
import { Uploads } from './access/uploads.ts';
import { createApp } from './app.ts';
import { LIMITS } from './limits.ts';
import { placeOfThread } from './places.ts';
import { Room } from './room.ts';
import { EventStreams, STREAM_LIMITS, type StreamLimits } from './streams/event-streams.ts';
import { type Cause, newId, Visitor } from './visitor.ts';
import { toWire, type WireMessage } from './wire.ts';

export interface WebOptions {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  /** Wanted from whoever opens the page; needed where others than this machine can reach it. */
  readonly token?: string;
  readonly maxPictureBytes: number;
  /** What redraws inside a painted mask, or null; default an inpainting by the model as it is. */
  readonly redraws?: EditMethod | null;
  readonly streams?: StreamLimits;
  /** Bytes of uploads at once; default three pictures of the greatest size. */
  readonly uploadBytes?: number;
  readonly stores: Stores;
  readonly gallery: Gallery;
  readonly log: Logger;
}

const UPLOADS_AT_ONCE = 3;

/** The chat on one page of this machine: messages in a `Room`, pages over HTTP. */
export class WebAdapter implements Adapter {
  readonly platform = 'web';
  readonly limits = LIMITS;
  readonly #options: WebOptions;
  readonly #room: Room;
  /** What messages in the main place answer. */
  readonly #causes = new Map<string, Cause>();
  readonly #streams: EventStreams;
  #served: Served | undefined;

  constructor(options: WebOptions) {
    this.#options = options;
    this.#room = new Room(options.stores);
    this.#streams = new EventStreams(options.streams ?? STREAM_LIMITS);
  }

  /** Where the page is, once started. */
  get address(): string {
    if (!this.#served) throw new Error('The web chat is not running.');
    const { host } = this.#options;
    const name = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
    return `http://${name}:${this.#served.port}`;
  }

  /** How many pages listen. */
  get openStreams(): number {
    return this.#streams.size;
  }

  async start(bot: BotFace): Promise<void> {
    const { host, port, gallery, allowedHosts, token, maxPictureBytes, uploadBytes, log } =
      this.#options;
    const { redraws = 'inpaint' } = this.#options;
    checkExposure(host, token);
    await this.#room.load();
    const visitor = new Visitor({
      bot,
      room: this.#room,
      post: (place, view, isPrivate, nonce) => this.#post(place, view, isPrivate, nonce),
      onAnswer: (id, cause) => this.#causes.set(id, cause),
    });
    const app = createApp({
      room: this.#room,
      bot,
      gallery,
      allowedHosts: [...allowedHosts, host],
      token,
      maxPictureBytes,
      redraws,
      streams: this.#streams,
      uploads: new Uploads(uploadBytes ?? UPLOADS_AT_ONCE * maxPictureBytes),
      onFault: (error) => log.error({ err: error }, 'the web chat: a request was lost'),
      visitor,
    });
    this.#served = await Served.open(app.fetch, { host, port, setting: 'WORDBRUSH_PORT' });
  }

  async stop(): Promise<void> {
    this.#room.close();
    await this.#served?.close();
  }

  async post(place: Place, view: View, nonce?: string): Promise<MessageRef> {
    if (place.thread !== undefined && !this.#room.has(place.thread))
      throw new ChatError('gone', 'The thread was forgotten.');
    return await this.#post(place, view, false, nonce);
  }

  async update(ref: MessageRef, view: View): Promise<MessageRef> {
    const message = this.#room.message(ref.id);
    if (!message) throw new ChatError('gone', 'The message was deleted.');
    await this.#kept(this.#room.show({ ...message, view: this.#wire(view) }));
    return ref;
  }

  async findButton(place: Place, button: string): Promise<MessageRef | null> {
    const found = this.#room
      .messagesIn(place.thread ?? null)
      .findLast(({ view }) =>
        view?.blocks.some(
          (block) => block.kind === 'buttons' && block.buttons.some(({ id }) => id === button),
        ),
      );
    return found ? { place, id: found.id } : null;
  }

  async remove({ id }: MessageRef): Promise<void> {
    await this.#room.remove(id);
  }

  async openThread({ id }: MessageRef, name: string): Promise<Place> {
    const cause = this.#causes.get(id);
    this.#causes.delete(id);
    const messages = cause ? [cause.message, id] : [id];
    await this.#kept(this.#room.openThread(id, name, messages, cause?.page));
    return placeOfThread(id);
  }

  async takeBackThread({ thread }: Place): Promise<void> {
    if (thread !== undefined) await this.#room.takeBackThread(thread);
  }

  async removeThread({ thread }: Place): Promise<void> {
    if (thread !== undefined) await this.#room.removeThread(thread);
  }

  async clear(): Promise<void> {
    for (const { id } of this.#room.messagesIn(null)) await this.#room.remove(id);
    for (const { id } of this.#room.threads()) await this.#room.removeThread(id);
    this.#causes.clear();
  }

  async react({ id }: MessageRef, emoji: readonly string[]): Promise<void> {
    const message = this.#room.message(id);
    if (!message) return;
    const there = new Set(message.reactions.map((reaction) => reaction.emoji));
    const seeded = emoji
      .filter((offer) => !there.has(offer))
      .map((offer) => ({ emoji: offer, name: nameOfReaction(offer), seeded: true, mine: false }));
    await this.#room.showAnyway({ ...message, reactions: [...message.reactions, ...seeded] });
  }

  /** What has been posted with a nonce is named by it. */
  async #post(
    place: Place,
    view: View,
    isPrivate: boolean,
    nonce: string | undefined,
  ): Promise<MessageRef> {
    const id = nonce ?? newId();
    if (this.#room.message(id)) return { place, id };
    const message: WireMessage = {
      id,
      thread: place.thread ?? null,
      at: this.#room.nextTime(),
      from: 'bot',
      private: isPrivate,
      view: this.#wire(view),
      reactions: [],
    };
    // An apology for a full store must not wait for it.
    if (isPrivate) await this.#room.showAnyway(message);
    else
      await this.#kept(this.#room.show(message)).catch(async (error: unknown) => {
        await this.#room.remove(id);
        throw error;
      });
    return { place, id };
  }

  /** What the store refuses is for whoever asked like a platform that is away. */
  async #kept(shown: Promise<void>): Promise<void> {
    try {
      await shown;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ChatError('unavailable', `The message is not kept. ${why}`, { cause });
    }
  }

  #wire(view: View) {
    return toWire(view, (picture) => this.#room.pictures.address(picture));
  }
}
