import { randomBytes } from 'node:crypto';
import { InteractionResponseType, InteractionType, MessageFlags } from 'discord.js';
import { z } from 'zod';
import { applyBody, MessageBody, notified, parseBody, type Sent } from './message-rules.ts';
import { invalidForm, Refusal, unauthorized, unknown } from './refusal.ts';
import type { Channel, Component, Message, User, World } from './world.ts';

const ACKNOWLEDGE_MS = 3_000;
const TOKEN_LIFETIME_MS = 15 * 60 * 1_000;

export interface Choice {
  readonly name: string;
  readonly value: string;
}

export interface Modal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly Component[];
}

/** What somebody did with a command, a button or a form, and what the bot made of it. */
export class Interaction {
  readonly id: string;
  readonly token = `interaction-${randomBytes(24).toString('hex')}`;
  readonly type: InteractionType;
  readonly person: User;
  readonly channel: Channel;
  /** The message whose button was pressed. */
  readonly origin: Message | null;
  readonly createdAt: number;
  readonly sentAt = performance.now();
  acknowledgedAfterMs: number | null = null;
  /** What `@original` names: the answer, or the message that a button is on. */
  original: Message | null = null;
  /** The answer is a “thinking…” that the next message replaces. */
  deferred = false;
  modal: Modal | null = null;
  choices: readonly Choice[] | null = null;
  /** Every message that this interaction made. */
  readonly answers: Message[] = [];

  constructor(
    world: World,
    fields: Pick<Interaction, 'type' | 'person' | 'channel'> & { readonly origin?: Message },
  ) {
    this.id = world.newId();
    this.createdAt = world.clock.now();
    this.type = fields.type;
    this.person = fields.person;
    this.channel = fields.channel;
    this.origin = fields.origin ?? null;
  }

  get acknowledged(): boolean {
    return this.acknowledgedAfterMs !== null;
  }
}

const CallbackBody = z.looseObject({ type: z.number(), data: z.unknown().optional() });
const Flags = z.looseObject({ flags: z.number().optional() });
const ChoicesBody = z.looseObject({
  choices: z
    .array(z.looseObject({ name: z.string().min(1).max(100), value: z.string().max(100) }))
    .max(25),
});
const ModalBody = z.looseObject({
  custom_id: z.string().min(1).max(100),
  title: z.string().min(1).max(45),
  components: z
    .array(z.looseObject({ type: z.number(), label: z.string().max(45).optional() }))
    .min(1)
    .max(5),
});

/** The life of interactions: 3 s to acknowledge, 15 min to follow up, once each. */
export class Interactions {
  readonly #world: World;
  readonly #all = new Map<string, Interaction>();
  /** Bytes of one file, told to the bot as `attachment_size_limit`. */
  fileLimit: number;

  constructor(world: World, fileLimit: number) {
    this.#world = world;
    this.fileLimit = fileLimit;
  }

  add(interaction: Interaction): void {
    this.#all.set(interaction.token, interaction);
  }

  acknowledge(id: string, token: string, sent: Sent): Message | null {
    const interaction = this.#all.get(token);
    if (interaction?.id !== id) throw unknown.interaction();
    if (interaction.acknowledged)
      throw new Refusal(400, 40060, 'Interaction has already been acknowledged.');
    if (this.#world.clock.now() - interaction.createdAt > ACKNOWLEDGE_MS)
      throw unknown.interaction();
    const { type, data } = parseBody(CallbackBody, sent.body);
    this.#perform(interaction, type, { ...sent, body: data ?? {} });
    interaction.acknowledgedAfterMs = performance.now() - interaction.sentAt;
    return interaction.original;
  }

  #perform(interaction: Interaction, type: number, sent: Sent): void {
    const isAutocomplete = interaction.type === InteractionType.ApplicationCommandAutocomplete;
    if (isAutocomplete !== (type === InteractionResponseType.ApplicationCommandAutocompleteResult))
      throw invalidForm(`type ${type} is no answer to an interaction of type ${interaction.type}`);
    switch (type) {
      case InteractionResponseType.ChannelMessageWithSource:
        interaction.original = this.#answer(interaction, sent);
        return;
      case InteractionResponseType.DeferredChannelMessageWithSource: {
        const { flags = 0 } = parseBody(Flags, sent.body);
        const message = this.#newAnswer(interaction, flags);
        message.flags |= MessageFlags.Loading;
        this.#world.show(message);
        interaction.original = message;
        interaction.answers.push(message);
        interaction.deferred = true;
        return;
      }
      case InteractionResponseType.DeferredMessageUpdate:
        if (!interaction.origin) throw invalidForm('there is no message to update');
        interaction.original = interaction.origin;
        return;
      case InteractionResponseType.UpdateMessage:
        if (!interaction.origin) throw invalidForm('there is no message to update');
        interaction.original = this.edit(interaction, interaction.origin, sent);
        return;
      case InteractionResponseType.ApplicationCommandAutocompleteResult:
        interaction.choices = parseBody(ChoicesBody, sent.body).choices;
        return;
      case InteractionResponseType.Modal:
        if (interaction.type === InteractionType.ModalSubmit)
          throw invalidForm('a form cannot be answered with a form');
        parseBody(ModalBody, sent.body);
        interaction.modal = parseBody(MODAL, sent.body);
        return;
      default:
        throw invalidForm(`type: ${type} is not known`);
    }
  }

