import { randomBytes } from 'node:crypto';
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { looksLikeEdit } from '../edit-language/edit-talk.ts';
import { suggestEdits } from '../edit-language/suggestions.ts';
import { LoopTurns } from '../turns/loop-turns.ts';
import { Turns } from '../turns/turns.ts';
import {
  type Answer,
  type BotFace,
  type Chat,
  ChatError,
  type Choice,
  type SuggestRequest,
} from './chat/chat.ts';
import { help } from './commands/answers.ts';
import { edit } from './commands/edits.ts';
import { forgetWorkspace } from './commands/forgetting.ts';
import type { Gallery } from './commands/gallery.ts';
import { BUTTON_HANDLERS, COMMAND_HANDLERS } from './commands/handlers.ts';
import { answerPrompt, invert, requesterOf } from './commands/inverting.ts';
import { ReactionDesk } from './commands/reaction-desk.ts';
import { mayStartWork, titleOf, typedCommand } from './intent/starting-work.ts';
import { sentenceFor, Workshop } from './job/workshop.ts';
import { Hourly } from './policy/hourly.ts';
import { Policy, type PolicySettings } from './policy/policy.ts';
import type { JobQueue } from './queue/job-queue.ts';
import { cleanRequest } from './request/clean-text.ts';
import { isCommandName } from './request/commands.ts';
import {
  type BotRequest,
  type ButtonRequest,
  type CommandRequest,
  type FormRequest,
  type MessageRequest,
  type Place,
  type PlatformName,
  personKey,
  placeKey,
} from './request/requests.ts';
import type { Stores } from './store/stores.ts';
import type { Studio } from './studio.ts';
import { currentOf, type Fidelity, Threads } from './thread/threads.ts';
import { formFor } from './view/forms.ts';
import { Replies } from './view/replies.ts';
import { problem } from './view/views.ts';

export interface BotOptions {
  readonly stores: Stores;
  /** Where jobs go; the bot tells of them in the chat. */
  readonly queue: JobQueue;
  readonly gallery: Gallery;
  readonly policy: PolicySettings;
  readonly defaults: { readonly fidelity: Fidelity };
  readonly log: Logger;
  /** How long a burst of reactions is gathered, in milliseconds. */
  readonly reactionBurstMs?: number;
}

const CLOSING = 'Wordbrush is being stopped or restarted. Try again in a minute.';
/** More than one, because some wait for a download. */
const ACCEPTED_AT_ONCE = 16;

/** What a conversation means: requests in, jobs and views out. */
export class Bot implements BotFace {
  readonly #studio: Studio;
  readonly #log: Logger;
  readonly #chats = new Map<PlatformName, Chat>();
  /** What one person asks for is taken in one after another, so that limits hold for a burst too. */
  readonly #turns = new Turns();
  /** Accepted requests, some at a time: the acknowledgements of a burst come before its work. */
  readonly #accepted = new PQueue({ concurrency: ACCEPTED_AT_ONCE });
  readonly #loop = new LoopTurns();
  #closing = false;

