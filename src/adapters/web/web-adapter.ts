import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { type Answer, type BotFace, ChatError } from '../../bot/chat/chat.ts';
import type { Gallery } from '../../bot/gallery.ts';
import { nameOfReaction } from '../../bot/intent/reactions.ts';
import type {
  Action,
  Attachment,
  BotRequest,
  MessageRef,
  Person,
  Place,
} from '../../bot/request/requests.ts';
import type { Stores } from '../../bot/store/stores.ts';
import type { View } from '../../bot/view/views.ts';
import type { Logger } from '../../log.ts';
import type { EditMethod } from '../../pipeline/edit-types.ts';
import type { Adapter } from '../adapter.ts';
import { checkExposure } from './access/access.ts';
import { Uploads } from './access/uploads.ts';
import { createApp } from './app.ts';
import { LIMITS } from './limits.ts';
import { Room } from './room.ts';
import { EventStreams, STREAM_LIMITS, type StreamLimits } from './streams/event-streams.ts';
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
/** Whoever opens the page on this machine. */
const YOU: Person = { id: 'you', name: 'you', moderator: true, administrator: true };
const MAIN: Place = { platform: 'web', workspace: 'local', channel: 'main' };

/** The chat on one page of this machine: messages in a `Room`, pages over HTTP. */
export class WebAdapter implements Adapter {
  readonly platform = 'web';
  readonly limits = LIMITS;
  readonly #options: WebOptions;
  readonly #room: Room;
  /** What a message in the main place answers: the page that asked, and what was written there. */
  readonly #causes = new Map<
    string,
    { readonly message: string; readonly page: string | undefined }
  >();
  readonly #streams: EventStreams;
  #server: Server | undefined;

  constructor(options: WebOptions) {
    this.#options = options;
    this.#room = new Room(options.stores);
    this.#streams = new EventStreams(options.streams ?? STREAM_LIMITS);
  }

  /** Where the page is, once started. */
  get address(): string {
    const bound = this.#server?.address();
    if (!bound || typeof bound === 'string') throw new Error('The web chat is not running.');
    const { host } = this.#options;
    const name = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
    return `http://${name}:${bound.port}`;
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
      placeOf,
      say: (what) => this.#say(bot, what),
      act: (action, thread, page) => this.#act(bot, action, thread, page),
    });
    await new Promise<void>((resolve, reject) => {
      const server = serve({ fetch: app.fetch, hostname: host, port }, () => resolve());
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(
                `Port ${port} is taken. Set WORDBRUSH_PORT to another one, or to 0 for any.`,
              )
            : error,
        ),
      );
      if ('closeAllConnections' in server) this.#server = server;
    });
  }

  async stop(): Promise<void> {
    this.#room.close();
    const server = this.#server;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      // Event streams never end by themselves.
      server.closeAllConnections();
    });
  }

  async post(place: Place, view: View): Promise<MessageRef> {
    if (place.thread !== undefined && !this.#room.has(place.thread))
      throw new ChatError('gone', 'The thread was forgotten.');
    return await this.#post(place, view, false);
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
    return placeOf(id);
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

  /** Shows what was written, and hands it to the bot. */
  async #say(
    bot: BotFace,
    what: {
      readonly text: string;
      readonly thread: string | null;
      readonly replyTo: string | undefined;
      readonly attachments: readonly Attachment[];
      readonly page: string | undefined;
      readonly whole: boolean;
      readonly onDone: () => void;
    },
  ): Promise<void> {
    const { text, thread, replyTo, attachments, page, whole, onDone } = what;
    const message: WireMessage = {
      id: newId(),
      thread,
      at: this.#room.nextTime(),
      from: 'you',
      private: false,
      text,
      files: attachments.map(({ name }) => name),
      reactions: [],
      ...(replyTo !== undefined && { replyTo }),
    };
    const action: Action = {
      kind: 'message',
      text,
      attachments,
      addressed: true,
      ...(whole && { whole }),
      ...(replyTo !== undefined && { replyTo }),
    };
    await Promise.all([
      this.#room.showAnyway(message),
      this.#act(bot, action, thread, page, message.id, onDone),
    ]);
  }

  /** Resolves once the bot has written down what was asked; what comes of it comes as messages. */
  async #act(
    bot: BotFace,
    action: Action,
    thread: string | null,
    page: string | undefined,
    cause?: string,
    onDone = (): void => {},
  ): Promise<void> {
    if (action.kind === 'reaction' && !(await this.#mark(action))) return;
    const place = placeOf(thread);
    const request: BotRequest = { ...action, place, person: YOU };
    const answer: Answer = async (view, visibility = 'public') => {
      // Whoever has a thread forgotten hears so outside: inside, nobody could read it.
      const isHere = thread === null || this.#room.has(thread);
      const ref = await this.#post(isHere ? place : MAIN, view, visibility === 'private');
      if (thread === null) this.#causes.set(ref.id, { message: cause ?? '', page });
      return ref;
    };
    await new Promise<void>((taken, failed) => {
      bot.handle(request, answer, taken).finally(onDone).then(taken, failed);
    });
  }

  /** Your reaction on a message; false when it was so already. */
  async #mark(action: { message: string; emoji: string; added: boolean }): Promise<boolean> {
    const message = this.#room.message(action.message);
    const before = message?.reactions.find(({ emoji }) => emoji === action.emoji);
    if (!message || (before?.mine ?? false) === action.added) return false;
    const { emoji } = action;
    const mark = {
      emoji,
      name: nameOfReaction(emoji),
      seeded: before?.seeded ?? false,
      mine: action.added,
    };
    const reactions = before
      ? message.reactions.map((reaction) => (reaction === before ? mark : reaction))
      : [...message.reactions, mark];
    await this.#room.showAnyway({
      ...message,
      reactions: reactions.filter(({ seeded, mine }) => seeded || mine),
    });
    return true;
  }

  async #post(place: Place, view: View, isPrivate: boolean): Promise<MessageRef> {
    const id = newId();
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
    return toWire(view, (picture) => this.#room.address(picture));
  }
}

function placeOf(thread: string | null): Place {
  return thread === null ? MAIN : { ...MAIN, thread };
}

function newId(): string {
  return randomBytes(9).toString('base64url');
}
