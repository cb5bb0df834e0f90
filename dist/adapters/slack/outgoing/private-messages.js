import { ChatError } from '../../../bot/chat/chat.js';
import { messageKey } from '../../../bot/request/requests.js';
import { Recent } from '../../recent.js';
import { isNotInvited, slackCode } from './failures.js';
const REMEMBERED_MESSAGES = 2_000;
const RESPONSE_MS = 10_000;
/** Messages that one person alone sees, wherever Slack lets the bot reach that person. */
export class PrivateMessages {
    #client;
    #known = new Recent(REMEMBERED_MESSAGES);
    constructor(client) {
        this.#client = client;
    }
    find(message) {
        return this.#known.get(messageKey(message));
    }
    /** The address by which such a message can be changed for half an hour. */
    keep(message, user, responseUrl) {
        this.#known.set(messageKey(message), { user, responseUrl });
    }
    /**
     * Where the bot is no member, the address that came with the request is used; where there is none,
     * or it is too old, the person's direct messages: nobody is left without an answer.
     */
    async post(place, user, said, responseUrl) {
        const { channel, thread } = place;
        try {
            const { message_ts = '' } = await this.#client.chat.postEphemeral({
                ...{ channel, user, ...said },
                ...(thread !== undefined && { thread_ts: thread }),
            });
            return this.#remember({ place, id: message_ts }, user);
        }
        catch (error) {
            if (slackCode(error) === null)
                throw error;
            if (responseUrl !== undefined)
                try {
                    await respond(responseUrl, { response_type: 'ephemeral', ...said });
                    return this.#remember({ place, id: `private-${performance.now()}` }, user);
                }
                catch {
                    // Too old, or used up.
                }
            if (!isNotInvited(error))
                throw error;
            return await this.#postDirectly(place, user, said).catch(() => {
                throw error;
            });
        }
    }
    async change(responseUrl, said) {
        await respond(responseUrl, { replace_original: true, ...said });
    }
    async remove({ responseUrl }) {
        if (responseUrl !== undefined)
            await respond(responseUrl, { delete_original: true });
    }
    /** An ordinary message from there on, which says what channel it is about. */
    async #postDirectly(place, user, { text, blocks }) {
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
    #remember(message, user) {
        this.#known.set(messageKey(message), { user });
        return message;
    }
}
function about(channel_id) {
    const elements = [
        { type: 'text', text: 'About ' },
        { type: 'channel', channel_id },
        { type: 'text', text: ':' },
    ];
    return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}
async function respond(url, message) {
    const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(RESPONSE_MS),
    });
    await response.body?.cancel();
    if (!response.ok)
        throw new ChatError('gone', 'That message can no longer be changed.');
}
