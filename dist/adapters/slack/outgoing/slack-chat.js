import { setTimeout as sleep } from 'node:timers/promises';
import { ChatError } from '../../../bot/chat/chat.js';
import { messageKey } from '../../../bot/request/requests.js';
import { LIMITS } from '../../adapter.js';
import { Recent } from '../../recent.js';
import { slackNames } from '../emoji.js';
import { chatErrorFrom, isNotInvited, slackCode } from './failures.js';
import { PrivateMessages } from './private-messages.js';
import { renderView } from './render.js';
const REMEMBERED_MESSAGES = 2_000;
const PAGE = 200;
/** A shared file appears in the channel some time after the upload is complete. */
const SHARE_TIMEOUT_MS = 30_000;
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 2_000;
/** What the bot asks of Slack. */
export class SlackChat {
    platform = 'slack';
    limits = LIMITS.slack;
    #parts;
    #files = new Recent(REMEMBERED_MESSAGES);
    #threads = new Recent(REMEMBERED_MESSAGES);
    #private;
    constructor(parts) {
        this.#parts = parts;
        this.#private = new PrivateMessages(parts.client);
    }
    async post(place, view) {
        return await attempt(async () => {
            const rendered = renderView(view);
            const id = rendered.files.length > 0
                ? await this.#share(place, rendered)
                : await this.#say(place, rendered);
            this.#threads.set(messageKey({ place, id }), place.thread ?? null);
            return { place, id };
        });
    }
    /** Slack cannot exchange the files of a message: where they change, a new message takes its place. */
    async update(message, view) {
        return await attempt(async () => {
            const shownTo = this.#private.find(message);
            if (shownTo)
                return await this.#updatePrivate(message, view, shownTo);
            const { text, blocks, files } = renderView(view);
            if (!isSame(await this.#filesOf(message), files)) {
                const replacement = await this.post(message.place, view);
                await this.remove(message);
                return replacement;
            }
            const { channel } = message.place;
            await this.#parts.hasty.chat.update({ channel, ts: message.id, text, blocks });
            return message;
        });
    }
    async remove(message) {
        await attempt(async () => {
            const shownTo = this.#private.find(message);
            if (shownTo)
                return await this.#private.remove(shownTo);
            const { client } = this.#parts;
            const files = await this.#filesOf(message);
            const { channel } = message.place;
            await unlessGone(client.chat.delete({ channel, ts: message.id }));
            // The files outlive their message.
            for (const { id } of files)
                await unlessGone(client.files.delete({ file: id }));
            this.#files.delete(messageKey(message));
        });
    }
    /** A thread has no name here: the message that it hangs on says what it is about. */
    async openThread({ place, id }) {
        return { ...place, thread: place.thread ?? id };
    }
    /** Every picture that the bot posted there, whoever remembers it; people's messages stay. */
    async removeThread(place) {
        const { thread, channel } = place;
        if (thread === undefined)
            return;
        await attempt(async () => {
            let cursor;
            do {
                const page = await this.#parts.client.conversations.replies({
                    channel,
                    ts: thread,
                    limit: PAGE,
                    ...(cursor !== undefined && { cursor }),
                });
                for (const { ts, user, files = [] } of page.messages ?? [])
                    if (ts !== undefined && user === this.#parts.botUserId && files.length > 0)
                        await this.remove({ place, id: ts });
                cursor = page.response_metadata?.next_cursor || undefined;
            } while (cursor !== undefined);
        }).catch((error) => {
            if (!(error instanceof ChatError && error.code === 'gone'))
                throw error;
        });
    }
    async react({ place, id }, emoji) {
        await attempt(async () => {
            // One after the other: that is the order in which people see them.
            for (const each of emoji)
                await this.#reactOnce(place.channel, id, slackNames(each));
        });
    }
    /** An answer for one person alone. Slack shows no files in those: with some it is ordinary. */
    async postPrivately(place, user, view, responseUrl) {
        const { text, blocks, files } = renderView(view);
        if (files.length > 0)
            return await this.post(place, view);
        return await attempt(() => this.#private.post(place, user, { text, blocks }, responseUrl));
    }
    /** The address by which a message that one person alone sees can be changed for half an hour. */
    keepPrivate(message, user, responseUrl) {
        this.#private.keep(message, user, responseUrl);
    }
    /**
     * Why nothing can be posted in a channel, or null where nothing speaks against it. Reading is asked
     * for: unlike a question about the channel itself, that needs no scope beyond those that the bot has.
     */
    async refusalIn(channel) {
        try {
            await this.#parts.hasty.conversations.history({ channel, limit: 1 });
            return null;
        }
        catch (error) {
            const fault = isNotInvited(error) && chatErrorFrom(error);
            return fault instanceof ChatError ? fault : null;
        }
    }
    /** The thread that a message is in: events of reactions do not tell. */
    async threadOf(message) {
        const key = messageKey(message);
        if (!this.#threads.has(key))
            await this.#lookUp(message).catch(() => { });
        return this.#threads.get(key) ?? undefined;
    }
    async #say({ channel, thread }, { text, blocks }) {
        const { ts } = await this.#parts.client.chat.postMessage({
            channel,
            text,
            blocks,
            unfurl_links: false,
            unfurl_media: false,
            ...(thread !== undefined && { thread_ts: thread }),
        });
        if (ts === undefined)
            throw new ChatError('unavailable', 'Slack did not say what it posted.');
        return ts;
    }
    /** Uploads the files as one message, waits until it is there, and gives it its blocks. */
    async #share(place, { text, blocks, files }) {
        const { client } = this.#parts;
        const { channel, thread } = place;
        const file_uploads = await Promise.all(files.map(async ({ name, alt, bytes }) => ({
            file: Buffer.from(await bytes()),
            filename: name,
            title: alt.slice(0, 200),
            alt_text: alt,
        })));
        const common = { file_uploads, initial_comment: text, channel_id: channel };
        const uploaded = await client.filesUploadV2(thread === undefined ? common : { ...common, thread_ts: thread });
        const posted = uploaded.files
            .flatMap((part) => part.files ?? [])
            .flatMap(({ id }, i) => (id === undefined ? [] : [{ id, name: files[i]?.name ?? '' }]));
        const [first] = posted;
        if (!first)
            throw new ChatError('unavailable', 'Slack did not take the picture.');
        const ts = await this.#shareOf(first.id, place);
        this.#files.set(messageKey({ place, id: ts }), posted);
        await client.chat.update({ channel, ts, text, blocks });
        return ts;
    }
    async #shareOf(file, { channel, thread }) {
        const until = performance.now() + SHARE_TIMEOUT_MS;
        for (let wait = FIRST_LOOK_MS;; wait = Math.min(2 * wait, LAST_LOOK_MS)) {
            const info = await this.#parts.client.files.info({ file });
            const { shares } = info.file ?? {};
            const here = [
                ...(shares?.public?.[channel] ?? []),
                ...(shares?.private?.[channel] ?? []),
            ].find((share) => thread === undefined || share.thread_ts === thread);
            if (here?.ts !== undefined)
                return here.ts;
            if (performance.now() + wait > until)
                throw new ChatError('unavailable', 'Slack took the picture but has not shown it.');
            await sleep(wait);
        }
    }
    async #filesOf(message) {
        const key = messageKey(message);
        if (!this.#threads.has(key))
            await this.#lookUp(message);
        return this.#files.get(key) ?? [];
    }
    /** What Slack knows of a message that was posted before a restart. */
    async #lookUp(message) {
        const { id, place } = message;
        const { messages } = await this.#parts.client.conversations.replies({
            channel: place.channel,
            ts: id,
            oldest: id,
            latest: id,
            inclusive: true,
        });
        const found = messages?.find(({ ts }) => ts === id);
        if (!found)
            return;
        this.#threads.set(messageKey(message), found.thread_ts ?? null);
        this.#files.set(messageKey(message), (found.files ?? []).flatMap((file) => file.id === undefined ? [] : [{ id: file.id, name: file.name ?? '' }]));
    }
    async #updatePrivate(message, view, { user, responseUrl }) {
        const { text, blocks, files } = renderView(view);
        if (responseUrl === undefined || files.length > 0)
            return await this.postPrivately(message.place, user, view);
        await this.#private.change(responseUrl, { text, blocks });
        return message;
    }
    /** Slack's names for emoji are its own: the first one that it knows. */
    async #reactOnce(channel, timestamp, names) {
        for (const name of names)
            try {
                await this.#parts.client.reactions.add({ channel, timestamp, name });
                return;
            }
            catch (error) {
                if (slackCode(error) === 'already_reacted')
                    return;
                if (slackCode(error) !== 'invalid_name')
                    throw error;
            }
    }
}
function isSame(posted, files) {
    return posted.length === files.length && files.every(({ name }, i) => posted[i]?.name === name);
}
async function unlessGone(call) {
    await call.catch((error) => {
        const fault = chatErrorFrom(error);
        if (!(fault instanceof ChatError && fault.code === 'gone'))
            throw error;
    });
}
async function attempt(operation) {
    try {
        return await operation();
    }
    catch (error) {
        throw chatErrorFrom(error);
    }
}
