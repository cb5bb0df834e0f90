import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import { type Chat, ChatError } from '../../../bot/chat/chat.ts';
import type { MessageRef, Place } from '../../../bot/request/requests.ts';
import type { View } from '../../../bot/view/views.ts';
import { cut } from '../../cut.ts';
import type { ShownFile } from '../../shown-files.ts';
import { sendWhatFits, type TriedFile } from '../../what-fits.ts';
import { slackNames } from '../emoji.ts';
import { LIMITS } from '../limits.ts';
import { type Standing, withoutLinks } from '../text.ts';
import { chatErrorFrom, isNotInvited, isTooLarge, slackCode } from './failures.ts';
import { eachPage, newestWithButton } from './history.ts';
import { type PostedFile, PostedMessages } from './posted-messages.ts';
import { PrivateMessages } from './private-messages.ts';
import { type RenderedMessage, renderView } from './render.ts';

const SENDING = { fileBytes: LIMITS.message.fileBytes, isTooLarge };
/** A shared file appears in the channel some time after the upload is complete. */
const SHARE_TIMEOUT_MS = 30_000;
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 2_000;

export interface SlackChatParts {
  /** Waits as long as Slack asks, then tries again. */
  readonly client: webApi.WebClient;
  /** Refuses at once where Slack asks to wait: for updates, of which a newer one comes soon. */
  readonly hasty: webApi.WebClient;
  readonly botUserId: string;
}

/** What the bot asks of Slack. */
export class SlackChat implements Chat {
  readonly platform = 'slack';
  readonly limits = LIMITS;
  readonly #parts: SlackChatParts;
  readonly #posted: PostedMessages;
  readonly #private: PrivateMessages;

  constructor(parts: SlackChatParts) {
    this.#parts = parts;
    this.#posted = new PostedMessages(parts.client);
    this.#private = new PrivateMessages(parts.client);
  }

  async post(place: Place, view: View): Promise<MessageRef> {
    return await attempt(async () => {
      const id = await sendWhatFits(view, SENDING, async (fitting, trying) => {
        const rendered = renderView(fitting, standingOf(place));
        return rendered.files.length > 0
          ? await this.#share(place, rendered, trying)
          : await this.#say(place, rendered);
      });
      this.#posted.inThread({ place, id });
      return { place, id };
    });
  }

