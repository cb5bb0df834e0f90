import { RESTJSONErrorCodes, ThreadAutoArchiveDuration, } from 'discord.js';
import { ChatError } from '../../../bot/chat/chat.js';
import { LIMITS } from '../../adapter.js';
import { Recent } from '../../recent.js';
import { placeOf } from '../incoming/requests.js';
import { filesOf } from '../message-files.js';
import { chatErrorFrom, hasCode } from './failures.js';
import { Outbox } from './outbox.js';
import { askFor, missingFrom } from './permissions.js';
/** Discord gives at most so many messages at once. */
const PAGE = 100;
const REMEMBERED_PRIVATE_ANSWERS = 1_000;
/** What the bot asks of Discord, by the bot token: it goes on working when interactions are over. */
export class DiscordChat {
    platform = 'discord';
    limits = LIMITS.discord;
    #client;
    #outbox = new Outbox();
    /** What can change the messages that one person alone sees. */
    #private = new Recent(REMEMBERED_PRIVATE_ANSWERS);
    constructor(client) {
        this.#client = client;
    }
    async post(place, view, replyTo) {
        return await this.attempt(place, async () => {
            const channel = await this.#channel(place);
            const reply = replyTo === undefined
                ? {}
                : { reply: { messageReference: replyTo, failIfNotExists: false } };
            return await this.deliver(place, view, (message) => channel.send({ ...message, ...reply }));
        });
    }
    async update(message, view) {
        const { id, place } = message;
        return await this.attempt(place, async () => {
            const webhook = this.#private.get(id);
            const { messages } = await this.#channel(place);
            const outgoing = await this.#outbox.render(view, id, () => webhook ? webhook.fetchMessage(id) : messages.fetch(id));
            const shown = webhook
                ? await webhook.editMessage(id, outgoing)
                : await messages.edit(id, outgoing);
            this.#outbox.remember(shown);
            return message;
        });
    }
    async remove({ id, place }) {
        await this.attempt(place, async () => {
            const webhook = this.#private.get(id);
            if (webhook)
                await webhook.deleteMessage(id);
            else
                await (await this.#channel(place)).messages.delete(id);
        }).catch((error) => {
            if (!(error instanceof ChatError && error.code === 'gone'))
                throw error;
        });
    }
    /** There are no threads in direct messages, nor in threads. */
    async openThread({ id, place }, name) {
        return await this.attempt(place, async () => {
            const channel = await this.#channel(place);
            if (!('threads' in channel) || channel.isThread())
                return place;
            try {
                const thread = await channel.threads.create({
                    name: name.trim().slice(0, this.limits.threadNameLength),
                    startMessage: id,
                    autoArchiveDuration: ThreadAutoArchiveDuration.OneWeek,
                });
                return placeOf(thread);
            }
            catch (error) {
                // A thread has the id of its message.
                if (hasCode(error, RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage))
                    return { ...place, thread: id };
                throw error;
            }
        });
    }
    /** People's own messages are not the bot's to delete: the thread loses its name and is put away. */
    async removeThread(place) {
        await this.attempt(place, async () => {
            const thread = await this.#channel(place);
            if (!thread.isThread())
                return;
            await this.#removePictures(thread);
            await thread.edit({ name: 'Forgotten', archived: true });
        }).catch((error) => {
            if (!(error instanceof ChatError && error.code === 'gone'))
                throw error;
        });
    }
    /** Every picture that the bot posted there, whoever remembers it. */
    async #removePictures(thread) {
        let before;
        for (;;) {
            const page = await thread.messages.fetch({
                limit: PAGE,
                ...(before !== undefined && { before }),
            });
            for (const message of page.values())
                if (message.author.id === this.#client.user.id && filesOf(message).length > 0)
                    await message.delete();
            before = page.lastKey();
            if (page.size < PAGE)
                return;
        }
    }
    async react({ id, place }, emoji) {
        await this.attempt(place, async () => {
            const channel = await this.#channel(place);
            // One after the other: that is the order in which people see them.
            for (const each of emoji)
                await channel.messages.react(id, each);
        });
    }
    async typing(place) {
        await this.attempt(place, async () => (await this.#channel(place)).sendTyping());
    }
    /** Sends a view in some way, and remembers what the message shows. */
    async deliver(place, view, send) {
        const { attachments: _, ...outgoing } = await this.#outbox.render(view);
        const message = await send(outgoing);
        this.#outbox.remember(message);
        return { place, id: message.id };
    }
    /** Only the interaction's webhook reaches a message that one person alone sees, for 15 minutes. */
    keepPrivate(id, webhook) {
        this.#private.set(id, webhook);
    }
    /** Opens an archived thread where that is what stands in the way; refusals become `ChatError`s. */
    async attempt(place, operation) {
        try {
            try {
                return await operation();
            }
            catch (error) {
                if (!hasCode(error, RESTJSONErrorCodes.InvalidActionOnArchivedThread))
                    throw error;
                const channel = await this.#channel(place);
                if (!channel.isThread() || channel.locked)
                    throw error;
                await channel.setArchived(false);
                return await operation();
            }
        }
        catch (error) {
            throw chatErrorFrom(error, () => this.#whyForbidden(place));
        }
    }
    async #channel({ channel, thread }) {
        const found = await this.#client.channels.fetch(thread ?? channel);
        if (!found?.isSendable())
            throw new ChatError('gone', 'That channel is no longer there.');
        return found;
    }
    #whyForbidden({ channel, thread }) {
        const found = this.#client.channels.cache.get(thread ?? channel);
        if (!found || found.isDMBased())
            return askFor({ names: ['View Channel'], essential: true });
        const me = found.guild.members.me;
        const granted = me && found.permissionsFor(me);
        return askFor(granted
            ? missingFrom(granted, found.isThread() ? 'thread' : 'channel')
            : { names: [], essential: true });
    }
}
