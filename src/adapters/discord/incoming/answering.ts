import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
  type StringSelectMenuInteraction,
} from 'discord.js';
import type { Answer } from '../../../bot/chat/chat.ts';
import type { MessageRef, Place, Visibility } from '../../../bot/request/requests.ts';
import type { View } from '../../../bot/view/views.ts';
import type { DiscordChat } from '../outgoing/discord-chat.ts';
import { hasCode } from '../outgoing/failures.ts';

export type Answerable =
  | ChatInputCommandInteraction
  | MessageContextMenuCommandInteraction
  | ButtonInteraction
  | StringSelectMenuInteraction
  | ModalSubmitInteraction;

/** The answers to one interaction that has been acknowledged, with a “thinking…” or without. */
export class Answering {
  readonly #interaction: Answerable;
  readonly #place: Place;
  readonly #chat: DiscordChat;
  #thinking: Visibility | null;

  constructor(
    interaction: Answerable,
    place: Place,
    chat: DiscordChat,
    thinking: Visibility | null,
  ) {
    this.#interaction = interaction;
    this.#place = place;
    this.#chat = chat;
    this.#thinking = thinking;
  }

  readonly answer: Answer = (view, visibility = 'public') =>
    this.#chat.attempt(this.#place, async () => {
      try {
        return await this.#reply(view, visibility);
      } catch (error) {
        // After 15 minutes the interaction is over, and an ordinary message does it.
        if (!hasCode(error, RESTJSONErrorCodes.InvalidWebhookToken)) throw error;
        return await this.#chat.post(this.#place, view);
      }
    });

  async #reply(view: View, visibility: Visibility): Promise<MessageRef> {
    const interaction = this.#interaction;
    // A “thinking…” keeps the visibility that it was made with.
    if (this.#thinking !== null && this.#thinking !== visibility) await this.settle();
    const replaces = this.#thinking !== null;
    this.#thinking = null;
    const audience = visibility === 'private' ? MessageFlags.Ephemeral : 0;
    const answer = await this.#chat.deliver(this.#place, view, (message) =>
      replaces
        ? interaction.editReply(message)
        : interaction.followUp({ ...message, flags: message.flags | audience }),
    );
    if (visibility === 'private') this.#chat.keepPrivate(answer.id, interaction.webhook);
    return answer;
  }

  /** Takes away a “thinking…” that nothing has replaced. */
  async settle(): Promise<void> {
    if (this.#thinking === null) return;
    this.#thinking = null;
    await this.#interaction.deleteReply().catch((error: unknown) => {
      if (!hasCode(error, RESTJSONErrorCodes.UnknownMessage)) throw error;
    });
  }
}