  constructor({
    stores,
    queue,
    gallery,
    policy,
    defaults,
    log,
    reactionBurstMs = 1_500,
  }: BotOptions) {
    this.#log = log;
    const chatOf = (platform: PlatformName): Chat => {
      const chat = this.#chats.get(platform);
      if (!chat) throw new Error(`No adapter for ${platform} is connected.`);
      return chat;
    };
    const onFault = (error: unknown, what: Readonly<Record<string, unknown>>): void => {
      log.error({ err: error, ...what }, 'a job failed');
    };
    const threads = new Threads(stores);
    const replies = new Replies(stores);
    const hourly = new Hourly(stores.asked, {
      person: policy.hourlyPerPerson ?? 0,
      channel: policy.hourlyPerChannel ?? 0,
    });
    const newId = (): string => randomBytes(9).toString('base64url');
    const workshop = new Workshop({
      stores,
      threads,
      replies,
      queue,
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
  connect(chat: Chat): void {
    this.#chats.set(chat.platform, chat);
  }

  /** Takes up what an earlier run left; call it once all platforms are connected. */
  async resume(): Promise<void> {
    await this.#studio.workshop.resume();
    await this.#studio.reactions.resume();
  }

  /** Resolves when no work is left, bursts of reactions included. */
  async settled(): Promise<void> {
    await this.#studio.reactions.flush();
    await this.#studio.workshop.queue.idle();
  }

  /**
   * Takes nothing more in. What runs in this process is stopped; it is taken up by the next start, as
   * what waits is.
   */
  async close(): Promise<void> {
    this.#closing = true;
    // What was accepted may still put a job on the queue; what waits for its turn is told.
    await this.#accepted.onIdle();
    const { reactions, workshop } = this.#studio;
    reactions.close();
    workshop.close();
    await workshop.queue.close();
  }

  async handle(asked: BotRequest, answer: Answer, onTaken?: () => void): Promise<void> {
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
    } catch (error) {
      return await this.#explain(request, error, answer);
    }
    const work = () => this.#answer(request, answer);
    const begin = () => this.#accepted.add(work);
    if (!startsWork) await work();
    // Limits bind nobody on the web chat.
    else if (request.place.platform === 'web') await begin();
    else await this.#turns.take(personKey(request.place, request.person), begin);
    await this.#studio.stores.requests
      .delete(ticket)
      .catch((fault: unknown) => this.#log.error({ err: fault }, 'a request is kept too long'));
  }

  async #answer(request: BotRequest, answer: Answer): Promise<void> {
    try {
      if (this.#closing) {
        if (isAddressed(request)) await answer(problem(CLOSING), 'private');
        return;
      }
      const refusal = this.#studio.policy.refuseRequest(request);
      if (refusal !== null) {
        if (isAddressed(request)) await answer(problem(refusal), 'private');
        return;
      }
      await this.#dispatch(request, answer);
    } catch (error) {
      await this.#explain(request, error, answer);
    }
  }

  async suggest({ place, command, option, text }: SuggestRequest): Promise<readonly Choice[]> {
    const { choices } = this.#studio.chatOf(place.platform).limits;
    if (command === 'gallery' && option === 'example')
      return this.#studio.gallery
        .matching(text)
        .slice(0, choices)
        .map(({ prompt }) => ({ name: prompt.slice(0, 100), value: prompt.slice(0, 100) }));
    if (command !== 'edit' && command !== 'compare') return [];
    const thread = await this.#studio.threads.get(placeKey(place));
    const current = thread && currentOf(thread);
    return current ? suggestEdits(text, current.prompt).slice(0, choices) : [];
  }

  async forgetWorkspace(place: Place): Promise<void> {
    await forgetWorkspace(this.#studio, place);
  }

  async form(request: BotRequest) {
    return await formFor(this.#studio, request);
  }

  async #dispatch(request: BotRequest, answer: Answer): Promise<void> {
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
        return await invert(
          this.#studio,
          { ...request, kind: 'command', name: 'invert', options: {} },
          answer,
        );
    }
  }

  async #command(request: BotRequest<CommandRequest>, answer: Answer): Promise<void> {
    if (!isCommandName(request.name)) return await help(this.#studio, request, answer);
    await COMMAND_HANDLERS[request.name](this.#studio, request, answer);
  }

  async #button(request: BotRequest<ButtonRequest>, answer: Answer): Promise<void> {
    const [verb = '', ...args] = request.id.split(':');
    const handler = Object.hasOwn(BUTTON_HANDLERS, verb) ? BUTTON_HANDLERS[verb] : undefined;
    if (!handler) {
      await answer(
        problem('That button is from an older version. Use /help for what can be done.'),
        'private',
      );
      return;
    }
    await handler(this.#studio, request, args, answer);
  }

  async #form(request: BotRequest<FormRequest>, answer: Answer): Promise<void> {
    const [verb, id] = request.id.split(':');
    const fidelity = verb === 'invert' && id !== undefined ? { fidelity: id } : {};
    if (verb === 'edit' && id !== undefined)
      return await edit(this.#studio, request, request.values.edit ?? '', { result: id }, answer);
    await invert(
      this.#studio,
      {
        ...request,
        kind: 'command',
        name: 'invert',
        options: { prompt: request.values.prompt ?? '', ...fidelity },
      },
      answer,
    );
  }

  /** Something typed: a command, a prompt that was asked for, a picture, or an edit. */
  async #message(request: BotRequest<MessageRequest>, answer: Answer): Promise<void> {
    const { text, addressed, attachments, replyTo } = request;
    const thread = await this.#studio.threads.get(placeKey(request.place));
    const typed = typedCommand(request, thread);
    if (typed) {
      const message = replyTo === undefined ? {} : { message: replyTo };
      return await this.#command(
        { ...request, ...typed, kind: 'command', attachments, ...message },
        answer,
      );
    }
    const isAsked = thread?.question?.requester.key === personKey(request.place, request.person);
    if (attachments.length > 0 && (addressed || isAsked))
      return await invert(
        this.#studio,
        { ...request, kind: 'command', name: 'invert', options: { prompt: text.trim() } },
        answer,
      );
    if (thread?.question && (addressed || isAsked) && text.trim() !== '')
      return await answerPrompt(this.#studio, request, thread, text.trim(), answer);
    const mayBeEdit = thread && (addressed || looksLikeEdit(text));
    if (mayBeEdit && text.trim() !== '')
      return await edit(this.#studio, request, text, replyTo, answer);
    if (addressed) await help(this.#studio, request, answer);
  }

  async #explain(request: BotRequest, error: unknown, answer: Answer): Promise<void> {
    const forPerson =
      error instanceof ChatError && (error.code === 'forbidden' || error.code === 'too-large');
    const sentence = forPerson ? error.message : sentenceFor(error);
    if (sentence !== (error instanceof Error ? error.message : ''))
      this.#log.error(
        { err: error, kind: request.kind, platform: request.place.platform },
        'a request failed',
      );
    await answer(problem(sentence), 'private').catch((fault: unknown) =>
      this.#log.warn({ err: fault }, 'the answer could not be delivered'),
    );
  }
}

function isAddressed(request: BotRequest): boolean {
  return request.kind === 'message' ? request.addressed : request.kind !== 'reaction';
}