  /** Slack cannot exchange the files of a message: where they change, a new message takes its place. */
  async update(message: MessageRef, view: View): Promise<MessageRef> {
    return await attempt(async () => {
      const shownTo = this.#private.find(message);
      if (shownTo) return await this.#updatePrivate(message, view, shownTo);
      const { text, blocks, files } = renderView(view, standingOf(message.place));
      if (!isSame(await this.#posted.filesOf(message), files)) {
        const replacement = await this.post(message.place, view);
        await this.remove(message);
        return replacement;
      }
      const { channel } = message.place;
      await this.#parts.hasty.chat.update({ channel, ts: message.id, text, blocks });
      return message;
    });
  }

  async remove(message: MessageRef): Promise<void> {
    await attempt(async () => {
      const shownTo = this.#private.find(message);
      if (shownTo) return await this.#private.remove(shownTo);
      const { client } = this.#parts;
      const files = await this.#posted.filesOf(message);
      const { channel } = message.place;
      await unlessGone(client.chat.delete({ channel, ts: message.id }));
      // The files outlive their message.
      for (const { id } of files) await unlessGone(client.files.delete({ file: id }));
      this.#posted.forgetFiles(message);
    });
  }

  /** Looks at the newest messages of a channel, or through a thread. */
  async findButton(place: Place, id: string): Promise<MessageRef | null> {
    const { client, botUserId } = this.#parts;
    const ts = await attempt(() =>
      newestWithButton(client, place, { user: botUserId, button: id }),
    );
    return ts === null ? null : { place, id: ts };
  }

  /** A thread has no name here: the message that it hangs on says what it is about. */
  async openThread({ place, id }: MessageRef): Promise<Place> {
    return { ...place, thread: place.thread ?? id };
  }

  /** There is no thread without replies: the message that it was to hang on goes. */
  async takeBackThread({ thread, ...channel }: Place): Promise<void> {
    if (thread !== undefined) await this.remove({ place: channel, id: thread });
  }

  /** Every picture that the bot posted there, whoever remembers it; people's messages stay. */
  async removeThread(place: Place): Promise<void> {
    const { thread, channel } = place;
    if (thread === undefined) return;
    await attempt(async () => {
      await eachPage(this.#parts.client, { channel, thread }, async (messages) => {
        for (const { ts, user, files = [] } of messages)
          if (ts !== undefined && user === this.#parts.botUserId && files.length > 0)
            await this.remove({ place, id: ts });
      });
    }).catch((error: unknown) => {
      if (!(error instanceof ChatError && error.code === 'gone')) throw error;
    });
  }

  async react({ place, id }: MessageRef, emoji: readonly string[]): Promise<void> {
    await attempt(async () => {
      // One after the other: that is the order in which people see them.
      for (const each of emoji) await this.#reactOnce(place.channel, id, slackNames(each));
    });
  }

  /** An answer for one person alone. Slack shows no files in those: with some it is ordinary. */
  async postPrivately(
    place: Place,
    user: string,
    view: View,
    responseUrl?: string,
  ): Promise<MessageRef> {
    const { text, blocks, files } = renderView(view, standingOf(place));
    if (files.length > 0) return await this.post(place, view);
    return await attempt(() => this.#private.post(place, user, { text, blocks }, responseUrl));
  }

  /** The address by which a message that one person alone sees can be changed for half an hour. */
  keepPrivate(message: MessageRef, user: string, responseUrl: string): void {
    this.#private.keep(message, user, responseUrl);
  }

  /**
   * Why nothing can be posted in a channel, or null where nothing speaks against it. Reading is asked
   * for: unlike a question about the channel itself, that needs no scope beyond those that the bot has.
   */
  async refusalIn(channel: string): Promise<ChatError | null> {
    try {
      await this.#parts.hasty.conversations.history({ channel, limit: 1 });
      return null;
    } catch (error) {
      const fault = isNotInvited(error) && chatErrorFrom(error);
      return fault instanceof ChatError ? fault : null;
    }
  }

  /** The thread that a message is in: events of reactions do not tell. */
  async threadOf(message: MessageRef): Promise<string | undefined> {
    return await this.#posted.threadOf(message);
  }

  async #say({ channel, thread }: Place, { text, blocks }: RenderedMessage): Promise<string> {
    const { ts } = await this.#parts.client.chat.postMessage({
      channel,
      text,
      blocks,
      unfurl_links: false,
      unfurl_media: false,
      ...(thread !== undefined && { thread_ts: thread }),
    });
    if (ts === undefined) throw new ChatError('unavailable', 'Slack did not say what it posted.');
    return ts;
  }

  /** Uploads the files as one message, waits until it is there, and gives it its blocks. */
  async #share(
    place: Place,
    { text, blocks, files }: RenderedMessage,
    trying: (files: readonly TriedFile[]) => void,
  ): Promise<string> {
    const { client } = this.#parts;
    const { channel, thread } = place;
    const file_uploads = await Promise.all(
      files.map(async ({ name, alt, bytes }) => ({
        file: Buffer.from(await bytes()),
        filename: name,
        title: cut(alt, LIMITS.message.fileTitle),
        alt_text: alt,
      })),
    );
    trying(file_uploads.map(({ filename, file }) => ({ name: filename, bytes: file.length })));
    // Until the blocks come it is read as text with marks, and links in it would be shown in full.
    const initial_comment = withoutLinks(text);
    const common = { file_uploads, initial_comment, channel_id: channel };
    const uploaded = await client.filesUploadV2(
      thread === undefined ? common : { ...common, thread_ts: thread },
    );
    const posted = uploaded.files
      .flatMap((part) => part.files ?? [])
      .flatMap(({ id }, i) => (id === undefined ? [] : [{ id, name: files[i]?.name ?? '' }]));
    const [first] = posted;
    if (!first) throw new ChatError('unavailable', 'Slack did not take the picture.');
    const ts = await this.#shareOf(first.id, place);
    this.#posted.withFiles({ place, id: ts }, posted);
    await client.chat.update({ channel, ts, text, blocks });
    return ts;
  }

  async #shareOf(file: string, { channel, thread }: Place): Promise<string> {
    const until = performance.now() + SHARE_TIMEOUT_MS;
    for (let wait = FIRST_LOOK_MS; ; wait = Math.min(2 * wait, LAST_LOOK_MS)) {
      const info = await this.#parts.client.files.info({ file });
      const { shares } = info.file ?? {};
      const here = [
        ...(shares?.public?.[channel] ?? []),
        ...(shares?.private?.[channel] ?? []),
      ].find((share) => thread === undefined || share.thread_ts === thread);
      if (here?.ts !== undefined) return here.ts;
      if (performance.now() + wait > until)
        throw new ChatError('unavailable', 'Slack took the picture but has not shown it.');
      await sleep(wait);
    }
  }

  async #updatePrivate(
    message: MessageRef,
    view: View,
    { user, responseUrl }: { readonly user: string; readonly responseUrl?: string },
  ): Promise<MessageRef> {
    const { text, blocks, files } = renderView(view, standingOf(message.place));
    if (responseUrl === undefined || files.length > 0)
      return await this.postPrivately(message.place, user, view);
    await this.#private.change(responseUrl, { text, blocks });
    return message;
  }

  /** Slack's names for emoji are its own: the first one that it knows. */
  async #reactOnce(channel: string, timestamp: string, names: readonly string[]): Promise<void> {
    for (const name of names)
      try {
        await this.#parts.client.reactions.add({ channel, timestamp, name });
        return;
      } catch (error) {
        if (slackCode(error) === 'already_reacted') return;
        if (slackCode(error) !== 'invalid_name') throw error;
      }
  }
}

function standingOf({ thread }: Place): Standing {
  return thread === undefined ? 'channel' : 'thread';
}

function isSame(posted: readonly PostedFile[], files: readonly ShownFile[]): boolean {
  return posted.length === files.length && files.every(({ name }, i) => posted[i]?.name === name);
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    const fault = chatErrorFrom(error);
    if (!(fault instanceof ChatError && fault.code === 'gone')) throw error;
  });
}

async function attempt<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw chatErrorFrom(error);
  }
}
