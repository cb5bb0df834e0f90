import { ChatError } from '../../bot/chat/chat.js';
import { redact } from '../../log.js';
import { LIMITS } from '../adapter.js';
import { connect } from './connection.js';
import { FILE_ORIGINS } from './incoming/attachments.js';
import { Events } from './incoming/events.js';
import { Interactions } from './incoming/interactions.js';
import { People } from './incoming/people.js';
import { SlackChat } from './outgoing/slack-chat.js';
/** Slack, by Bolt: what happens there goes to the bot, and views come back as messages. */
export class SlackAdapter {
    platform = 'slack';
    limits = LIMITS.slack;
    #options;
    #pending = new Set();
    #connection = null;
    #chat = null;
    #listening = false;
    /** Where signed HTTP is awaited, or null in Socket Mode. */
    address = null;
    constructor(options) {
        this.#options = options;
    }
    async start(bot) {
        const { log, botToken, fileOrigins = FILE_ORIGINS } = this.#options;
        const connection = await connect(this.#options, log);
        const { app, hasty, teamId, botUserId } = connection;
        const { client } = app;
        const chat = new SlackChat({ client, hasty, botUserId });
        const parts = {
            app,
            bot,
            chat,
            people: new People(client, teamId),
            workspace: teamId,
            botUserId,
            files: {
                origins: fileOrigins,
                token: botToken,
                info: async (file) => {
                    const found = (await client.files.info({ file }).catch(() => null))?.file;
                    return found?.id === undefined ? null : { ...found, id: found.id };
                },
            },
            run: (work) => this.#run(work),
        };
        new Interactions(parts).listen();
        new Events(parts).listen();
        this.#connection = connection;
        this.#chat = chat;
        this.#listening = true;
        const server = await connection.listen();
        const bound = server?.address();
        if (bound && typeof bound === 'object')
            this.address = `http://${this.#options.host ?? '127.0.0.1'}:${bound.port}/slack/events`;
        log.info({ mode: server ? 'signed HTTP' : 'Socket Mode' }, 'Slack: connected');
    }
    async stop() {
        this.#listening = false;
        while (this.#pending.size > 0)
            await Promise.allSettled(this.#pending);
        await this.#connection?.close();
        this.#connection = null;
        this.#chat = null;
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
    openThread(message) {
        return this.#do((chat) => chat.openThread(message));
    }
    removeThread(place) {
        return this.#do((chat) => chat.removeThread(place));
    }
    react(message, emoji) {
        return this.#do((chat) => chat.react(message, emoji));
    }
    async #do(operation) {
        if (!this.#chat)
            throw new ChatError('unavailable', 'Slack is not connected.');
        return await this.#track(operation(this.#chat));
    }
    /** Work that an event caused; events that come while stopping are left. */
    async #run(work) {
        if (!this.#listening)
            return;
        await this.#track(work()).catch((error) => {
            const reason = redact(error instanceof Error ? error.message : String(error));
            this.#options.log.error({ reason }, 'Slack: an event was lost');
        });
    }
    #track(work) {
        this.#pending.add(work);
        return work.finally(() => this.#pending.delete(work));
    }
}
