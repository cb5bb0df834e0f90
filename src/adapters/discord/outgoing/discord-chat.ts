import {
  type AnyThreadChannel,
  type Client,
  type InteractionWebhook,
  type Message,
  RESTJSONErrorCodes,
  type SendableChannels,
  ThreadAutoArchiveDuration,
} from 'discord.js';
import { type Chat, ChatError } from '../../../bot/chat/chat.ts';
import type { MessageRef, Place } from '../../../bot/request/requests.ts';
import type { View } from '../../../bot/view/views.ts';
import { Recent } from '../../../pipeline/recent.ts';
import { cut } from '../../cut.ts';
import { sendWhatFits, type TriedFile } from '../../what-fits.ts';
import { placeOfChannel } from '../incoming/requests.ts';
import { LIMITS } from '../limits.ts';
import { filesOf } from '../message-files.ts';
import { chatErrorFrom, hasCode, isTooLarge } from './failures.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { askFor, missingFrom } from './permissions.ts';

/** Discord gives at most so many messages at once. */
const PAGE = 100;
const SENDING = { fileBytes: LIMITS.message.fileBytes, isTooLarge };
const REMEMBERED_PRIVATE_ANSWERS = 1_000;

/** What the bot asks of Discord, by the bot token: it goes on working when interactions are over. */
export class DiscordChat implements Chat {
  readonly platform = 'discord';
  readonly limits = LIMITS;
  readonly #client: Client<true>;
  readonly #outbox = new Outbox();
  /** What can change the messages that one person alone sees. */
  readonly #private = new Recent<InteractionWebhook>(REMEMBERED_PRIVATE_ANSWERS);

  constructor(client: Client<true>) {
    this.#client = client;
  }

  async post(place: Place, view: View, nonce?: string, replyTo?: string): Promise<MessageRef> {
    return await this.attempt(place, async () => {
      const channel = await this.#channel(place);
      const more = {
        ...(nonce !== undefined && { nonce, enforceNonce: true }),
        ...(replyTo !== undefined && {
          reply: { messageReference: replyTo, failIfNotExists: false },
        }),
      };
      return await this.deliver(place, view, (message) => channel.send({ ...message, ...more }));
    });
  }

  /** Looks at the newest hundred messages; nothing is found where the bot may not read. */
  async findButton(place: Place, id: string): Promise<MessageRef | null> {
    return await this.attempt(place, async () => {
      const { messages } = await this.#channel(place);
      const page = await messages.fetch({ limit: PAGE });
      const found = page.find(
        (message) =>
          message.author.id === this.#client.user.id && message.resolveComponent(id) !== null,
      );
      return found ? { place, id: found.id } : null;
    }).catch((error: unknown) => {
      if (!(error instanceof ChatError && error.code === 'forbidden')) throw error;
      return null;
    });
  }

