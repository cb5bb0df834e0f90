import type { types, webApi } from '@slack/bolt';
import { ChatError } from '../../../bot/chat/chat.ts';
import { type MessageRef, messageKey, type Place } from '../../../bot/request/requests.ts';
import { Recent } from '../../../pipeline/recent.ts';
import { isNotInvited, slackCode } from './failures.ts';
import type { RenderedMessage } from './render.ts';

const REMEMBERED_MESSAGES = 2_000;
const RESPONSE_MS = 10_000;

/** A message that one person alone sees: its own address reaches it, nothing else does. */
interface PrivateMessage {
  readonly user: string;
  readonly responseUrl?: string;
}

type Said = Pick<RenderedMessage, 'text' | 'blocks'>;

/** Messages that one person alone sees, wherever Slack lets the bot reach that person. */
export class PrivateMessages {
  readonly #client: webApi.WebClient;
  readonly #known = new Recent<PrivateMessage>(REMEMBERED_MESSAGES);

  constructor(client: webApi.WebClient) {
    this.#client = client;
  }

  find(message: MessageRef): PrivateMessage | undefined {
    return this.#known.get(messageKey(message));
  }

  /** The address by which such a message can be changed for half an hour. */
  keep(message: MessageRef, user: string, responseUrl: string): void {
    this.#known.set(messageKey(message), { user, responseUrl });
  }

  /**
   * Where the bot is no member, the address that came with the request is used; where there is none,
   * or it is too old, the person's direct messages: nobody is left without an answer.
   */
  async post(place: Place, user: string, said: Said, responseUrl?: string): Promise<MessageRef> {
    const { channel, thread } = place;
    try {
      const { message_ts = '' } = await this.#client.chat.postEphemeral({
        ...{ channel, user, ...said },
        ...(thread !== undefined && { thread_ts: thread }),
      });
      return this.#remember({ place, id: message_ts }, user);
    } catch (error) {
      if (slackCode(error) === null) throw error;
      if (responseUrl !== undefined)
        try {
          await respond(responseUrl, { response_type: 'ephemeral', ...said });
          return this.#remember({ place, id: `private-${performance.now()}` }, user);
        } catch {
          // Too old, or used up.
        }
      if (!isNotInvited(error)) throw error;
      return await this.#postDirectly(place, user, said).catch(() => {
        throw error;
      });
    }
  }

  async change(responseUrl: string, said: Said): Promise<void> {
    await respond(responseUrl, { replace_original: true, ...said });
  }

  async remove({ responseUrl }: PrivateMessage): Promise<void> {
    if (responseUrl !== undefined) await respond(responseUrl, { delete_original: true });
  }

  /** An ordinary message from there on, which says what channel it is about. */
  async #postDirectly(place: Place, user: string, { text, blocks }: Said): Promise<MessageRef> {
    const { channel, ts } = await this.#client.chat.postMessage({
      channel: user,
      text,
      blocks: [about(place.channel), ...blocks],
      unfurl_links: false,
      unfurl_media: false,
    });
    if (channel === undefined || ts === undefined)
      throw new ChatError('unavailable', 'Slack did not say what it posted.');
    const { platform, workspace } = place;
    return { place: { platform, workspace, channel }, id: ts };
  }

  #remember(message: MessageRef, user: string): MessageRef {
    this.#known.set(messageKey(message), { user });
    return message;
  }
}

function about(channel_id: string): types.RichTextBlock {
  const elements: types.RichTextElement[] = [
    { type: 'text', text: 'About ' },
    { type: 'channel', channel_id },
    { type: 'text', text: ':' },
  ];
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

async function respond(url: string, message: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(RESPONSE_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new ChatError('gone', 'That message can no longer be changed.');
}
