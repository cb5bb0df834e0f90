import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
} from 'discord.js';
import { type Choice, Interaction, type Interactions } from './interactions.ts';
import { flatten } from './message-rules.ts';
import type { Payloads } from './payloads.ts';
import type { DeployedCommand, Rest } from './rest.ts';
import { buttonsOf, eventually, isThinking, shownTo } from './screen.ts';
import type { Channel, Message, StoredFile, User, World } from './world.ts';

export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface PersonParts {
  readonly world: World;
  readonly payloads: Payloads;
  readonly interactions: Interactions;
  readonly rest: Rest;
}

/** Somebody at a Discord client: does what people can do there, and no more. */
export class Person {
  readonly user: User;
  readonly #parts: PersonParts;

  constructor(user: User, parts: PersonParts) {
    this.user = user;
    this.#parts = parts;
  }

  sees(channel: Channel): Message[] {
    return shownTo(this.user, channel);
  }

  /** Types a message, with pictures, in answer to another one. */
  say(
    channel: Channel,
    text: string,
    { pictures = [], replyTo }: { pictures?: readonly Upload[]; replyTo?: Message } = {},
  ): Message {
    const { world } = this.#parts;
    const mentioned = [...text.matchAll(/<@!?(\d+)>/g)].flatMap(
      ([, id]) => world.users.get(id ?? '') ?? [],
    );
    const roles = channel.guild?.roles.filter(({ id }) => text.includes(`<@&${id}>`)) ?? [];
    const message = world.addMessage({
      channel,
      author: this.user,
      content: text,
      mentionedRoles: roles,
      type: replyTo ? 19 : 0,
      replyTo: replyTo?.id ?? null,
      // A reply notifies whom it answers.
      mentions: [...new Set([...mentioned, ...(replyTo ? [replyTo.author] : [])])],
      files: pictures.map((picture) => this.#file(picture)),
    });
    world.emit({ name: 'MESSAGE_CREATE', channel, data: {}, message });
    return message;
  }

  react(message: Message, emoji: string): void {
    this.#checkOpen(message.channel);
    const users = message.reactions.get(emoji) ?? new Set();
    message.reactions.set(emoji, users.add(this.user.id));
    const { guild } = message.channel;
    this.#emitReaction('MESSAGE_REACTION_ADD', message, emoji, {
      message_author_id: message.author.id,
      ...(guild && { member: this.#parts.payloads.member(guild, this.user) }),
    });
  }

  unreact(message: Message, emoji: string): void {
    this.#checkOpen(message.channel);
    message.reactions.get(emoji)?.delete(this.user.id);
    this.#emitReaction('MESSAGE_REACTION_REMOVE', message, emoji, {});
  }

  /** Gives a slash command; resolves once the bot has acknowledged it. */
  async slash(
    channel: Channel,
    name: string,
    options: Readonly<Record<string, string | number | Upload>> = {},
  ): Promise<Interaction> {
    const command = this.#command(channel, name, ApplicationCommandType.ChatInput);
    for (const option of command.options)
      if (option.required && options[option.name] === undefined)
        throw new Error(`/${name} needs ${option.name}`);
    const attachments: Record<string, unknown> = {};
    const given = Object.entries(options).map(([key, value]) => {
      const option = command.options.find((each) => each.name === key);
      if (!option) throw new Error(`/${name} has no option ${key}`);
      if (typeof value !== 'object') return { name: key, type: option.type, value };
      if (option.type !== ApplicationCommandOptionType.Attachment)
        throw new Error(`/${name} ${key} takes no file`);
      const file = this.#file(value);
      attachments[file.id] = this.#parts.payloads.attachment(channel, file);
      return { name: key, type: option.type, value: file.id };
    });
    return await this.#interact(InteractionType.ApplicationCommand, channel, {
      id: '1',
      name,
      type: ApplicationCommandType.ChatInput,
      options: given,
      resolved: { attachments },
    });
  }

  /** Chooses an entry of a message's menu. */
  async shortcut(message: Message, name: string): Promise<Interaction> {
    this.#command(message.channel, name, ApplicationCommandType.Message);
    return await this.#interact(InteractionType.ApplicationCommand, message.channel, {
      id: '1',
      name,
      type: ApplicationCommandType.Message,
      target_id: message.id,
      resolved: { messages: { [message.id]: this.#parts.payloads.message(message) } },
    });
  }

  /** The choices offered while an option is being typed. */
  async typing(
    channel: Channel,
    name: string,
    option: string,
    text: string,
  ): Promise<readonly Choice[]> {
    const spec = this.#command(channel, name, ApplicationCommandType.ChatInput).options.find(
      (each) => each.name === option,
    );
    if (!spec?.autocomplete) throw new Error(`/${name} ${option} has no autocomplete`);
    const interaction = await this.#interact(
      InteractionType.ApplicationCommandAutocomplete,
      channel,
      {
        id: '1',
        name,
        type: ApplicationCommandType.ChatInput,
        options: [{ name: option, type: spec.type, value: text, focused: true }],
      },
    );
    return interaction.choices ?? [];
  }

  /** Presses the button with this label, or chooses the entry of a menu. */
  async click(message: Message, label: string): Promise<Interaction> {
    const button = buttonsOf(message).find((each) => each.label === label);
    if (!button) {
      const labels = buttonsOf(message).map((each) => each.label);
      throw new Error(`There is no button ${label} among ${labels.join(', ')}`);
    }
    return await this.#interact(
      InteractionType.MessageComponent,
      message.channel,
      button.menu === undefined
        ? { custom_id: button.id, component_type: ComponentType.Button, id: 1 }
        : {
            ...{ custom_id: button.menu, component_type: ComponentType.StringSelect, id: 1 },
            values: [button.id],
          },
      message,
    );
  }

  /** Fills in the form that an interaction opened. */
  async submit(
    { modal, channel, origin }: Interaction,
    values: Readonly<Record<string, string | Upload | readonly Upload[]>>,
  ): Promise<Interaction> {
    if (!modal) throw new Error('No form is open');
    const attachments: Record<string, unknown> = {};
    const fields = flatten(modal.components).filter(({ custom_id }) => custom_id !== undefined);
    const components = fields.map((field, i) => {
      const given = values[field.custom_id ?? ''];
      const common = { id: i + 10, type: field.type, custom_id: field.custom_id };
      if (field.type !== ComponentType.FileUpload)
        return { id: i, type: 18, component: { ...common, value: given ?? field.value ?? '' } };
      const files = typeof given === 'object' ? [given].flat().map((file) => this.#file(file)) : [];
      for (const file of files)
        attachments[file.id] = this.#parts.payloads.attachment(channel, file);
      return { id: i, type: 18, component: { ...common, values: files.map(({ id }) => id) } };
    });
    return await this.#interact(
      InteractionType.ModalSubmit,
      channel,
      { custom_id: modal.custom_id, components, resolved: { attachments } },
      origin ?? undefined,
    );
  }

  /** The message that answers an interaction, once it is there. */
  async answerTo(interaction: Interaction): Promise<Message> {
    return await eventually(
      () =>
        interaction.answers.find(
          (message) => !isThinking(message) && message.channel.messages.has(message.id),
        ),
      { what: 'an answer' },
    );
  }

  #command(channel: Channel, name: string, type: number): DeployedCommand {
    this.#checkOpen(channel);
    const found = this.#parts.rest.command(name, channel.guild?.id);
    if (found?.type !== type)
      throw new Error(`Discord offers no command ${name} here: it is not deployed`);
    return found;
  }

  #checkOpen({ archived }: Channel): void {
    if (archived) throw new Error('The thread is archived: it takes no commands and no reactions');
  }

  async #interact(
    type: InteractionType,
    channel: Channel,
    data: Readonly<Record<string, unknown>>,
    origin?: Message,
  ): Promise<Interaction> {
    const { world, payloads, interactions } = this.#parts;
    const { guild } = channel;
    const interaction = new Interaction(world, {
      type,
      person: this.user,
      channel,
      ...(origin && { origin }),
    });
    interactions.add(interaction);
    world.emit({
      name: 'INTERACTION_CREATE',
      channel,
      data: {
        id: interaction.id,
        application_id: world.bot.id,
        type,
        token: interaction.token,
        version: 1,
        data,
        channel: payloads.channel(channel),
        channel_id: channel.id,
        ...(guild
          ? {
              guild_id: guild.id,
              guild: { id: guild.id, locale: 'en-US', features: [] },
              guild_locale: 'en-US',
              member: {
                ...payloads.member(guild, this.user),
                permissions: String(world.permissionsOf(this.user, channel).bitfield),
              },
            }
          : { user: payloads.user(this.user) }),
        ...(origin && { message: payloads.message(origin) }),
        app_permissions: String(world.permissionsOf(world.bot, channel).bitfield),
        locale: 'en-US',
        entitlements: [],
        authorizing_integration_owners: guild ? { 0: guild.id } : {},
        context: guild ? 0 : 1,
        attachment_size_limit: interactions.fileLimit,
      },
    });
    await eventually(() => interaction.acknowledged, {
      timeoutMs: 3_000,
      what: '“The application did not respond”: the acknowledgement',
    });
    return interaction;
  }

  #emitReaction(
    name: string,
    { id, channel }: Message,
    emoji: string,
    more: Readonly<Record<string, unknown>>,
  ): void {
    this.#parts.world.emit({
      name,
      channel,
      data: {
        user_id: this.user.id,
        message_id: id,
        channel_id: channel.id,
        guild_id: channel.guild?.id,
        emoji: { id: null, name: emoji },
        burst: false,
        type: 0,
        ...more,
      },
    });
  }

  #file({ name, bytes }: Upload): StoredFile {
    return {
      id: this.#parts.world.newId(),
      filename: name,
      contentType: 'image/png',
      description: null,
      bytes,
    };
  }
}
