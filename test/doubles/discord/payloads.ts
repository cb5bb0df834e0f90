import { ChannelType, ComponentType, MessageFlags } from 'discord.js';
import type { Cdn } from './cdn.ts';
import { flatten } from './message-rules.ts';
import type {
  Channel,
  Component,
  Guild,
  Media,
  Message,
  StoredFile,
  User,
  World,
} from './world.ts';

/** Objects as the API and the gateway spell them. */
export class Payloads {
  readonly #world: World;
  readonly #cdn: Cdn;

  constructor(world: World, cdn: Cdn) {
    this.#world = world;
    this.#cdn = cdn;
  }

  application(seesMessages: boolean) {
    return {
      id: this.#world.bot.id,
      name: 'Wordbrush',
      description: '',
      icon: null,
      type: null,
      verify_key: '0',
      // GATEWAY_MESSAGE_CONTENT_LIMITED: the switch in the developer portal.
      flags: seesMessages ? 1 << 19 : 0,
      flags_new: seesMessages ? String(1 << 19) : '0',
      redirect_uris: [],
      interactions_endpoint_url: null,
      role_connections_verification_url: null,
      owner: this.user({ id: '1', username: 'owner', bot: false }),
      approximate_guild_count: this.#world.guilds.size,
      approximate_user_install_count: 0,
      approximate_user_authorization_count: 0,
      explicit_content_filter: 0,
      team: null,
      eligible_oauth2_scopes: [],
    };
  }

  user({ id, username, bot }: User) {
    return {
      id,
      username,
      global_name: username,
      discriminator: '0',
      avatar: null,
      bot,
      flags: 0,
      public_flags: 0,
      primary_guild: null,
    };
  }

  member(guild: Guild, user: User) {
    return {
      user: this.user(user),
      roles: guild.members.get(user.id) ?? [],
      nick: null,
      avatar: null,
      banner: null,
      communication_disabled_until: null,
      pending: false,
      premium_since: null,
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      deaf: false,
      mute: false,
      flags: 0,
    };
  }

  channel(channel: Channel) {
    const { id, name, guild, parent, denied } = channel;
    const common = { id, name, guild_id: guild?.id, last_message_id: null, flags: 0 };
    switch (channel.kind) {
      case 'dm':
        return {
          id,
          type: ChannelType.DM,
          flags: 0,
          last_message_id: null,
          recipients: channel.recipient ? [this.user(channel.recipient)] : [],
        };
      case 'thread':
        return {
          ...common,
          type: ChannelType.PublicThread,
          parent_id: parent?.id,
          owner_id: this.#world.bot.id,
          message_count: channel.messages.size,
          total_message_sent: channel.messages.size,
          member_count: 1,
          rate_limit_per_user: 0,
          thread_metadata: {
            archived: channel.archived,
            locked: channel.locked,
            auto_archive_duration: 1_440,
            archive_timestamp: '2026-01-01T00:00:00.000000+00:00',
          },
        };
      case 'text':
        return {
          ...common,
          type: ChannelType.GuildText,
          position: 0,
          parent_id: null,
          topic: null,
          nsfw: false,
          rate_limit_per_user: 0,
          permission_overwrites: [...denied].map(([user, bits]) => ({
            id: user,
            type: 1,
            allow: '0',
            deny: String(bits),
          })),
        };
    }
  }