  /** The interaction of a webhook's token; the token works once it is acknowledged, for 15 min. */
  byToken(token: string): Interaction {
    const interaction = this.#all.get(token);
    if (!interaction) throw unauthorized();
    if (this.#world.clock.now() - interaction.createdAt > TOKEN_LIFETIME_MS)
      throw new Refusal(401, 50027, 'Invalid Webhook Token');
    if (!interaction.acknowledged) throw new Refusal(404, 10015, 'Unknown Webhook');
    return interaction;
  }

  message(interaction: Interaction, id: string): Message {
    const message =
      id === '@original'
        ? interaction.original
        : [...interaction.answers, interaction.origin].find((each) => each?.id === id);
    if (!message?.channel.messages.has(message.id)) throw unknown.message();
    return message;
  }

  followUp(interaction: Interaction, sent: Sent): Message {
    // The first follow-up after a deferral takes the place of the “thinking…”, and its visibility.
    if (interaction.deferred && interaction.original) {
      interaction.deferred = false;
      return this.edit(interaction, interaction.original, sent);
    }
    return this.#answer(interaction, sent);
  }

  edit(interaction: Interaction, message: Message, sent: Sent): Message {
    const first = (message.flags & MessageFlags.Loading) !== 0;
    applyBody(this.#world, message, sent, this.fileLimit);
    this.ping(sent);
    interaction.deferred = false;
    if (!first) message.edits += 1;
    this.#tell(first ? 'MESSAGE_CREATE' : 'MESSAGE_UPDATE', message);
    return message;
  }

  delete(interaction: Interaction, message: Message): void {
    if (message === interaction.original) interaction.deferred = false;
    message.channel.messages.delete(message.id);
    this.#tell('MESSAGE_DELETE', message);
  }

  /** People that a message of the bot's would have notified. */
  readonly pinged: User[] = [];

  ping(sent: Sent): void {
    this.pinged.push(...notified(this.#world, parseBody(MessageBody, sent.body)));
  }

  #answer(interaction: Interaction, sent: Sent): Message {
    const { flags = 0 } = parseBody(Flags, sent.body);
    const message = this.#newAnswer(interaction, flags);
    applyBody(this.#world, message, sent, this.fileLimit);
    this.ping(sent);
    this.#world.show(message);
    interaction.answers.push(message);
    this.#tell('MESSAGE_CREATE', message);
    return message;
  }

  #newAnswer({ channel, person, type }: Interaction, flags: number): Message {
    const ephemeral = flags & MessageFlags.Ephemeral;
    return this.#world.draft({
      channel,
      author: this.#world.bot,
      type: type === InteractionType.ApplicationCommand ? 20 : 0,
      onlyFor: ephemeral ? person.id : null,
      flags: ephemeral,
    });
  }

  /** Nobody but the person is told of what only the person sees. */
  #tell(name: string, message: Message): void {
    if (message.onlyFor === null)
      this.#world.emit({ name, channel: message.channel, data: {}, message });
  }
}

const MODAL: z.ZodType<Modal> = z.looseObject({
  custom_id: z.string(),
  title: z.string(),
  components: z.array(z.custom<Component>()),
});
