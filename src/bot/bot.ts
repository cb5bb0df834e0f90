import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { COMMON_METHODS, type EditMethod } from '../edit-language/edit-methods.ts';
import type { ModelWords } from '../edit-language/english/known-words.ts';
import { suggestEdits } from '../edit-language/suggestions.ts';
import type { Answer, BotFace, Chat, Choice, SuggestRequest } from './chat/chat.ts';
import { forgetWorkspace } from './commands/forget.ts';
import { Desk } from './desk.ts';
import type { Gallery } from './gallery.ts';
import { Jobs } from './job/jobs.ts';
import { ReactionBursts } from './job/reaction-bursts.ts';
import { Hourly } from './policy/hourly.ts';
import { Policy, type PolicySettings } from './policy/policy.ts';
import type { JobQueue } from './queue/job-queue.ts';
import { type BotRequest, type Place, type PlatformName, placeKey } from './request/requests.ts';
import type { Services } from './services.ts';
import { AtWork } from './store/at-work.ts';
import { LearnedSubjects } from './store/learned-subjects.ts';
import type { Stores } from './store/stores.ts';
import { TakenIn } from './store/taken-in.ts';
import { Threads } from './store/threads.ts';
import { currentOf, type Fidelity } from './thread/thread.ts';
import { type SentenceWord, sentenceOf } from './view/sentence.ts';
import type { Form } from './view/views.ts';

export interface BotOptions {
  readonly stores: Stores;
  /** Where jobs go; the bot shows in the chat how they fare. */
  readonly queue: JobQueue;
  readonly gallery: Gallery;
  /** The words that the model knows, where its folder lists them. */
  readonly words?: ModelWords | null;
  /** The ways to edit that it has; default: those of every text-to-image model. */
  readonly methods?: readonly EditMethod[];
  /** How many variations more are drawn than are shown; default none. */
  readonly spares?: number;
  readonly policy: PolicySettings;
  readonly defaults: { readonly fidelity: Fidelity };
  /** Whether a captioner says what is in a picture that comes without a sentence; default false. */
  readonly captions?: boolean;
  /** Names of the LoRAs that an edit may be drawn with; default none. */
  readonly loras?: readonly string[];
  readonly log: Logger;
  /** How long a burst of reactions is gathered, in milliseconds. */
  readonly reactionBurstMs?: number;
}

/** The bot between its platforms and its queue; what a request means is found out at its desk. */
export class Bot implements BotFace {
  readonly #services: Services;
  readonly #desk: Desk;
  readonly #chats = new Map<PlatformName, Chat>();

  constructor(options: BotOptions) {
    this.#services = this.#open(options);
    this.#desk = new Desk(this.#services, options.log);
  }

  /** Lets the bot post through a platform. */
  connect(chat: Chat): void {
    this.#chats.set(chat.platform, chat);
  }

  /** Takes up what an earlier run left; call it once all platforms are connected. */
  async resume(): Promise<void> {
    await this.#services.jobs.resume();
    await this.#services.bursts.resume();
  }

  /** Looks once for work that nobody goes on with, as it does now and then by itself. */
  async watch(): Promise<void> {
    await this.#services.jobs.watch();
  }

  /** Resolves when no work is left, bursts of reactions included. */
  async settled(): Promise<void> {
    await this.#services.bursts.flush();
    await this.#services.jobs.queue.idle();
  }

  /**
   * Takes nothing more in. What runs in this process is stopped; it is taken up by the next start, as
   * what waits is.
   */
  async close(): Promise<void> {
    const { bursts, jobs } = this.#services;
    await this.#desk.close();
    bursts.close();
    await jobs.close();
    await jobs.queue.close();
  }

  async handle(request: BotRequest, answer: Answer, onTaken?: () => void): Promise<void> {
    await this.#desk.handle(request, answer, onTaken);
  }

  async form(request: BotRequest): Promise<Form | null> {
    return await this.#desk.form(request);
  }

  async forgetWorkspace(place: Place): Promise<void> {
    await forgetWorkspace(this.#services, place);
  }

  async sentence(place: Place): Promise<readonly SentenceWord[]> {
    const thread = await this.#services.threads.get(placeKey(place));
    const current = thread && currentOf(thread);
    return current ? sentenceOf(current) : [];
  }

  async suggest({ place, command, option, text }: SuggestRequest): Promise<readonly Choice[]> {
    const { gallery, threads, chatOf } = this.#services;
    const { choices } = chatOf(place.platform).limits;
    if (command === 'gallery' && option === 'example')
      return gallery
        .matching(text)
        .slice(0, choices)
        .map(({ prompt }) => choice(prompt.slice(0, 100)));
    if (command !== 'edit' && command !== 'compare') return [];
    const thread = await threads.get(placeKey(place));
    const current = thread && currentOf(thread);
    return current ? suggestEdits(text, current.prompt).slice(0, choices).map(choice) : [];
  }

  #open(options: BotOptions): Services {
    const { stores, queue, gallery, words = null, policy, defaults, log } = options;
    const { reactionBurstMs = 1_500, captions = false, methods = COMMON_METHODS } = options;
    const { loras = [], spares = 0 } = options;
    const chatOf = (platform: PlatformName): Chat => {
      const chat = this.#chats.get(platform);
      if (!chat) throw new Error(`No adapter for ${platform} is connected.`);
      return chat;
    };
    const onFault = (error: unknown, what: Readonly<Record<string, unknown>>): void => {
      log.error({ err: error, ...what }, 'a job failed');
    };
    const isConnected = (platform: PlatformName): boolean => this.#chats.has(platform);
    const newId = (): string => randomBytes(9).toString('base64url');
    const threads = new Threads(stores);
    const learned = new LearnedSubjects(stores);
    const takenIn = new TakenIn(stores);
    const hourly = new Hourly(stores.asked, {
      person: policy.hourlyPerPerson ?? 0,
      channel: policy.hourlyPerChannel ?? 0,
    });
    const shared = { stores, threads, learned, chatOf, onFault };
    const atWork = new AtWork(stores);
    const jobs = new Jobs({ ...shared, takenIn, atWork, queue, isConnected });
    const bursts = new ReactionBursts({ ...shared, jobs, newId, burstMs: reactionBurstMs });
    return {
      ...{ stores, threads, learned, takenIn, jobs, bursts, gallery },
      ...{ words, methods, spares, captions, loras, chatOf, newId },
      policy: new Policy(policy, hourly),
      settingsAt: async ({ thread, ...channel }) => ({
        ...defaults,
        ...(await stores.settings.get(placeKey(channel))),
        ...(thread !== undefined && (await stores.settings.get(placeKey({ ...channel, thread })))),
      }),
    };
  }
}

function choice(value: string): Choice {
  return { name: value, value };
}
