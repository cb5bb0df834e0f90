import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type Channel,
  type Interaction,
  MessageFlags,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
  type StringSelectMenuInteraction,
} from 'discord.js';
import type { BotFace } from '../../../bot/chat/chat.ts';
import { commandNamed } from '../../../bot/request/commands.ts';
import type {
  Attachment,
  BotRequest,
  FormRequest,
  Visibility,
} from '../../../bot/request/requests.ts';
import type { Form } from '../../../bot/view/views.ts';
import type { Logger } from '../../../log.ts';
import { Recent } from '../../../pipeline/recent.ts';
import { cut } from '../../cut.ts';
import { LIMITS } from '../limits.ts';
import type { DiscordChat } from '../outgoing/discord-chat.ts';
import { chatErrorFrom, hasCode } from '../outgoing/failures.ts';
import { askFor, missingFrom } from '../outgoing/permissions.ts';
import { type Answerable, Answering } from './answering.ts';
import { filledForm, modalOf } from './forms.ts';
import {
  buttonRequest,
  commandRequest,
  type Files,
  personOfInteraction,
  placeOfChannel,
  shortcutRequest,
} from './requests.ts';

/** A form must be the first answer, and within 3 s; a bot that needs longer goes without. */
const FORM_PATIENCE_MS = 2_000;
const REMEMBERED_FORMS = 500;

const NOT_A_MEMBER =
  'I was added to this server without its bot half, so I cannot open threads here. Ask an administrator to invite me again with the link that `wordbrush discord deploy` prints.';

export interface InteractionParts {
  readonly bot: BotFace;
  readonly chat: DiscordChat;
  readonly files: Files;
  readonly log: Logger;
}

/** Commands, buttons, forms and menus: acknowledged in time, then handed to the bot. */
export class Interactions {
  readonly #parts: InteractionParts;
  /** Pictures of messages whose menu opened a form: it comes back without them. */
  readonly #formFiles = new Recent<readonly Attachment[]>(REMEMBERED_FORMS);

  constructor(parts: InteractionParts) {
    this.#parts = parts;
  }

