import { randomBytes } from 'node:crypto';
import type { Answer, BotFace } from '../../bot/chat/chat.ts';
import { nameOfReaction } from '../../bot/intent/reactions.ts';
import type {
  Action,
  Attachment,
  BotRequest,
  MessageRef,
  Person,
  Place,
} from '../../bot/request/requests.ts';
import type { View } from '../../bot/view/views.ts';
import { MAIN, placeOfThread } from './places.ts';
import type { Room } from './room.ts';
import type { WireMessage } from './wire.ts';

/** Whoever opens the page on this machine. */
const YOU: Person = { id: 'you', name: 'you', moderator: true, administrator: true };

/** What an answer answers: the page that asked, and what was written there. */
export interface Cause {
  readonly message: string;
  readonly page: string | undefined;
}

/** What was written on a page. */
export interface Said {
  readonly text: string;
  readonly thread: string | null;
  readonly replyTo: string | undefined;
  readonly attachments: readonly Attachment[];
  readonly page: string | undefined;
  /** Whether a long picture is taken whole. */
  readonly whole: boolean;
  /** Called when the bot needs the files no more. */
  readonly onDone: () => void;
}

export interface VisitorParts {
  readonly bot: BotFace;
  readonly room: Room;
  readonly post: (
    place: Place,
    view: View,
    isPrivate: boolean,
    nonce: string | undefined,
  ) => Promise<MessageRef>;
  /** An answer in the main place. */
  readonly onAnswer: (id: string, cause: Cause) => void;
}

/** The person at the pages of the web chat: shows what they do there, and hands it to the bot. */
export class Visitor {
  readonly #parts: VisitorParts;

  constructor(parts: VisitorParts) {
    this.#parts = parts;
  }

  /** Shows what was written, and hands it to the bot. */
  async say(what: Said): Promise<void> {
    const { text, thread, replyTo, attachments, page, whole, onDone } = what;
    const { room } = this.#parts;
    const message: WireMessage = {
      id: newId(),
      thread,
      at: room.nextTime(),
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
      room.showAnyway(message),
      this.act(action, thread, page, message.id, onDone),
    ]);
  }

  /** Resolves once the bot has written down what was asked; what comes of it comes as messages. */
  async act(
    action: Action,
    thread: string | null,
    page: string | undefined,
    cause?: string,
    onDone = (): void => {},
  ): Promise<void> {
    if (action.kind === 'reaction' && !(await this.#mark(action))) return;
    const { bot, room, post, onAnswer } = this.#parts;
    const place = placeOfThread(thread);
    const request: BotRequest = { ...action, place, person: YOU };
    const answer: Answer = async (view, visibility = 'public', nonce) => {
      // Whoever has a thread forgotten hears so outside: inside, nobody could read it.
      const isHere = thread === null || room.has(thread);
      const ref = await post(isHere ? place : MAIN, view, visibility === 'private', nonce);
      if (thread === null) onAnswer(ref.id, { message: cause ?? '', page });
      return ref;
    };
    await new Promise<void>((taken, failed) => {
      bot.handle(request, answer, taken).finally(onDone).then(taken, failed);
    });
  }

  /** Your reaction on a message; false when it was so already. */
  async #mark(action: { message: string; emoji: string; added: boolean }): Promise<boolean> {
    const { room } = this.#parts;
    const message = room.message(action.message);
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
    await room.showAnyway({
      ...message,
      reactions: reactions.filter(({ seeded, mine }) => seeded || mine),
    });
    return true;
  }
}

export function newId(): string {
  return randomBytes(9).toString('base64url');
}
