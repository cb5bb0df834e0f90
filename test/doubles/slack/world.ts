/** What is in a Slack workspace. */

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly alt: string;
  bytes: Uint8Array;
  /** Where it was posted, once Slack has got round to it. */
  share: { readonly channel: string; readonly ts: string; readonly thread?: string } | null;
}

export interface Block {
  readonly type: string;
  readonly elements?: readonly Block[];
  readonly text?: string | { readonly text: string };
  readonly action_id?: string;
  readonly value?: string;
  readonly accessory?: Block;
  readonly placeholder?: { readonly text: string };
  readonly options?: readonly {
    readonly text: { readonly text: string };
    readonly value: string;
  }[];
  readonly [key: string]: unknown;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | undefined;
  readonly user: string;
  /** As Slack keeps it: escaped. */
  text: string;
  blocks: readonly Block[];
  files: StoredFile[];
  /** A message that this one shares. */
  readonly shares: Message | undefined;
  /** For a message that one person alone sees. */
  readonly onlyFor: string | null;
  readonly reactions: Map<string, Set<string>>;
}

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly admin: boolean;
  /** Another one than ours for who is in a channel that teams share. */
  readonly team: string;
}

export const TEAM = 'T0WORKSPACE';
export const BOT_USER = 'U0WORDBRUSH';
export const BOT = 'B0WORDBRUSH';
export const APP = 'A0WORDBRUSH';
/** What Slack signed requests by before it signed them: it still comes along. */
export const VERIFICATION_TOKEN = 'verification-token';

export class World {
  readonly messages: Message[] = [];
  readonly files = new Map<string, StoredFile>();
  readonly members = new Map<string, Member>();
  /** Channels that the bot has been invited to. */
  readonly channels = new Set<string>();
  /** Where what was told or answered is not as Slack's own samples are. */
  readonly faults: string[] = [];
  #count = 0;

  newId(letter: string): string {
    this.#count++;
    return `${letter}${String(this.#count).padStart(9, '0')}`;
  }

  /** The direct messages between the bot and somebody: no invitation needed. */
  directChannel(user: string): string {
    const id = `D${user.slice(1)}`;
    this.channels.add(id);
    return id;
  }

  newTs(): string {
    this.#count++;
    return `${1_790_000_000 + this.#count}.${String(this.#count).padStart(6, '0')}`;
  }

  add(
    message: Pick<Message, 'channel' | 'user' | 'text'> &
      Partial<Pick<Message, 'thread' | 'blocks' | 'files' | 'shares' | 'onlyFor'>>,
  ): Message {
    const added: Message = {
      thread: undefined,
      blocks: [],
      files: [],
      shares: undefined,
      onlyFor: null,
      ...message,
      ts: this.newTs(),
      reactions: new Map(),
    };
    this.messages.push(added);
    return added;
  }

  find(channel: unknown, ts: unknown): Message | undefined {
    return this.messages.find((each) => each.channel === channel && each.ts === ts);
  }

  remove(message: Message): void {
    this.messages.splice(this.messages.indexOf(message), 1);
  }
}

/** A file as Slack tells of it. */
export function filePayload(origin: string, { id, name, bytes }: StoredFile) {
  return {
    id,
    created: 1_790_000_000,
    ...{ name, title: name, mimetype: 'image/png', filetype: 'png', user: BOT_USER },
    mode: 'hosted',
    size: bytes.length,
    url_private: `${origin}/files-pri/${TEAM}-${id}/file`,
    permalink: `https://lab.slack.com/files/${id}/${encodeURIComponent(name)}`,
  };
}

/** Somebody as Slack tells of them. */
export function memberPayload({ id, name, admin, team }: Member) {
  return {
    ...{ id, team_id: team, name, deleted: false, real_name: name },
    profile: { real_name: name, display_name: '' },
    ...{ is_admin: admin, is_owner: false, is_bot: false },
  };
}

/** A message as Slack sends it. */
export function messagePayload(world: World, message: Message) {
  const { channel, ts, thread, user, text, files } = message;
  const hasReplies = world.messages.some((each) => each.channel === channel && each.thread === ts);
  const thread_ts = thread ?? (hasReplies ? ts : undefined);
  return {
    type: 'message',
    user,
    text,
    ts,
    ...(thread_ts !== undefined && { thread_ts }),
    ...(user === BOT_USER && { bot_id: BOT }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(files.length > 0 && { files: files.map(({ id, name }) => ({ id, name })) }),
  };
}

/** What people see of a message: rich text stands for itself, plain text is unescaped. */
export function shownText({ text, blocks }: Message): string {
  const shown = blocks.flatMap((block) => {
    if (block.type === 'section')
      return typeof block.text === 'object' ? unescapeText(block.text.text) : [];
    return block.type === 'rich_text' ? textOfBlock(block) : [];
  });
  return shown.length > 0 ? shown.join('\n') : unescapeText(text);
}

function textOfBlock(block: Block): string {
  if (block.type === 'text') return String(block.text);
  return (block.elements ?? [])
    .map(textOfBlock)
    .join(block.type === 'rich_text_list' || block.type === 'rich_text' ? '\n' : '');
}

export interface Pressable {
  readonly label: string;
  readonly value: string;
  /** The element's `action_id` and type. */
  readonly id: string;
  readonly type: string;
}

/** What can be pressed: buttons, and the entries of menus. */
export function buttonsOf({ blocks }: Message): Pressable[] {
  return pressables(blocks).flatMap(({ type, text, value = '', action_id = '', options }) =>
    options
      ? options.map((option) => ({
          label: option.text.text,
          value: option.value,
          id: action_id,
          type,
        }))
      : [{ label: typeof text === 'object' ? text.text : '', value, id: action_id, type }],
  );
}

/** What is seen of it without opening a menu. */
export function shownAtOnce({ blocks }: Message): string[] {
  return pressables(blocks).map(({ text, placeholder }) =>
    typeof text === 'object' ? text.text : (placeholder?.text ?? '⋯'),
  );
}

function pressables(blocks: readonly Block[]): Block[] {
  return blocks.flatMap(({ type, elements = [], accessory }) =>
    type === 'actions' ? elements : accessory ? [accessory] : [],
  );
}

export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function unescapeText(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}
