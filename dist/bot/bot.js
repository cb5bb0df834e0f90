import { randomBytes } from 'node:crypto';
import PQueue from 'p-queue';
import { looksLikeEdit } from '../edit-language/edit-talk.js';
import { suggestEdits } from '../edit-language/suggestions.js';
import { LoopTurns } from '../turns/loop-turns.js';
import { Turns } from '../turns/turns.js';
import { ChatError, } from './chat/chat.js';
import { help } from './commands/answers.js';
import { edit } from './commands/edits.js';
import { forgetWorkspace } from './commands/forgetting.js';
import { BUTTON_HANDLERS, COMMAND_HANDLERS } from './commands/handlers.js';
import { answerPrompt, invert, requesterOf } from './commands/inverting.js';
import { ReactionDesk } from './commands/reaction-desk.js';
import { mayStartWork, titleOf, typedCommand } from './intent/starting-work.js';
import { sentenceFor, Workshop } from './job/workshop.js';
import { Hourly } from './policy/hourly.js';
import { Policy } from './policy/policy.js';
import { cleanRequest } from './request/clean-text.js';
import { isCommandName } from './request/commands.js';
import { personKey, placeKey, } from './request/requests.js';
import { currentOf, Threads } from './thread/threads.js';
import { formFor } from './view/forms.js';
import { Replies } from './view/replies.js';
import { problem } from './view/views.js';
const CLOSING = 'Wordbrush is being stopped or restarted. Try again in a minute.';
/** More than one, because some wait for a download. */
const ACCEPTED_AT_ONCE = 16;
/** What a conversation means: requests in, jobs and views out. */
export class Bot {
    #studio;
    #log;
    #chats = new Map();
    /** What one person asks for is taken in one after another, so that limits hold for a burst too. */
    #turns = new Turns();
    /** Accepted requests, some at a time: the acknowledgements of a burst come before its work. */
    #accepted = new PQueue({ concurrency: ACCEPTED_AT_ONCE });
    #loop = new LoopTurns();
    #closing = false;
    constructor({ stores, queue, gallery, policy, defaults, log, reactionBurstMs = 1_500, }) {
        this.#log = log;
        const chatOf = (platform) => {
            const chat = this.#chats.get(platform);
            if (!chat)
                throw new Error(`No adapter for ${platform} is connected.`);
            return chat;
        };
        const onFault = (error, what) => {
            log.error({ err: error, ...what }, 'a job failed');
        };
        const threads = new Threads(stores);
        const replies = new Replies(stores);
        const hourly = new Hourly(stores.asked, {
            person: policy.hourlyPerPerson ?? 0,
            channel: policy.hourlyPerChannel ?? 0,
        });
        const newId = () => randomBytes(9).toString('base64url');
        const workshop = new Workshop({
            stores,
            threads,
            replies,
            queue,
            hourly,
            chatOf,
            isConnected: (platform) => this.#chats.has(platform),
            onFault,
        });
        this.#studio = {
            stores,
            threads,
            replies,
            workshop,
            reactions: new ReactionDesk({
                threads,
                bursts: stores.bursts,
                workshop,
                chatOf,
                newId,
                onFault,
                burstMs: reactionBurstMs,
            }),
            policy: new Policy(policy, hourly),
            gallery,
            chatOf,
            newId,
            settingsAt: async ({ place }) => {
                const { thread: _, ...channel } = place;
                return {
                    ...defaults,
                    ...(await stores.settings.get(placeKey(channel))),
                    ...(await stores.settings.get(placeKey(place))),
                };
            },
        };
    }
    /** Lets the bot post through a platform. */
    connect(chat) {
        this.#chats.set(chat.platform, chat);
    }
    /** Takes up what an earlier run left; call it once all platforms are connected. */
    async resume() {
        await this.#studio.workshop.resume();
        await this.#studio.reactions.resume();
    }
    /** Resolves when no work is left, bursts of reactions included. */
    async settled() {
        await this.#studio.reactions.flush();
        await this.#studio.workshop.queue.idle();
    }
    /**
     * Takes nothing more in. What runs in this process is stopped; it is taken up by the next start, as
     * what waits is.
     */
    async close() {
        this.#closing = true;
        // What was accepted may still put a job on the queue; what waits for its turn is told.
        await this.#accepted.onIdle();
        const { reactions, workshop } = this.#studio;
        reactions.close();
        workshop.close();
        await workshop.queue.close();
    }
    async handle(asked, answer, onTaken) {
        await this.#loop.next();
        const ticket = this.#studio.newId();
        const request = { ...this.#studio.policy.recognise(cleanRequest(asked)), ticket };
        let startsWork = false;
        try {
            startsWork = !this.#closing && (await mayStartWork(request, this.#studio.threads));
            if (startsWork) {
                await this.#studio.stores.requests.set(ticket, {
                    place: request.place,
                    requester: requesterOf(request),
                    title: titleOf(request),
                });
                onTaken?.();
            }
        }
        catch (error) {
            return await this.#explain(request, error, answer);
        }
        const work = () => this.#answer(request, answer);
        const begin = () => this.#accepted.add(work);
        if (!startsWork)
            await work();
        // Limits bind nobody on the web chat.
        else if (request.place.platform === 'web')
            await begin();
        else
            await this.#turns.take(personKey(request.place, request.person), begin);
        await this.#studio.stores.requests
            .delete(ticket)
            .catch((fault) => this.#log.error({ err: fault }, 'a request is kept too long'));
    }
    async #answer(request, answer) {
        try {
            if (this.#closing) {
                if (isAddressed(request))
                    await answer(problem(CLOSING), 'private');
                return;
            }
            const refusal = this.#studio.policy.refuseRequest(request);
            if (refusal !== null) {
                if (isAddressed(request))
                    await answer(problem(refusal), 'private');
                return;
            }
            await this.#dispatch(request, answer);
        }
        catch (error) {
            await this.#explain(request, error, answer);
        }
    }
    async suggest({ place, command, option, text }) {
        const { choices } = this.#studio.chatOf(place.platform).limits;
        if (command === 'gallery' && option === 'example')
            return this.#studio.gallery
                .matching(text)
                .slice(0, choices)
                .map(({ prompt }) => ({ name: prompt.slice(0, 100), value: prompt.slice(0, 100) }));
        if (command !== 'edit' && command !== 'compare')
            return [];
        const thread = await this.#studio.threads.get(placeKey(place));
        const current = thread && currentOf(thread);
        return current ? suggestEdits(text, current.prompt).slice(0, choices) : [];
    }
    async forgetWorkspace(place) {
        await forgetWorkspace(this.#studio, place);
    }
    async form(request) {
        return await formFor(this.#studio, request);
    }
    async #dispatch(request, answer) {
        switch (request.kind) {
            case 'command':
                return await this.#command(request, answer);
            case 'message':
                return await this.#message(request, answer);
            case 'reaction':
                return await this.#studio.reactions.take(this.#studio, request, answer);
            case 'button':
                return await this.#button(request, answer);
            case 'form':
                return await this.#form(request, answer);
            case 'shortcut':
                // Where there are forms, `form` has asked already; this is a picture without a prompt.
                return await invert(this.#studio, { ...request, kind: 'command', name: 'invert', options: {} }, answer);
        }
    }
    async #command(request, answer) {
        if (!isCommandName(request.name))
            return await help(this.#studio, request, answer);
        await COMMAND_HANDLERS[request.name](this.#studio, request, answer);
    }
    async #button(request, answer) {
        const [verb = '', ...args] = request.id.split(':');
        const handler = Object.hasOwn(BUTTON_HANDLERS, verb) ? BUTTON_HANDLERS[verb] : undefined;
        if (!handler) {
            await answer(problem('That button is from an older version. Use /help for what can be done.'), 'private');
            return;
        }
        await handler(this.#studio, request, args, answer);
    }
    async #form(request, answer) {
        const [verb, id] = request.id.split(':');
        const fidelity = verb === 'invert' && id !== undefined ? { fidelity: id } : {};
        if (verb === 'edit' && id !== undefined)
            return await edit(this.#studio, request, request.values.edit ?? '', { result: id }, answer);
        await invert(this.#studio, {
            ...request,
            kind: 'command',
            name: 'invert',
            options: { prompt: request.values.prompt ?? '', ...fidelity },
        }, answer);
    }
    /** Something typed: a command, a prompt that was asked for, a picture, or an edit. */
    async #message(request, answer) {
        const { text, addressed, attachments, replyTo } = request;
        const thread = await this.#studio.threads.get(placeKey(request.place));
        const typed = typedCommand(request, thread);
        if (typed) {
            const message = replyTo === undefined ? {} : { message: replyTo };
            return await this.#command({ ...request, ...typed, kind: 'command', attachments, ...message }, answer);
        }
        const isAsked = thread?.question?.requester.key === personKey(request.place, request.person);
        if (attachments.length > 0 && (addressed || isAsked))
            return await invert(this.#studio, { ...request, kind: 'command', name: 'invert', options: { prompt: text.trim() } }, answer);
        if (thread?.question && (addressed || isAsked) && text.trim() !== '')
            return await answerPrompt(this.#studio, request, thread, text.trim(), answer);
        const mayBeEdit = thread && (addressed || looksLikeEdit(text));
        if (mayBeEdit && text.trim() !== '')
            return await edit(this.#studio, request, text, replyTo, answer);
        if (addressed)
            await help(this.#studio, request, answer);
    }
    async #explain(request, error, answer) {
        const forPerson = error instanceof ChatError && (error.code === 'forbidden' || error.code === 'too-large');
        const sentence = forPerson ? error.message : sentenceFor(error);
        if (sentence !== (error instanceof Error ? error.message : ''))
            this.#log.error({ err: error, kind: request.kind, platform: request.place.platform }, 'a request failed');
        await answer(problem(sentence), 'private').catch((fault) => this.#log.warn({ err: fault }, 'the answer could not be delivered'));
    }
}
function isAddressed(request) {
    return request.kind === 'message' ? request.addressed : request.kind !== 'reaction';
}
