import { randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { ChatError } from '../../bot/chat/chat.js';
import { LIMITS } from '../adapter.js';
import { checkExposure } from './access.js';
import { createApp } from './app.js';
import { EventStreams, STREAM_LIMITS } from './event-streams.js';
import { Room } from './room.js';
import { toWire } from './wire.js';
/** Whoever opens the page on this machine. */
const YOU = { id: 'you', name: 'you', moderator: true, administrator: true };
const MAIN = { platform: 'web', workspace: 'local', channel: 'main' };
/** The chat on one page of this machine: messages in a `Room`, pages over HTTP. */
export class WebAdapter {
    platform = 'web';
    limits = LIMITS.web;
    #options;
    #room;
    /** What a message in the main place answers: the page that asked, and what was written there. */
    #causes = new Map();
    #streams;
    #server;
    constructor(options) {
        this.#options = options;
        this.#room = new Room(options.stores);
        this.#streams = new EventStreams(options.streams ?? STREAM_LIMITS);
    }
    /** Where the page is, once started. */
    get address() {
        const bound = this.#server?.address();
        if (!bound || typeof bound === 'string')
            throw new Error('The web chat is not running.');
        const { host } = this.#options;
        const name = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
        return `http://${name}:${bound.port}`;
    }
    /** How many pages listen. */
    get openStreams() {
        return this.#streams.size;
    }
    async start(bot) {
        const { host, port, gallery, allowedHosts, token, maxPictureBytes, log } = this.#options;
        checkExposure(host, token);
        await this.#room.load();
        const app = createApp({
            room: this.#room,
            bot,
            gallery,
            allowedHosts: [...allowedHosts, host],
            token,
            maxPictureBytes,
            streams: this.#streams,
            onFault: (error) => log.error({ err: error }, 'the web chat: a request was lost'),
            placeOf,
            say: (what) => this.#say(bot, what),
            act: (action, thread, page) => this.#act(bot, action, thread, page),
        });
        await new Promise((resolve, reject) => {
            const server = serve({ fetch: app.fetch, hostname: host, port }, () => resolve());
            server.once('error', (error) => reject(error.code === 'EADDRINUSE'
                ? new Error(`Port ${port} is taken. Set WORDBRUSH_PORT to another one, or to 0 for any.`)
                : error));
            if ('closeAllConnections' in server)
                this.#server = server;
        });
    }
    async stop() {
        this.#room.close();
        const server = this.#server;
        if (!server)
            return;
        await new Promise((resolve) => {
            server.close(() => resolve());
            // Event streams never end by themselves.
            server.closeAllConnections();
        });
    }
    async post(place, view) {
        if (place.thread !== undefined && !this.#room.has(place.thread))
            throw new ChatError('gone', 'The thread was forgotten.');
        return await this.#post(place, view, false);
    }
    async update(ref, view) {
        const message = this.#room.message(ref.id);
        if (!message)
            throw new ChatError('gone', 'The message was deleted.');
        await this.#room.show({ ...message, view: this.#wire(view) });
        return ref;
    }
    async findButton(place, button) {
        const found = this.#room
            .messagesIn(place.thread ?? null)
            .findLast(({ view }) => view?.blocks.some((block) => block.kind === 'buttons' && block.buttons.some(({ id }) => id === button)));
        return found ? { place, id: found.id } : null;
    }
    async remove({ id }) {
        await this.#room.remove(id);
    }
    async openThread({ id }, name) {
        const cause = this.#causes.get(id);
        this.#causes.delete(id);
        const messages = cause ? [cause.message, id] : [id];
        await this.#room.openThread(id, name, messages, cause?.page);
        return placeOf(id);
    }
    async removeThread({ thread }) {
        if (thread !== undefined)
            await this.#room.removeThread(thread);
    }
    async clear() {
        for (const { id } of this.#room.messagesIn(null))
            await this.#room.remove(id);
        this.#causes.clear();
    }
    async react({ id }, emoji) {
        const message = this.#room.message(id);
        if (!message)
            return;
        const there = new Set(message.reactions.map((reaction) => reaction.emoji));
        const seeded = emoji
            .filter((offer) => !there.has(offer))
            .map((offer) => ({ emoji: offer, seeded: true, mine: false }));
        await this.#room.show({ ...message, reactions: [...message.reactions, ...seeded] });
    }
    /** Shows what was written, and hands it to the bot. */
    async #say(bot, what) {
        const { text, thread, replyTo, attachments, page } = what;
        const message = {
            id: newId(),
            thread,
            at: this.#room.nextTime(),
            from: 'you',
            private: false,
            text,
            files: attachments.map(({ name }) => name),
            reactions: [],
            ...(replyTo !== undefined && { replyTo }),
        };
        const action = {
            kind: 'message',
            text,
            attachments,
            addressed: true,
            ...(replyTo !== undefined && { replyTo }),
        };
        await Promise.all([this.#room.show(message), this.#act(bot, action, thread, page, message.id)]);
    }
    /** Resolves once the bot has written down what was asked; what comes of it comes as messages. */
    async #act(bot, action, thread, page, cause) {
        if (action.kind === 'reaction' && !(await this.#mark(action)))
            return;
        const place = placeOf(thread);
        const request = { ...action, place, person: YOU };
        const answer = async (view, visibility = 'public') => {
            // Whoever has a thread forgotten is told so outside: inside, nobody could read it.
            const isHere = thread === null || this.#room.has(thread);
            const ref = await this.#post(isHere ? place : MAIN, view, visibility === 'private');
            if (thread === null)
                this.#causes.set(ref.id, { message: cause ?? '', page });
            return ref;
        };
        await new Promise((taken, failed) => {
            bot.handle(request, answer, taken).then(taken, failed);
        });
    }
    /** Your reaction on a message; false when it was so already. */
    async #mark(action) {
        const message = this.#room.message(action.message);
        const before = message?.reactions.find(({ emoji }) => emoji === action.emoji);
        if (!message || (before?.mine ?? false) === action.added)
            return false;
        const mark = { emoji: action.emoji, seeded: before?.seeded ?? false, mine: action.added };
        const reactions = before
            ? message.reactions.map((reaction) => (reaction === before ? mark : reaction))
            : [...message.reactions, mark];
        await this.#room.show({
            ...message,
            reactions: reactions.filter(({ seeded, mine }) => seeded || mine),
        });
        return true;
    }
    async #post(place, view, isPrivate) {
        const id = newId();
        await this.#room.show({
            id,
            thread: place.thread ?? null,
            at: this.#room.nextTime(),
            from: 'bot',
            private: isPrivate,
            view: this.#wire(view),
            reactions: [],
        });
        return { place, id };
    }
    #wire(view) {
        return toWire(view, (picture) => this.#room.address(picture));
    }
}
function placeOf(thread) {
    return thread === null ? MAIN : { ...MAIN, thread };
}
function newId() {
    return randomBytes(9).toString('base64url');
}
