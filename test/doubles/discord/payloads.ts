import { ChannelType, MessageFlags } from 'discord.js';
import type { Cdn } from './cdn.ts';
import type { Channel, Component, Guild, Message, StoredFile, User, World } from './world.ts';

/** Objects as the API and the gateway spell them. */
export class Payloads {
  readonly #world: World;
  readonly #cdn: Cdn;

  constructor(world: World, cdn: Cdn) {
    this.#world = world;
    this.#cdn = cdn;
  }

  user({ id, username, bot }: User) {
    return { id, username, global_name: username, discriminator: '0', avatar: null, bot };
  }

  member(guild: Guild, user: User) {
    return {
      user: this.user(user),
      roles: guild.members.get(user.id) ?? [],
      nick: null,
      avatar: null,
      joined_at: '2026-01-01T00:00:00.000000+00:00',
      deaf: false,
      mute: false,
      flags: 0,
    };
  }

  channel(channel: Channel) {
    const { id, name, guild, parent, denied } = channel;
    const common = { id, name, guild_id: guild?.id, last_message_id: null };
    switch (channel.kind) {
      case 'dm':
        return {
          id,
          type: ChannelType.DM,
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
      timestamp: '2026-01-01T00:00:00.000000+00:00',
      edited_timestamp: message.edits > 0 ? '2026-01-01T00:00:01.000000+00:00' : null,
      tts: false,
      mention_everyone: false,
      mentions: message.mentions.map((user) => this.user(user)),
      mention_roles: message.mentionedRoles.map((role) => role.id),
      attachments: hidden ? [] : message.files.map((file) => this.attachment(channel, file)),
      embeds: [],
      components: hidden ? [] : message.components.map((each) => this.#component(message, each)),
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

  /** `attachment://name` becomes the file's link. */
  #component(message: Message, component: Component): unknown {
    return {
      ...component,
      components: component.components?.map((each) => this.#component(message, each)),
      items: component.items?.map((item) => {
        const file = fileOf(message, item.media.url);
        return file
          ? { ...item, media: { url: this.attachment(message.channel, file).url } }
          : item;
      }),
    };
  }
}

export function fileOf(message: Message, url: string): StoredFile | undefined {
  return message.files.find(({ filename }) => url === `attachment://${filename}`);
}

export function isEphemeral(flags: number): boolean {
  return (flags & MessageFlags.Ephemeral) !== 0;
}