  async take(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) return await this.#suggest(interaction);
    const isOurs =
      interaction.isChatInputCommand() ||
      interaction.isMessageContextMenuCommand() ||
      interaction.isButton() ||
      interaction.isStringSelectMenu() ||
      interaction.isModalSubmit();
    if (!isOurs) return;
    try {
      await this.#answer(interaction);
    } catch (error) {
      const isAnswered = hasCode(
        error,
        RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged, // it was delivered twice
        RESTJSONErrorCodes.UnknownInteraction, // more than 3 s have gone by
      );
      if (!isAnswered) throw error;
      this.#parts.log.warn({ interaction: interaction.id }, 'an interaction could not be answered');
    }
  }

  async #answer(interaction: Answerable): Promise<void> {
    const { bot, chat, log } = this.#parts;
    const { channel } = interaction;
    const thinking = visibilityOf(interaction);
    if (!channel) return await refuse(interaction, NOT_A_MEMBER);
    const obstacle = obstacleIn(channel, interaction, thinking);
    if (obstacle !== null) return await refuse(interaction, obstacle);
    const request = this.#requestOf(interaction, channel);
    if (!interaction.isModalSubmit()) {
      const form = await this.#formFor(request);
      if (form) {
        const origin = request.kind === 'shortcut' ? request.message : undefined;
        if (request.kind === 'shortcut')
          this.#formFiles.set(`${request.person.id}/${request.message}`, request.attachments);
        await interaction.showModal(modalOf(form, origin));
        if (interaction.isStringSelectMenu()) await unselect(interaction);
        return;
      }
    }
    // An update of the message, even of nothing, lets the same entry be chosen again.
    if (interaction.isStringSelectMenu()) await interaction.update({});
    else if (thinking === null && (interaction.isButton() || interaction.isModalSubmit()))
      await interaction.deferUpdate();
    else
      await interaction.deferReply(thinking === 'private' ? { flags: MessageFlags.Ephemeral } : {});
    // The newest interaction on a private message is the one that can still change it.
    if (isPress(interaction) && interaction.message.flags.has(MessageFlags.Ephemeral))
      chat.keepPrivate(interaction.message.id, interaction.webhook);
    const answering = new Answering(interaction, request.place, chat, thinking);
    await bot.handle(request, answering.answer);
    await answering.settle().catch((error: unknown) => {
      const reason = chatErrorFrom(error, () => 'forbidden');
      log.warn({ reason: String(reason) }, 'a “thinking…” could not be taken away');
    });
  }

  #requestOf(interaction: Answerable, channel: Channel): BotRequest {
    const { files } = this.#parts;
    if (interaction.isChatInputCommand()) return commandRequest(interaction, channel, files);
    if (interaction.isMessageContextMenuCommand())
      return shortcutRequest(interaction, interaction.targetMessage, channel, files);
    if (interaction.isButton()) return buttonRequest(interaction, interaction, channel);
    if (interaction.isStringSelectMenu()) {
      const [customId = ''] = interaction.values;
      return buttonRequest(interaction, { customId, message: interaction.message }, channel);
    }
    return this.#formRequest(interaction, channel);
  }

  #formRequest(interaction: ModalSubmitInteraction, channel: Channel): BotRequest<FormRequest> {
    const { id, values, uploads, message } = filledForm(interaction);
    const person = personOfInteraction(interaction);
    const remembered = this.#formFiles.get(`${person.id}/${message}`) ?? [];
    return {
      kind: 'form',
      place: placeOfChannel(channel),
      person,
      id,
      values,
      attachments: uploads.length > 0 ? this.#parts.files(uploads, null) : remembered,
      ...(message !== undefined && { message }),
    };
  }

  async #formFor(request: BotRequest): Promise<Form | null> {
    const late = new AbortController();
    const patience = sleep(FORM_PATIENCE_MS, null, { signal: late.signal }).catch(() => null);
    try {
      return await Promise.race([this.#parts.bot.form(request), patience]);
    } finally {
      late.abort();
    }
  }

  async #suggest(interaction: AutocompleteInteraction): Promise<void> {
    const { channel, commandName } = interaction;
    const { name, value } = interaction.options.getFocused(true);
    const choices = channel
      ? await this.#parts.bot.suggest({
          place: placeOfChannel(channel),
          command: commandName,
          option: name,
          text: value,
        })
      : [];
    const fitting = choices
      .filter((choice) => choice.value.length <= LIMITS.choice.value)
      .map((choice) => ({ ...choice, name: cut(choice.name, LIMITS.choice.name) }))
      .slice(0, LIMITS.choices);
    // Nobody waits any more for choices that come too late.
    await interaction.respond(fitting).catch(() => {});
  }
}

function isPress(
  interaction: Answerable,
): interaction is ButtonInteraction | StringSelectMenuInteraction {
  return interaction.isButton() || interaction.isStringSelectMenu();
}

/** A form that is closed leaves its entry chosen, and nobody could choose it again. */
async function unselect({ message }: StringSelectMenuInteraction): Promise<void> {
  if (!message.flags.has(MessageFlags.Ephemeral)) await message.edit({}).catch(() => {});
}

async function refuse(interaction: Answerable, content: string): Promise<void> {
  await interaction.reply({ content, flags: MessageFlags.Ephemeral });
}

/** How an interaction shows that work goes on: a “thinking…” for all or for one, or nothing. */
function visibilityOf(interaction: Answerable): Visibility | null {
  if (interaction.isChatInputCommand())
    return commandNamed(interaction.commandName)?.visibility ?? 'private';
  if (isPress(interaction)) return null;
  if (interaction.isModalSubmit()) return interaction.isFromMessage() ? null : 'public';
  return 'public';
}

/** Why nothing could be shown here, said before any work begins. */
function obstacleIn(
  channel: Channel,
  { appPermissions }: Answerable,
  visibility: Visibility | null,
): string | null {
  if (channel.isDMBased() || visibility === 'private') return null;
  const missing = missingFrom(appPermissions, channel.isThread() ? 'thread' : 'channel');
  return missing.essential ? askFor(missing) : null;
}