  guild(guild: Guild) {
    const channels = [...this.#world.channels.values()].filter(
      (channel) => channel.guild === guild,
    );
    const me = this.member(guild, this.#world.bot);
    return {
      id: guild.id,
      name: guild.name,
      owner_id: '1',
      icon: null,
      splash: null,
      features: [],
      emojis: [],
      stickers: [],
      verification_level: 0,
      default_message_notifications: 0,
      explicit_content_filter: 0,
      mfa_level: 0,
      nsfw_level: 0,
      premium_tier: 0,
      preferred_locale: 'en-US',
      system_channel_flags: 0,
      joined_at: me.joined_at,
      large: false,
      unavailable: false,
      member_count: guild.members.size,
      voice_states: [],
      presences: [],
      stage_instances: [],
      guild_scheduled_events: [],
      soundboard_sounds: [],
      members: [me],
      roles: guild.roles.map(({ id, name, permissions, bot }, position) => ({
        id,
        name,
        permissions: String(permissions),
        position,
        color: 0,
        colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
        hoist: false,
        managed: bot !== undefined,
        tags: bot && { bot_id: bot.id },
        icon: null,
        unicode_emoji: null,
        mentionable: false,
        flags: 0,
      })),
      channels: channels.filter(({ kind }) => kind === 'text').map((each) => this.channel(each)),
      // Archived threads are not told.
      threads: channels
        .filter(({ kind, archived }) => kind === 'thread' && !archived)
        .map((each) => this.channel(each)),
    };
  }

  attachment(channel: Channel, file: StoredFile) {
    const url = this.#cdn.sign(channel.id, file);
    return {
      id: file.id,
      filename: file.filename,
      description: file.description ?? undefined,
      content_type: file.contentType,
      size: file.bytes.length,
      url,
      proxy_url: url,
    };
  }

  /** `hidden`: as a bot without the message content intent sees what is not meant for it. */
  message(message: Message, { hidden = false }: { hidden?: boolean } = {}) {
    const { channel, author, replyTo } = message;
    const referenced = replyTo === null ? undefined : channel.messages.get(replyTo);
    return {
      id: message.id,
      channel_id: channel.id,
      guild_id: channel.guild?.id,
      author: this.user(author),
      ...(channel.guild &&
        !author.bot && { member: this.#memberWithoutUser(channel.guild, author) }),
      content: hidden ? '' : message.content,
      timestamp: SENT_AT,
      edited_timestamp: message.edits > 0 ? '2026-01-01T00:00:01.000000+00:00' : null,
      tts: false,
      mention_everyone: false,
      mentions: message.mentions.map((user) => this.user(user)),
      mention_roles: message.mentionedRoles.map((role) => role.id),
      ...(hidden ? NOTHING : this.#content(message)),
      reactions: [...message.reactions].map(([name, users]) => ({
        emoji: { id: null, name },
        count: users.size,
        count_details: { burst: 0, normal: users.size },
        burst_colors: [],
        me: users.has(this.#world.bot.id),
        me_burst: false,
      })),
      pinned: false,
      type: message.type,
      flags: message.flags,
      ...(message.thread && { thread: this.channel(message.thread) }),
      ...(message.forwarded &&
        !hidden && {
          message_reference: {
            type: 1,
            message_id: message.forwarded.id,
            channel_id: message.forwarded.channel.id,
          },
          message_snapshots: [{ message: this.#snapshot(message.forwarded) }],
        }),
      ...(replyTo !== null && {
        message_reference: { type: 0, message_id: replyTo, channel_id: channel.id },
        referenced_message: referenced ? this.#summary(referenced) : null,
      }),
    };
  }

  #summary(message: Message): unknown {
    return { ...this.message(message), referenced_message: undefined };
  }

  #memberWithoutUser(guild: Guild, user: User) {
    const { user: _, ...member } = this.member(guild, user);
    return member;
  }

  /** A message inside another that forwards it: without its author and its own id. */
  #snapshot(message: Message) {
    return {
      type: message.type,
      content: message.content,
      mentions: [],
      mention_roles: [],
      timestamp: SENT_AT,
      edited_timestamp: null,
      flags: message.flags,
      ...this.#content(message),
    };
  }

  /** Files that components or embeds show are found there, and not among the attachments. */
  #content(message: Message) {
    const { channel, files, embeds } = message;
    const shown = new Set(
      flatten(message.components).flatMap((each) =>
        mediaOf(each).map(({ url }) => fileOf(message, url)),
      ),
    );
    const numbers = { last: 0 };
    return {
      attachments: files
        .filter((file) => !shown.has(file))
        .map((file) => this.attachment(channel, file)),
      embeds: embeds.map(({ type, url, thumbnail }) => ({
        type,
        url,
        thumbnail: {
          url,
          proxy_url: this.attachment(channel, thumbnail).url,
          width: 64,
          height: 64,
          flags: 0,
        },
      })),
      components: message.components.map((each) => this.#component(message, each, numbers)),
    };
  }

  /** Every component has a number, and `attachment://name` becomes the file’s links. */
  #component(message: Message, component: Component, numbers: { last: number }): unknown {
    numbers.last += 1;
    const { components, accessory, items, media, file, ...own } = component;
    const inner = (each: Component) => this.#component(message, each, numbers);
    return {
      id: numbers.last,
      ...DEFAULTS[component.type],
      ...own,
      ...(components && { components: components.map(inner) }),
      ...(accessory && { accessory: inner(accessory) }),
      ...(media && { media: this.#media(message, media) }),
      ...(file && this.#fileFields(message, file)),
      ...(items && {
        items: items.map((item) => ({
          description: item.description ?? null,
          spoiler: false,
          media: this.#media(message, item.media),
        })),
      }),
    };
  }

  #fileFields(message: Message, file: Media) {
    const stored = fileOf(message, file.url);
    return {
      file: this.#media(message, file),
      name: stored?.filename ?? 'file',
      size: stored?.bytes.length ?? 0,
    };
  }

  #media(message: Message, { url }: Media) {
    const file = fileOf(message, url);
    const own = file && this.attachment(message.channel, file);
    return {
      id: file?.id ?? this.#world.newId(),
      url: own?.url ?? url,
      proxy_url: own?.proxy_url ?? url,
      width: null,
      height: null,
      content_type: file?.contentType ?? null,
      ...(file && { attachment_id: file.id }),
    };
  }
}

const SENT_AT = '2026-01-01T00:00:00.000000+00:00';
const NOTHING = { attachments: [], embeds: [], components: [] };

/** What Discord adds to components that were sent without it. */
const DEFAULTS: Readonly<Record<number, object>> = {
  [ComponentType.Container]: { accent_color: null, spoiler: false },
  [ComponentType.StringSelect]: { min_values: 1, max_values: 1 },
  [ComponentType.Thumbnail]: { description: null, spoiler: false },
  [ComponentType.File]: { spoiler: false },
};

/** The media that a component shows. */
export function mediaOf({ items = [], media, file }: Component): Media[] {
  return [...items.map((item) => item.media), ...(media ? [media] : []), ...(file ? [file] : [])];
}

export function fileOf(message: Message, url: string): StoredFile | undefined {
  return message.files.find(({ filename }) => url === `attachment://${filename}`);
}

export function isEphemeral(flags: number): boolean {
  return (flags & MessageFlags.Ephemeral) !== 0;
}
