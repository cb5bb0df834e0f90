import type {
  BotRequest,
  MessageRef,
  Place,
  PlatformName,
  Visibility,
} from '../request/requests.ts';
import type { SentenceWord } from '../view/sentence.ts';
import type { Form, View } from '../view/views.ts';

/** What the bot asks of a platform. Optional methods are capabilities: absent where there is none. */
export interface Chat {
  readonly platform: PlatformName;
  readonly limits: ChatLimits;
  /**
   * Posts a message, in the thread where the place names one.
   *
   * @param nonce posted twice with the same one, it is one message as far as the platform can tell: on
   *   Discord for some minutes, on Slack never
   */
  post(place: Place, view: View, nonce?: string): Promise<MessageRef>;
  /**
   * Shows another view in a message, its pictures too. Where a platform cannot change a message in
   * place, it posts a new one and removes the old: the answer says which message it is now.
   */
  update(message: MessageRef, view: View): Promise<MessageRef>;
  /**
   * The bot's newest message at a place that has a button with this id, as far as it is recent: one
   * that an earlier run may have posted before it could write that down.
   */
  findButton?(place: Place, id: string): Promise<MessageRef | null>;
  /** Removes a message of the bot's; one that is already gone is no error. */
  remove(message: MessageRef): Promise<void>;
  /**
   * Hangs a thread on a message of the bot's; returns the place inside, or the message's own place
   * where there are no threads, as in direct messages.
   */
  openThread?(message: MessageRef, name: string): Promise<Place>;
  /**
   * Takes back a thread that was opened and in which nothing was begun: what people said is where
   * they said it, and the bot's message that it hangs on goes.
   */
  takeBackThread?(place: Place): Promise<void>;
  /** Removes what is left of a thread whose pictures were forgotten. */
  removeThread?(place: Place): Promise<void>;
  /** Removes all that is left of what was said, where nobody but the bot keeps it. */
  clear?(): Promise<void>;
  /** Puts the bot's own reactions on a message, in order, as Unicode emoji. */
  react?(message: MessageRef, emoji: readonly string[]): Promise<void>;
  /** Shows for a few seconds that the bot is at work. */
  typing?(place: Place): Promise<void>;
}

/** What a platform bears, as far as the bot goes by it; what fits a message is the adapter's to know. */
export interface ChatLimits {
  readonly threadNameLength: number;
  readonly buttons: number;
  /** Choices of an autocomplete. */
  readonly choices: number;
  /** How many reactions the bot may seed on a result. */
  readonly seededReactions: number;
  /** Shortest time between two updates of one message, in milliseconds. */
  readonly updateIntervalMs: number;
}

/** What went wrong at a platform, as the bot may branch on it. */
export const CHAT_ERROR_CODES = [
  'rate-limited',
  'forbidden',
  'gone',
  'too-large',
  'unavailable',
] as const;
export type ChatErrorCode = (typeof CHAT_ERROR_CODES)[number];

/** A platform refused. `forbidden` names the missing permission, in a sentence for the person. */
export class ChatError extends Error {
  readonly code: ChatErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ChatErrorCode,
    message: string,
    options: ErrorOptions & { readonly retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.name = 'ChatError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether the same may be asked again a little later. */
export function isPassing(error: unknown): error is ChatError {
  return (
    error instanceof ChatError && (error.code === 'rate-limited' || error.code === 'unavailable')
  );
}

/** Whether the bot may not do that there, until somebody lets it: asking again would not help. */
export function isForbidden(error: unknown): error is ChatError {
  return error instanceof ChatError && error.code === 'forbidden';
}

/**
 * Answers one request. The adapter acknowledged the platform before it handed the request over
 * (for commands by the `visibility` in `commands.ts`), so there is no hurry here.
 *
 * Called at most once per visibility, or never: a button may only change its message, and talk that
 * is not meant for the bot gets no answer. A public answer is an ordinary message that can be updated
 * for ever; a private one is seen by the person alone where the platform can do that. `nonce`: see `post`.
 */
export type Answer = (view: View, visibility?: Visibility, nonce?: string) => Promise<MessageRef>;

export interface Choice {
  readonly name: string;
  readonly value: string;
}

export interface SuggestRequest {
  readonly place: Place;
  readonly command: string;
  readonly option: string;
  /** What has been typed so far. */
  readonly text: string;
}

/** What an adapter knows of the bot. */
export interface BotFace {
  /**
   * Does what was asked and answers. Resolves when everything but queued work is done; never rejects.
   * `onTaken` is called once the request is written down: from then on it is answered even if the
   * bot is killed.
   */
  handle(request: BotRequest, answer: Answer, onTaken?: () => void): Promise<void>;
  /** The sentence of the picture that is being edited at a place, word by word; empty where there is none. */
  sentence(place: Place): Promise<readonly SentenceWord[]>;
  /** Choices for an option with autocomplete; fast, from memory or one store read. */
  suggest(request: SuggestRequest): Promise<readonly Choice[]>;
  /**
   * The form that this button, shortcut or command wants before it is handled, or null to hand it
   * to `handle` at once. Fast enough to be asked before the acknowledgement.
   */
  form(request: BotRequest): Promise<Form | null>;
  /** Deletes everything of a workspace that has removed the bot, whoever may use it where. */
  forgetWorkspace(place: Place): Promise<void>;
}
