import { Recent } from '../../recent.js';
import { emojiNamed } from '../emoji.js';
import { mentions, typedText } from '../text.js';
import { attachmentFrom, slackFiles } from './attachments.js';
import { placeIn } from './parts.js';
const REMEMBERED = 5_000;
/** Messages, reactions, and the end of the app: each taken once, however often it is sent. */
export class Events {
    #parts;
    #heard = new Recent(REMEMBERED);
    /** When the newest event about a reaction happened: older ones that come later are left. */
    #reactedAt = new Recent(REMEMBERED);
    /** By message: reactions go to the bot in the order in which they came. */
    #reactions = new Map();
    constructor(parts) {
        this.#parts = parts;
    }
    listen() {
        const { app, run, bot, workspace } = this.#parts;
        app.event('message', async ({ event, body }) => {
            await run(async () => {
                if (this.#isRepeated(`${body.team_id}/${body.event_id}`))
                    return;
                const isTyped = event.subtype === undefined ||
                    event.subtype === 'file_share' ||
                    event.subtype === 'thread_broadcast';
                if (!isTyped || ('bot_id' in event && event.bot_id !== undefined))
                    return;
                await this.#talk({
                    channel: event.channel,
                    ts: event.ts,
                    user: event.user ?? '',
                    text: event.text ?? '',
                    thread: 'thread_ts' in event ? event.thread_ts : undefined,
                    files: 'files' in event ? slackFiles(event.files) : [],
                    isDirect: event.channel_type === 'im',
                });
            });
        });
        // The same message comes a second time as a message where the bot may read those.
        app.event('app_mention', async ({ event, body }) => {
            await run(async () => {
                if (this.#isRepeated(`${body.team_id}/${body.event_id}`))
                    return;
                if ('bot_id' in event && event.bot_id !== undefined)
                    return;
                await this.#talk({
                    channel: event.channel,
                    ts: event.ts,
                    user: event.user ?? '',
                    text: event.text,
                    thread: event.thread_ts,
                    files: 'files' in event ? slackFiles(event.files) : [],
                    isDirect: false,
                });
            });
        });
        app.event('reaction_added', async ({ event, body }) => {
            await run(async () => {
                if (!this.#isRepeated(`${body.team_id}/${body.event_id}`))
                    await this.#react(event, true);
            });
        });
        app.event('reaction_removed', async ({ event, body }) => {
            await run(async () => {
                if (!this.#isRepeated(`${body.team_id}/${body.event_id}`))
                    await this.#react(event, false);
            });
        });
        // Slack wants everything gone that was kept of a team, whichever of these comes (often both).
        const forget = async (team) => {
            if (team === workspace)
                await run(() => bot.forgetWorkspace(placeIn(workspace, '')));
        };
        app.event('app_uninstalled', ({ body }) => forget(body.team_id));
        app.event('tokens_revoked', async ({ event, body }) => {
            if (event.tokens.bot?.length)
                await forget(body.team_id);
        });
    }
    async #talk(typed) {
        const { bot, people, workspace, botUserId, files } = this.#parts;
        const { channel, thread, user, text } = typed;
        if (user === '' || this.#isRepeated(`${channel}/${typed.ts}`))
            return;
        const request = {
            kind: 'message',
            place: placeIn(workspace, channel, thread),
            person: await people.find(user),
            text: typedText(text, botUserId),
            attachments: typed.files.map((file) => attachmentFrom(file, files)),
            addressed: typed.isDirect || mentions(text, botUserId),
        };
        await bot.handle(request, this.#answering(request));
    }
    async #react(event, added) {
        const { item, user, reaction } = event;
        if (item.type !== 'message' || user === this.#parts.botUserId)
            return;
        if (event.item_user !== undefined && event.item_user !== this.#parts.botUserId)
            return;
        const about = `${item.channel}/${item.ts}/${user}/${reaction}`;
        const at = Number(event.event_ts);
        if (at < (this.#reactedAt.get(about) ?? 0))
            return;
        this.#reactedAt.set(about, at);
        const key = `${item.channel}/${item.ts}`;
        const before = this.#reactions.get(key) ?? Promise.resolve();
        const turn = before.then(() => this.#handleReaction(event, added));
        const settled = turn.catch(() => { });
        this.#reactions.set(key, settled);
        try {
            await turn;
        }
        finally {
            if (this.#reactions.get(key) === settled)
                this.#reactions.delete(key);
        }
    }
    async #handleReaction({ item, user, reaction }, added) {
        const { bot, chat, people, workspace } = this.#parts;
        const channel = placeIn(workspace, item.channel);
        const thread = await chat.threadOf({ place: channel, id: item.ts });
        const request = {
            kind: 'reaction',
            place: placeIn(workspace, item.channel, thread),
            person: await people.find(user),
            message: item.ts,
            emoji: emojiNamed(reaction),
            added,
        };
        await bot.handle(request, this.#answering(request));
    }
    #answering({ place, person }) {
        const { chat } = this.#parts;
        return async (view, visibility = 'public') => visibility === 'private'
            ? await chat.postPrivately(place, person.id, view)
            : await chat.post(place, view);
    }
    #isRepeated(id) {
        if (this.#heard.has(id))
            return true;
        this.#heard.set(id, true);
        return false;
    }
}
