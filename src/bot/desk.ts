import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { LoopTurns } from '../turns/loop-turns.ts';
import { Turns } from '../turns/turns.ts';
import { type Answer, ChatError } from './chat/chat.ts';
import type { Asked, Command, Reply } from './commands/command.ts';
import { COMMAND_FOR } from './commands/command-for.ts';
import { type Intent, type IntentOf, mayStartWork, titleOf } from './intent/intent.ts';
import { intentOf } from './intent/intent-of.ts';
import { cleanRequest } from './request/clean-text.ts';
import { type BotRequest, isAddressed, personKey, requesterOf } from './request/requests.ts';
import { sceneOf } from './scene.ts';
import type { Services } from './services.ts';
import { formFor } from './view/forms.ts';
import { illustrate } from './view/illustrate.ts';
import { CLOSING } from './view/refusals.ts';
import { sentenceFor } from './view/sentences.ts';
import { type Form, problem } from './view/views.ts';

/** More than one, because some wait for a download. */
const ACCEPTED_AT_ONCE = 16;

/** Where requests come in: each is written down, waits its turn, is understood, and done. */
export class Desk {
  readonly #services: Services;
  readonly #log: Logger;
  /** What one person asks for is taken in one after another, so that limits hold for a burst too. */
  readonly #turns = new Turns();
  /** Accepted requests, some at a time: the acknowledgements of a burst come before its work. */
  readonly #accepted = new PQueue({ concurrency: ACCEPTED_AT_ONCE });
  readonly #loop = new LoopTurns();
  #closing = false;

  constructor(services: Services, log: Logger) {
    this.#services = services;
    this.#log = log;
  }

  /** Takes nothing more in. What was accepted may still put a job on the queue. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#accepted.onIdle();
  }

  async handle(received: BotRequest, answer: Answer, onTaken?: () => void): Promise<void> {
    await this.#loop.next();
    const ticket = this.#services.newId();
    const request = { ...this.#services.policy.recognise(cleanRequest(received)), ticket };
    const answered = async (): Promise<void> => {
      try {
        await this.#answer(request, answer);
      } catch (error) {
        await this.#explain(request, error, answer);
      }
    };
    try {
      const intent = this.#closing ? undefined : await this.#glance(request);
      if (!intent || !mayStartWork(intent)) return await answered();
      const { place } = request;
      const kept = { place, requester: requesterOf(request), title: titleOf(intent) };
      await this.#services.takenIn.add(ticket, kept);
    } catch (error) {
      return await this.#explain(request, error, answer);
    }
    onTaken?.();
    await this.#inTurn(request, answered);
    await this.#services.takenIn.done(ticket);
  }

  /** The form that a request wants to have filled in first, or null. */
  async form(request: BotRequest): Promise<Form | null> {
    const scene = await sceneOf(this.#services, request);
    return formFor(request, intentOf(request, scene), this.#services.captions);
  }

  /** What a request means for certain, before its turn: its thread may change until then. */
  async #glance(request: BotRequest): Promise<Intent> {
    // Only what is typed needs its thread to be understood as far as that.
    return intentOf(
      request,
      request.kind === 'message' ? await sceneOf(this.#services, request) : {},
    );
  }

  async #inTurn(request: BotRequest, work: () => Promise<void>): Promise<void> {
    const begin = () => this.#accepted.add(work);
    // Limits bind nobody on the web chat.
    if (request.place.platform === 'web') await begin();
    else await this.#turns.take(personKey(request.place, request.person), begin);
  }

  async #answer(received: BotRequest, answer: Answer): Promise<void> {
    const { policy, stores } = this.#services;
    const refusal = this.#closing ? CLOSING : policy.refuseRequest(received);
    if (refusal !== null) {
      if (isAddressed(received)) await answer(problem(refusal), 'private');
      return;
    }
    const scene = await sceneOf(this.#services, received);
    const intent = intentOf(received, scene);
    // A reaction is in the thread of what it was put on.
    const isReaction = received.kind === 'reaction';
    const place = (isReaction && scene.pointedAt?.thread.place) || received.place;
    const reply = await this.#run(intent, {
      request: { ...received, place },
      answer: async (view, visibility) =>
        await answer(await illustrate(view, stores.pictures), visibility),
    });
    if (reply) await this.#reply(reply, answer, received.ticket);
  }

  #run<Kind extends Intent['kind']>(
    intent: IntentOf<Kind> & { readonly kind: Kind },
    asked: Omit<Asked, 'intent'>,
  ): Promise<Reply | undefined> {
    const command: Command<Kind> = COMMAND_FOR[intent.kind];
    return command(this.#services, { ...asked, intent });
  }

  /** With the request's ticket: a bot that is killed now must not apologise besides. */
  async #reply(
    { view, visibility = 'private', shows }: Reply,
    answer: Answer,
    ticket: string | undefined,
  ): Promise<void> {
    const { stores, threads } = this.#services;
    const message = await answer(await illustrate(view, stores.pictures), visibility, ticket);
    if (shows !== undefined) await threads.link(message, shows);
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
    await answer(problem(sentence), 'private', request.ticket).catch((fault: unknown) =>
      this.#log.warn({ err: fault }, 'the answer could not be delivered'),
    );
  }
}
