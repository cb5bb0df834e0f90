/** What people do, said without any platform's words. Adapters make these; the bot answers them. */

import { z } from 'zod';

export const PLATFORMS = ['discord', 'slack', 'web'] as const;
export type PlatformName = (typeof PLATFORMS)[number];

/** Where something happens. Plain data: it is stored, and found again after a restart. */
export const Place = z
  .strictObject({
    platform: z.enum(PLATFORMS),
    /** Guild, team, or the one workspace of the web chat; for direct messages the platform's own id. */
    workspace: z.string(),
    channel: z.string(),
    /** Inside a thread: its id. */
    thread: z.string().exactOptional(),
  })
  .readonly();
export type Place = z.infer<typeof Place>;

/** A message that the bot posted, or that a request points at. Plain data. */
export const MessageRef = z.strictObject({ place: Place, id: z.string() }).readonly();
export type MessageRef = z.infer<typeof MessageRef>;

export interface Person {
  readonly id: string;
  readonly name: string;
  /** May delete and cancel other people's work in the channel of the request, and there alone. */
  readonly moderator: boolean;
  /** May do so in the whole workspace of the request, channels included that they cannot see. */
  readonly administrator?: boolean;
  readonly roles?: readonly string[];
}

/** Who asked for something, as it is kept. */
export const Requester = z
  .strictObject({
    /** `personKey`. */
    key: z.string(),
    name: z.string(),
  })
  .readonly();
export type Requester = z.infer<typeof Requester>;

/** A file that somebody sent. Its name, type and size are claims; `read` checks what it can. */
export interface Attachment {
  readonly name: string;
  readonly size?: number;
  readonly contentType?: string;
  /**
   * The bytes, from hosts that the platform serves files from and nowhere else.
   *
   * @throws WordbrushError `bad-image` when there are more than `maxBytes`, stopping there
   */
  read(maxBytes: number): Promise<Uint8Array>;
}

/** What command a person gave, with its options by name; see `commands.ts`. */
export interface CommandRequest {
  readonly kind: 'command';
  readonly name: string;
  readonly options: Readonly<Record<string, string | number>>;
  /** The file of the command's picture option, or files that came with it. */
  readonly attachments: readonly Attachment[];
  /** The result that the command is about, where it was given on one (a reply, a shortcut). */
  readonly message?: string;
}

/**
 * Something typed: `/edit …`, `!edit …`, an edit, the answer to a question. The text is plain: no
 * platform escapes, no mention of the bot, ordinary spaces.
 */
export interface MessageRequest {
  readonly kind: 'message';
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The bot was mentioned or this is a direct message: it must answer. Else it may be silent. */
  readonly addressed: boolean;
  /** The message that this one replies to. */
  readonly replyTo?: string;
  /** The picture that came along is wanted whole, and not its middle square. */
  readonly whole?: boolean;
}

/** A reaction put on a message, or taken back. Never one of the bot's own. */
export interface ReactionRequest {
  readonly kind: 'reaction';
  readonly message: string;
  /** The emoji as Unicode, or a short name such as `party_parrot` where the platform has only that. */
  readonly emoji: string;
  readonly added: boolean;
}

/** A button pressed; `id` is the one in the view. */
export interface ButtonRequest {
  readonly kind: 'button';
  readonly message: string;
  readonly id: string;
}

/** A form sent; `id` is the one that `BotFace.form` gave, values by field id. */
export interface FormRequest {
  readonly kind: 'form';
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
  readonly attachments: readonly Attachment[];
  /** The message that the form was opened from. */
  readonly message?: string;
}

/** “Edit this picture”, chosen from a message's menu. */
export interface ShortcutRequest {
  readonly kind: 'shortcut';
  readonly message: string;
  readonly attachments: readonly Attachment[];
}

export type Action =
  | CommandRequest
  | MessageRequest
  | ReactionRequest
  | ButtonRequest
  | FormRequest
  | ShortcutRequest;

export type Visibility = 'public' | 'private';

/** Who did what, where. */
export type BotRequest<A extends Action = Action> = A & {
  readonly place: Place;
  readonly person: Person;
  /** The id of the job that comes of it, given by the bot when it takes the request in. */
  readonly ticket?: string;
};

/** One key per place, message or person, for stores. */
export function placeKey({ platform, workspace, channel, thread }: Place): string {
  return [platform, workspace, channel, thread ?? ''].map(encodeURIComponent).join('/');
}

/** The place that a `placeKey` is of. */
export function placeFromKey(key: string): Place {
  const [platform, workspace, channel, thread] = key.split('/').map(decodeURIComponent);
  return Place.parse({ platform, workspace, channel, ...(thread && { thread }) });
}

export function isSamePlace(a: Place, b: Place): boolean {
  return placeKey(a) === placeKey(b);
}

/** Whether two places are in one channel, whatever their threads. */
export function isSameChannel(a: Place, b: Place): boolean {
  return placeKey({ ...a, thread: '' }) === placeKey({ ...b, thread: '' });
}

export function workspaceKey({ platform, workspace }: Place): string {
  return [platform, workspace].map(encodeURIComponent).join('/');
}

/** Message ids are unique within a channel on every platform, in its threads too. */
export function messageKey({ place, id }: MessageRef): string {
  const { platform, workspace, channel } = place;
  return [platform, workspace, channel, id].map(encodeURIComponent).join('/');
}

/** People are the same across the workspaces of a platform, except where ids are per workspace. */
export function personKey({ platform, workspace }: Place, person: { readonly id: string }): string {
  const scope = platform === 'slack' ? [platform, workspace] : [platform];
  return [...scope, person.id].map(encodeURIComponent).join('/');
}

export function requesterOf({ place, person }: BotRequest): Requester {
  return { key: personKey(place, person), name: person.name };
}

/** Whether the bot must answer: talk that is not meant for it, and reactions, it may pass over. */
export function isAddressed(request: BotRequest): boolean {
  return request.kind === 'message' ? request.addressed : request.kind !== 'reaction';
}
