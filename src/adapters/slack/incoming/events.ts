import type { Answer } from '../../../bot/chat/chat.ts';
import type { BotRequest, MessageRequest } from '../../../bot/request/requests.ts';
import { Recent } from '../../../pipeline/recent.ts';
import { Turns } from '../../../turns/turns.ts';
import { emojiNamed } from '../emoji.ts';
import { mentions, typedText } from '../text.ts';
import { attachmentFrom, slackFiles } from './attachments.ts';
import { eventKey } from './deliveries.ts';
import { type ListenerParts, placeIn } from './parts.ts';

const REMEMBERED = 5_000;

/** What people typed, in a channel, a thread or a direct message; bots have ids of their own. */
interface Typed {
  readonly channel: string;
  readonly ts: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly text?: string;
  readonly thread_ts?: string;
  readonly files?: unknown;
}

interface Reaction {
  readonly user: string;
  readonly reaction: string;
  readonly event_ts: string;
  readonly item_user?: string;
  readonly item: { readonly type: string; readonly channel: string; readonly ts: string };
}

/** Messages, reactions, and the end of the app: each taken once, however often it is sent. */
export class Events {
  readonly #parts: ListenerParts;
  /** When the newest event about a reaction happened: older ones that come later are left. */
  readonly #reactedAt = new Recent<number>(REMEMBERED);
  /** By message: reactions go to the bot in the order in which they came. */
  readonly #reactions = new Turns();

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  listen(): void {
    const { app, run, bot, workspace, deliveries } = this.#parts;

    app.event('message', async ({ event, body }) => {
      await run(async () => {
        const isTyped =
          event.subtype === undefined ||
          event.subtype === 'file_share' ||
          event.subtype === 'thread_broadcast';
        if (isTyped) await this.#talk(body, event, event.channel_type === 'im');
      });
    });

    // The same message comes a second time as a message where the bot may read those.
    app.event('app_mention', async ({ event, body }) => {
      await run(() => this.#talk(body, event, false));
    });

    app.event('reaction_added', async ({ event, body }) => {
      await run(() => deliveries.once(keysOf(body), () => this.#react(event, true)));
    });
    app.event('reaction_removed', async ({ event, body }) => {
      await run(() => deliveries.once(keysOf(body), () => this.#react(event, false)));
    });

    // Slack wants everything gone that was kept of a team, whichever of these comes (often both).
    const forget = async (team: string): Promise<void> => {
      if (team === workspace) await run(() => bot.forgetWorkspace(placeIn(workspace, '')));
    };
    app.event('app_uninstalled', ({ body }) => forget(body.team_id));
    app.event('tokens_revoked', async ({ event, body }) => {
      if (event.tokens.bot?.length) await forget(body.team_id);
    });
  }

  async #talk(body: unknown, typed: Typed, isDirect: boolean): Promise<void> {
    const { bot, people, workspace, botUserId, files, deliveries } = this.#parts;
    const { channel, ts, user, text = '' } = typed;
    if (!user || typed.bot_id !== undefined) return;
    await deliveries.once([...keysOf(body), `message/${channel}/${ts}`], async (onTaken) => {
      const request: BotRequest<MessageRequest> = {
        kind: 'message',
        place: placeIn(workspace, channel, typed.thread_ts),
        person: await people.find(user),
        text: typedText(text, botUserId),
        attachments: slackFiles(typed.files).map((file) => attachmentFrom(file, files)),
        addressed: isDirect || mentions(text, botUserId),
      };
      await bot.handle(request, this.#answering(request), onTaken);
    });
  }

  async #react(event: Reaction, added: boolean): Promise<void> {
    const { item, user, reaction } = event;
    if (item.type !== 'message' || user === this.#parts.botUserId) return;
    if (event.item_user !== undefined && event.item_user !== this.#parts.botUserId) return;
    const about = `${item.channel}/${item.ts}/${user}/${reaction}`;
    const at = Number(event.event_ts);
    if (at < (this.#reactedAt.get(about) ?? 0)) return;
    this.#reactedAt.set(about, at);
    await this.#reactions.take(`${item.channel}/${item.ts}`, () =>
      this.#handleReaction(event, added),
    );
  }

  async #handleReaction({ item, user, reaction }: Reaction, added: boolean): Promise<void> {
    const { bot, chat, people, workspace } = this.#parts;
    const channel = placeIn(workspace, item.channel);
    const thread = await chat.threadOf({ place: channel, id: item.ts });
    const request: BotRequest = {
      kind: 'reaction',
      place: placeIn(workspace, item.channel, thread),
      person: await people.find(user),
      message: item.ts,
      emoji: emojiNamed(reaction),
      added,
    };
    await bot.handle(request, this.#answering(request));
  }

  #answering({ place, person }: BotRequest): Answer {
    const { chat } = this.#parts;
    return async (view, visibility = 'public') =>
      visibility === 'private'
        ? await chat.postPrivately(place, person.id, view)
        : await chat.post(place, view);
  }
}

function keysOf(body: unknown): readonly string[] {
  const key = eventKey(body);
  return key === null ? [] : [key];
}
