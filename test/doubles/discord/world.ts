import { PermissionFlagsBits, PermissionsBitField, type PermissionsString } from 'discord.js';
import { unknown } from './refusal.ts';

/** Time that tests can push forward: tokens and links expire by it. */
export class Clock {
  #offsetMs = 0;

  readonly now = (): number => Date.now() + this.#offsetMs;

  advance(ms: number): void {
    this.#offsetMs += ms;
  }
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly bot: boolean;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
  /** The role that every bot has for itself. */
  readonly bot?: User;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  /** The first is @everyone, whose id is the guild's. */
  readonly roles: Role[];
  /** Role ids by user id. */
  readonly members: Map<string, readonly string[]>;
}

export interface Channel {
  readonly id: string;
  readonly kind: 'text' | 'thread' | 'dm';
  readonly guild: Guild | null;
  /** A thread's channel. */
  readonly parent: Channel | null;
  /** The person of a direct message. */
  readonly recipient: User | null;
  /** What single members may not do here. */
  readonly denied: Map<string, bigint>;
  /** What single members may do here besides. */
  readonly allowed: Map<string, bigint>;
  readonly messages: Map<string, Message>;
  name: string;
  archived: boolean;
  locked: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly filename: string;
  readonly contentType: string;
  readonly description: string | null;
  readonly bytes: Uint8Array;
}

/** `attachment://name` of a file of the message, or an address elsewhere. */
export interface Media {
  readonly url: string;
}

export interface SelectOption {
  readonly label: string;
  readonly value: string;
  readonly description?: string | undefined;
}

export interface Component {
  readonly type: number;
  readonly custom_id?: string | undefined;
  readonly label?: string | undefined;
  readonly style?: number | undefined;
  readonly content?: string | undefined;
  readonly description?: string | null | undefined;
  readonly value?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly options?: readonly SelectOption[] | undefined;
  readonly items?:
    | readonly { readonly media: Media; readonly description?: string | null | undefined }[]
    | undefined;
  readonly media?: Media | undefined;
  readonly file?: Media | undefined;
  readonly components?: readonly Component[] | undefined;
  readonly component?: Component | undefined;
  readonly accessory?: Component | undefined;
}

/** A preview that Discord makes of a link in a message. */
export interface Embed {
  readonly type: 'image' | 'link';
  readonly url: string;
  /** What Discord fetched, and serves from its own host. */
  readonly thumbnail: StoredFile;
}

export interface Message {
  readonly id: string;
  readonly channel: Channel;
  readonly author: User;
  /** 0 an ordinary message, 19 a reply, 20 a command's answer, 21 the first line of a thread. */
  readonly type: number;
  /** Seen by this user alone. */
  readonly onlyFor: string | null;
  readonly replyTo: string | null;
  readonly mentions: readonly User[];
  readonly mentionedRoles: readonly Role[];
  readonly reactions: Map<string, Set<string>>;
  content: string;
  flags: number;
  components: readonly Component[];
  files: readonly StoredFile[];
  embeds: readonly Embed[];
  /** The message that this one forwards. */
  forwarded: Message | null;
  edits: number;
  thread: Channel | null;
}

export interface WorldEvent {
  readonly name: string;
  readonly channel: Channel;
  readonly data: Readonly<Record<string, unknown>>;
  /** The message that the event carries, so that a gateway can leave its content out. */
  readonly message?: Message;
}

const DISCORD_EPOCH = 1_420_070_400_000n;

const EVERYONE =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.AddReactions |
  PermissionFlagsBits.UseApplicationCommands;

/** Guilds, channels, people and messages: what Discord knows. */
export class World {
  readonly clock: Clock;
  readonly bot: User;
  readonly guilds = new Map<string, Guild>();
  readonly channels = new Map<string, Channel>();
  readonly users = new Map<string, User>();
  /** Where what was sent, answered or told is not as Discord describes it. */
  readonly faults: string[] = [];
  /** Set by the gateway. */
  emit: (event: WorldEvent) => void = () => {};
  #counter = 0n;

  constructor(clock: Clock) {
    this.clock = clock;
    this.bot = this.addUser('wordbrush', true);
  }

  /** A snowflake: sorted by time. */
  newId(): string {
    this.#counter += 1n;
    const time = BigInt(this.clock.now()) - DISCORD_EPOCH;
    return ((time << 22n) | (this.#counter & 0x3fffffn)).toString();
  }

  addUser(username: string, bot = false): User {
    const user = { id: this.newId(), username, bot };
    this.users.set(user.id, user);
    return user;
  }

  addGuild(name: string, botPermissions: bigint): Guild {
    const id = this.newId();
    const botRole = {
      id: this.newId(),
      name: this.bot.username,
      permissions: botPermissions,
      bot: this.bot,
    };
    const guild: Guild = {
      id,
      name,
      roles: [{ id, name: '@everyone', permissions: EVERYONE }, botRole],
      members: new Map([[this.bot.id, [botRole.id]]]),
    };
    this.guilds.set(id, guild);
    return guild;
  }

  addRole(guild: Guild, name: string, permissions: bigint): Role {
    const role = { id: this.newId(), name, permissions };
    guild.roles.push(role);
    return role;
  }

  addChannel(fields: Pick<Channel, 'kind' | 'name'> & Partial<Channel>): Channel {
    const channel: Channel = {
      id: this.newId(),
      guild: null,
      parent: null,
      recipient: null,
      denied: new Map(),
      allowed: new Map(),
      messages: new Map(),
      archived: false,
      locked: false,
      ...fields,
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  removeChannel({ id, parent }: Channel): void {
    this.channels.delete(id);
    for (const message of parent?.messages.values() ?? [])
      if (message.thread?.id === id) message.thread = null;
  }

  channel(id: string): Channel {
    const channel = this.channels.get(id);
    if (!channel) throw unknown.channel();
    return channel;
  }

  message(channel: Channel, id: string): Message {
    const message = channel.messages.get(id);
    if (!message) throw unknown.message();
    return message;
  }

  /** A message that nobody sees yet. */
  draft(fields: Pick<Message, 'channel' | 'author'> & Partial<Message>): Message {
    return {
      id: this.newId(),
      type: 0,
      onlyFor: null,
      replyTo: null,
      mentions: [],
      mentionedRoles: [],
      reactions: new Map(),
      content: '',
      flags: 0,
      components: [],
      files: [],
      embeds: [],
      forwarded: null,
      edits: 0,
      thread: null,
      ...fields,
    };
  }

  addMessage(fields: Pick<Message, 'channel' | 'author'> & Partial<Message>): Message {
    const message = this.draft(fields);
    this.show(message);
    return message;
  }

  show(message: Message): void {
    message.channel.messages.set(message.id, message);
  }

  /** Roles, then what the channel (a thread's parent) denies the member. */
  permissionsOf(user: User, channel: Channel): PermissionsBitField {
    const { guild } = channel;
    if (!guild) return new PermissionsBitField(PermissionsBitField.All);
    const roles = new Set([guild.id, ...(guild.members.get(user.id) ?? [])]);
    const granted = guild.roles
      .filter(({ id }) => roles.has(id))
      .reduce((bits, { permissions }) => bits | permissions, 0n);
    const { denied, allowed } = channel.parent ?? channel;
    return new PermissionsBitField(
      (granted & ~(denied.get(user.id) ?? 0n)) | (allowed.get(user.id) ?? 0n),
    );
  }

  may(user: User, channel: Channel, permission: PermissionsString): boolean {
    return this.permissionsOf(user, channel).has(permission);
  }
}