  async update(message: MessageRef, view: View): Promise<MessageRef> {
    const { id, place } = message;
    return await this.attempt(place, async () => {
      const webhook = this.#private.get(id);
      const { messages } = await this.#channel(place);
      const shown = await sendWhatFits(view, SENDING, async (fitting, trying) => {
        const outgoing = await this.#outbox.render(fitting, id, () =>
          webhook ? webhook.fetchMessage(id) : messages.fetch(id),
        );
        trying(sizesOf(outgoing));
        return webhook
          ? await webhook.editMessage(id, outgoing)
          : await messages.edit(id, outgoing);
      });
      this.#outbox.remember(shown);
      return message;
    });
  }

  async remove({ id, place }: MessageRef): Promise<void> {
    await this.attempt(place, async () => {
      const webhook = this.#private.get(id);
      if (webhook) await webhook.deleteMessage(id);
      else await (await this.#channel(place)).messages.delete(id);
    }).catch((error: unknown) => {
      if (!(error instanceof ChatError && error.code === 'gone')) throw error;
    });
  }

  /** There are no threads in direct messages, nor in threads. */
  async openThread({ id, place }: MessageRef, name: string): Promise<Place> {
    return await this.attempt(place, async () => {
      const channel = await this.#channel(place);
      if (!('threads' in channel) || channel.isThread()) return place;
      try {
        const thread = await channel.threads.create({
          name: cut(name.trim() || 'A picture', LIMITS.threadNameLength),
          startMessage: id,
          autoArchiveDuration: ThreadAutoArchiveDuration.OneWeek,
        });
        return placeOfChannel(thread);
      } catch (error) {
        // A thread has the id of its message.
        if (hasCode(error, RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage))
          return { ...place, thread: id };
        throw error;
      }
    });
  }

  /** Where nobody else said anything in it and the bot may, the thread goes; else it is put away. */
  async takeBackThread(place: Place): Promise<void> {
    await this.attempt(place, async () => {
      const thread = await this.#channel(place);
      if (!thread.isThread()) return;
      const said = await thread.messages.fetch({ limit: PAGE }).catch(() => null);
      const starter = await this.#starterOf(thread);
      if (starter?.author.id === this.#client.user.id) await starter.delete();
      const isBare = said?.every(({ author }) => author.id === this.#client.user.id) ?? false;
      const isGone = isBare && (await deleteIfAllowed(thread));
      if (!isGone) await thread.edit({ name: 'Nothing came of this', archived: true });
    }).catch((error: unknown) => {
      if (!(error instanceof ChatError && error.code === 'gone')) throw error;
    });
  }

  /** People's own messages are not the bot's to delete: the thread loses its name and is put away. */
  async removeThread(place: Place): Promise<void> {
    await this.attempt(place, async () => {
      const thread = await this.#channel(place);
      if (!thread.isThread()) return;
      await this.#removePictures(thread);
      await this.#removeStarter(thread);
      await thread.edit({ name: 'Forgotten', archived: true });
    }).catch((error: unknown) => {
      if (!(error instanceof ChatError && error.code === 'gone')) throw error;
    });
  }

  /** Every picture that the bot posted there, whoever remembers it. */
  async #removePictures(thread: AnyThreadChannel): Promise<void> {
    let before: string | undefined;
    for (;;) {
      const page = await thread.messages.fetch({
        limit: PAGE,
        ...(before !== undefined && { before }),
      });
      for (const message of page.values())
        if (message.author.id === this.#client.user.id && filesOf(message).length > 0)
          await message.delete();
      before = page.lastKey();
      if (page.size < PAGE) return;
    }
  }

  /** The message that a thread hangs on is not in it; a picture of the bot's goes too. */
  async #removeStarter(thread: AnyThreadChannel): Promise<void> {
    const starter = await this.#starterOf(thread);
    if (starter && starter.author.id === this.#client.user.id && filesOf(starter).length > 0)
      await starter.delete();
  }

  async #starterOf(thread: AnyThreadChannel): Promise<Message | null> {
    return await thread.fetchStarterMessage().catch((error: unknown) => {
      if (!hasCode(error, RESTJSONErrorCodes.UnknownMessage)) throw error;
      return null;
    });
  }

  async react({ id, place }: MessageRef, emoji: readonly string[]): Promise<void> {
    await this.attempt(place, async () => {
      const channel = await this.#channel(place);
      // One after the other: that is the order in which people see them.
      for (const each of emoji) await channel.messages.react(id, each);
    });
  }

  async typing(place: Place): Promise<void> {
    await this.attempt(place, async () => (await this.#channel(place)).sendTyping());
  }

  /** Sends a view in some way, and remembers what the message shows. */
  async deliver(
    place: Place,
    view: View,
    send: (message: Omit<Outgoing, 'attachments'>) => Promise<Message>,
  ): Promise<MessageRef> {
    const message = await sendWhatFits(view, SENDING, async (fitting, trying) => {
      const { attachments: _, ...outgoing } = await this.#outbox.render(fitting);
      trying(sizesOf(outgoing));
      return await send(outgoing);
    });
    this.#outbox.remember(message);
    return { place, id: message.id };
  }

  /** Only the interaction's webhook reaches a message that one person alone sees, for 15 minutes. */
  keepPrivate(id: string, webhook: InteractionWebhook): void {
    this.#private.set(id, webhook);
  }

  /** Opens an archived thread where that is what stands in the way; refusals become `ChatError`s. */
  async attempt<T>(place: Place, operation: () => Promise<T>): Promise<T> {
    try {
      try {
        return await operation();
      } catch (error) {
        if (!hasCode(error, RESTJSONErrorCodes.InvalidActionOnArchivedThread)) throw error;
        const channel = await this.#channel(place);
        if (!channel.isThread() || channel.locked) throw error;
        await channel.setArchived(false);
        return await operation();
      }
    } catch (error) {
      throw chatErrorFrom(error, () => this.#whyForbidden(place));
    }
  }

  async #channel({ channel, thread }: Place): Promise<SendableChannels> {
    const found = await this.#client.channels.fetch(thread ?? channel);
    if (!found?.isSendable()) throw new ChatError('gone', 'That channel is no longer there.');
    return found;
  }

  #whyForbidden({ channel, thread }: Place): string {
    const found = this.#client.channels.cache.get(thread ?? channel);
    if (!found || found.isDMBased()) return askFor({ names: ['View Channel'], essential: true });
    const me = found.guild.members.me;
    const granted = me && found.permissionsFor(me);
    return askFor(
      granted
        ? missingFrom(granted, found.isThread() ? 'thread' : 'channel')
        : { names: [], essential: true },
    );
  }
}

/** Whether it was deleted: only who may manage threads deletes one, its own too. */
async function deleteIfAllowed(thread: AnyThreadChannel): Promise<boolean> {
  try {
    await thread.delete();
    return true;
  } catch (error) {
    if (!hasCode(error, RESTJSONErrorCodes.MissingPermissions)) throw error;
    return false;
  }
}

function sizesOf({ files }: Pick<Outgoing, 'files'>): TriedFile[] {
  return files.map(({ name, attachment }) => ({ name, bytes: attachment.length }));
}
