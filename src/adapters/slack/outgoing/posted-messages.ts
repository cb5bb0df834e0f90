import type { webApi } from '@slack/bolt';
import { type MessageRef, messageKey } from '../../../bot/request/requests.ts';
import { Recent } from '../../../pipeline/recent.ts';

const REMEMBERED_MESSAGES = 2_000;

export interface PostedFile {
  readonly id: string;
  readonly name: string;
}

/** Which files and which thread messages have: as remembered, or else as Slack knows. */
export class PostedMessages {
  readonly #client: webApi.WebClient;
  readonly #files = new Recent<readonly PostedFile[]>(REMEMBERED_MESSAGES);
  readonly #threads = new Recent<string | null>(REMEMBERED_MESSAGES);

  constructor(client: webApi.WebClient) {
    this.#client = client;
  }

  /** Remembers the thread of a message. */
  inThread(message: MessageRef): void {
    this.#threads.set(messageKey(message), message.place.thread ?? null);
  }

  /** Remembers the files of a message. */
  withFiles(message: MessageRef, files: readonly PostedFile[]): void {
    this.#files.set(messageKey(message), files);
  }

  forgetFiles(message: MessageRef): void {
    this.#files.delete(messageKey(message));
  }

  async filesOf(message: MessageRef): Promise<readonly PostedFile[]> {
    const key = messageKey(message);
    if (!this.#threads.has(key)) await this.#lookUp(message);
    return this.#files.get(key) ?? [];
  }

  /** Undefined for a message in the channel itself, and where Slack does not say. */
  async threadOf(message: MessageRef): Promise<string | undefined> {
    const key = messageKey(message);
    if (!this.#threads.has(key)) await this.#lookUp(message).catch(() => {});
    return this.#threads.get(key) ?? undefined;
  }

  /** What Slack knows of a message that was posted before a restart. */
  async #lookUp(message: MessageRef): Promise<void> {
    const { id, place } = message;
    const { messages } = await this.#client.conversations.replies({
      ...{ channel: place.channel, ts: id, oldest: id, latest: id, inclusive: true },
    });
    const found = messages?.find(({ ts }) => ts === id);
    if (!found) return;
    this.#threads.set(messageKey(message), found.thread_ts ?? null);
    const files = (found.files ?? []).flatMap((file) =>
      file.id === undefined ? [] : [{ id: file.id, name: file.name ?? '' }],
    );
    this.#files.set(messageKey(message), files);
  }
}
