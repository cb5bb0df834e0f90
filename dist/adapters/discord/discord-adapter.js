import { Events, } from 'discord.js';
import { ChatError } from '../../bot/chat/chat.js';
import { LoopTurns } from '../../turns/loop-turns.js';
import { LIMITS } from '../adapter.js';
import { Recent } from '../recent.js';
import { attachmentFrom, FILE_ORIGINS } from './incoming/attachments.js';
import { Interactions } from './incoming/interactions.js';
import { messageRequest, personOfMember, reactionRequest, } from './incoming/requests.js';
import { createClient, fetchApplication, login, restFor } from './login.js';
import { picturesIn } from './message-files.js';
import { DiscordChat } from './outgoing/discord-chat.js';
import { chatErrorFrom } from './outgoing/failures.js';
const REMEMBERED_EVENTS = 1_000;
/** Discord, by discord.js: what happens there goes to the bot, and views come back as messages. */
export class DiscordAdapter {
    platform = 'discord';
    limits = LIMITS.discord;
    #options;
    #pending = new Set();
    #loop = new LoopTurns();
    #heard = new Recent(REMEMBERED_EVENTS);
    /** By message: reactions go to the bot in the order in which they came. */
    #reactions = new Map();
    #connection = null;
    #listening = false;
    constructor(options) {
        this.#options = options;
    }
    async start(bot) {
        const { log } = this.#options;
        const application = await fetchApplication(restFor(this.#options));
        if (!application.seesMessages)
            log.info('Discord: edits typed without a mention are not seen. Switch on “Message Content Intent” in the developer portal to have them.');
        const client = createClient(this.#options, application);
        client.on(Events.Error, (error) => log.warn({ reason: error.message }, 'Discord: an error'));
        client.on(Events.ShardError, (error, shard) => log.warn({ reason: error.message, shard }, 'Discord: the connection failed'));
        client.on(Events.ShardDisconnect, ({ code }, shard) => log.error({ code, shard }, 'Discord: the connection is closed for good'));
        const connected = await login(client, this.#options);
        const chat = new DiscordChat(connected);
        const interactions = new Interactions({ bot, chat, files: this.#files, log });
        this.#connection = { client: connected, bot, chat, interactions };
        this.#listening = true;
        this.#listen(this.#connection);
        log.info({ servers: connected.guilds.cache.size }, 'Discord: connected');
    }
    async stop() {
        this.#listening = false;
        while (this.#pending.size > 0)
            await Promise.allSettled(this.#pending);
        await this.#connection?.client.destroy();
        this.#connection = null;
    }
    post(place, view) {
        return this.#do((chat) => chat.post(place, view));
    }
    update(message, view) {
        return this.#do((chat) => chat.update(message, view));
    }
    remove(message) {
        return this.#do((chat) => chat.remove(message));
    }
    openThread(message, name) {
        return this.#do((chat) => chat.openThread(message, name));
    }
    removeThread(place) {
        return this.#do((chat) => chat.removeThread(place));
    }
    react(message, emoji) {
        return this.#do((chat) => chat.react(message, emoji));
    }
    typing(place) {
        return this.#do((chat) => chat.typing(place));
    }
    async #do(operation) {
        if (!this.#connection)
            throw new ChatError('unavailable', 'Discord is not connected.');
        return await this.#track(operation(this.#connection.chat));
    }
    #track(work) {
        this.#pending.add(work);
        return work.finally(() => this.#pending.delete(work));
    }
    #listen({ client, bot, chat, interactions }) {
        /**
         * Events come in bursts over one connection, and are taken one a turn of the event loop. Those
         * that come while stopping are left; what goes wrong is logged, without its address.
         */
        const on = (work) => {
            if (!this.#listening)
                return;
            this.#track(this.#loop.next().then(work)).catch((error) => {
                const reason = chatErrorFrom(error, () => 'a permission is missing');
                this.#options.log.error({ reason: String(reason) }, 'Discord: an event was lost');
            });
        };
        client.on(Events.InteractionCreate, (interaction) => on(() => interactions.take(interaction)));
        client.on(Events.MessageCreate, (message) => on(() => this.#talk(message, bot, chat)));
        client.on(Events.MessageReactionAdd, (reaction, user) => on(() => this.#reaction(reaction, user, true)));
        client.on(Events.MessageReactionRemove, (reaction, user) => on(() => this.#reaction(reaction, user, false)));
    }
    async #talk(message, bot, chat) {
        if (this.#heard.has(message.id))
            return; // delivered twice
        this.#heard.set(message.id, true);
        const request = messageRequest(message, message.client.user.id, this.#files);
        if (!request)
            return;
        await bot.handle(request, (view) => chat.post(request.place, view, message.id));
    }
    async #reaction(reaction, user, added) {
        if (user.id === reaction.client.user.id || user.bot)
            return;
        const { id } = reaction.message;
        const before = this.#reactions.get(id) ?? Promise.resolve();
        const turn = before.then(() => this.#handleReaction(reaction, user, added));
        const settled = turn.catch(() => { });
        this.#reactions.set(id, settled);
        try {
            await turn;
        }
        finally {
            if (this.#reactions.get(id) === settled)
                this.#reactions.delete(id);
        }
    }
    async #handleReaction(reaction, user, added) {
        if (!this.#connection)
            return;
        const { bot, chat } = this.#connection;
        const person = await personBehind(user, reaction.message.channel);
        const request = reactionRequest(reaction, person, added);
        if (!request)
            return;
        const answer = (view) => chat.post(request.place, view);
        await bot.handle(request, answer);
    }
    #files = (files, message) => files.map((file) => attachmentFrom(file, {
        origins: this.#options.fileOrigins ?? FILE_ORIGINS,
        refresh: async () => (message ? await this.#freshLink(file, message) : null),
    }));
    /** Links are signed for about a day; the message always has a fresh one. */
    async #freshLink({ id }, message) {
        const channel = await this.#connection?.client.channels.fetch(message.channelId);
        if (!channel?.isTextBased())
            return null;
        const found = await channel.messages.fetch(message.id).catch(() => null);
        return (found && picturesIn(found).find((file) => file.id === id)?.url) ?? null;
    }
}
/** A reaction that is taken back comes without its member. */
async function personBehind(user, channel) {
    if (!channel.isDMBased()) {
        const member = await channel.guild.members.fetch(user.id).catch(() => null);
        if (member)
            return personOfMember(member, channel);
    }
    const known = user.partial ? await user.fetch().catch(() => null) : user;
    return { id: user.id, name: known?.displayName ?? 'somebody', moderator: false };
}
