import type { webApi } from '@slack/bolt';
import type { Place } from '../../../bot/request/requests.ts';

/** Slack gives at most so many messages at once. */
const PAGE = 200;

type Said = NonNullable<webApi.ConversationsRepliesResponse['messages']>;

/** All messages of a thread, the oldest first. */
export async function eachPage(
  client: webApi.WebClient,
  { channel, thread }: { readonly channel: string; readonly thread: string },
  take: (messages: Said) => Promise<void>,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const { messages = [], response_metadata } = await client.conversations.replies({
      ...{ channel, ts: thread, limit: PAGE },
      ...(cursor !== undefined && { cursor }),
    });
    await take(messages);
    cursor = response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

/** The newest message of a user's that has a button, in a thread or among a channel's newest; its `ts`. */
export async function newestWithButton(
  client: webApi.WebClient,
  { channel, thread }: Place,
  { user, button }: { readonly user: string; readonly button: string },
): Promise<string | null> {
  const isWanted = (said: Said[number]): boolean => said.user === user && hasButton(said, button);
  if (thread === undefined) {
    const { messages = [] } = await client.conversations.history({ channel, limit: PAGE });
    return messages.find(isWanted)?.ts ?? null;
  }
  let newest: string | null = null;
  await eachPage(client, { channel, thread }, async (messages) => {
    newest = messages.findLast(isWanted)?.ts ?? newest;
  });
  return newest;
}

function hasButton({ blocks = [] }: Said[number], id: string): boolean {
  return blocks.some(
    ({ accessory, elements = [] }) =>
      accessory?.value === id || elements.some((element) => element.value === id),
  );
}
