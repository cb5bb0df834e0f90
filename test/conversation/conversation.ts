import { pino } from 'pino';
import { Bot } from '../../src/bot/bot.ts';
import type { Chat } from '../../src/bot/chat/chat.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { jobWorker } from '../../src/bot/job/job-worker.ts';
import type { PolicySettings } from '../../src/bot/policy/policy.ts';
import { InProcessQueue } from '../../src/bot/queue/in-process-queue.ts';
import type {
  Action,
  Attachment,
  Person,
  Place,
  PlatformName,
} from '../../src/bot/request/requests.ts';
import { entriesOf, openStores, type Stores } from '../../src/bot/store/stores.ts';
import type { Block, Button, View } from '../../src/bot/view/views.ts';
import { encodePng } from '../../src/pipeline/image.ts';
import type { ModelWords } from '../../src/pipeline/model/words.ts';
import type { Offers } from '../../src/pipeline/offers.ts';
import { FakeChat, type ShownMessage } from './fake-chat.ts';
import { fakeModel, solid } from './fake-model.ts';

export const CHANNEL: Place = { platform: 'discord', workspace: 'guild', channel: 'pictures' };
export const ANN: Person = { id: 'ann', name: 'Ann', moderator: false };
export const BEN: Person = { id: 'ben', name: 'Ben', moderator: false };
/** Of the channel of the request. */
export const MOD: Person = { id: 'mod', name: 'Mo', moderator: true };
/** Of the whole server. */
export const ADMIN: Person = { ...MOD, id: 'admin', name: 'Adi', administrator: true };
export const PROMPT = 'a cat on a red background in the snow';

interface Through {
  readonly stores: (stores: Stores) => Stores;
  readonly chat: (chat: Chat) => Chat;
}

/** People and the real bot on a platform in memory, with a model that answers at once. */
export class Conversation {
  readonly stores = openStores(':memory:', 60_000);
  readonly chat: FakeChat;
  readonly picture: Attachment = { name: 'cat.png', read: () => encodePng(solid(90)) };
  /** Whether there is a captioner, from the next start on. */
  captions = false;
  /** The words that the model lists, from the next start on. */
  words: ModelWords | null = null;
  /** What the model can do, from the next start on; default: what every text-to-image model can. */
  offers: Offers | undefined;
  /** The next start has it. */
  model = fakeModel();
  /** What the next start’s bot reaches the stores and the platform through. */
  through: Through = { stores: (stores) => stores, chat: (chat) => chat };
  #connected: Chat;
  bot: Bot;

  constructor(platform: PlatformName = 'discord') {
    this.chat = new FakeChat(platform);
    this.#connected = this.chat;
    this.bot = this.#start({});
  }

  async restart(policy: Partial<PolicySettings> = {}): Promise<void> {
    await this.bot.close();
    this.bot = this.#start(policy);
  }

  /** Another bot in the place of one that was killed: `through` lets nothing more of that one pass. */
  startAnew(): void {
    this.bot = this.#start({});
  }

  async close(): Promise<void> {
    await this.bot.close();
    await this.stores.close();
  }

  /** Does something as the platform would report it, and returns the private answers. */
  async act(action: Action, { at = CHANNEL, as = ANN } = {}): Promise<View[]> {
    const told: View[] = [];
    const request = { ...action, place: at, person: as };
    const chat = this.#connected;
    await this.bot.handle(request, async (view, visibility = 'public', nonce) => {
      if (visibility === 'public') return await chat.post(at, view, nonce);
      told.push(view);
      return { place: at, id: `private-${told.length}` };
    });
    return told;
  }

  /** A thread whose picture is being inverted. */
  async posted(prompt = PROMPT): Promise<{ at: Place }> {
    await this.act(command('invert', { prompt }, { attachments: [this.picture] }));
    return { at: this.chat.threads.at(-1)!.place };
  }

  /** A thread with its picture inverted; the message of the redrawn picture is in it. */
  async thread(prompt = PROMPT): Promise<{ at: Place; root: string }> {
    const { at } = await this.posted(prompt);
    await this.bot.settled();
    return { at, root: this.inThread(at)[0]!.id };
  }

  inThread(place: Place): ShownMessage[] {
    return this.chat.shown.filter((message) => message.place.thread === place.thread);
  }

  last(place: Place): ShownMessage {
    return this.inThread(place).at(-1)!;
  }

  /** What the model was last asked to draw. */
  lastSpecs(): unknown {
    return this.model.calls.findLast(({ kind }) => kind === 'edit')?.detail;
  }

  #start(policy: Partial<PolicySettings>): Bot {
    const { model, captions, words, offers, through } = this;
    const stores = through.stores(this.stores);
    this.#connected = through.chat(this.chat);
    const bot = new Bot({
      stores,
      queue: new InProcessQueue(
        jobWorker({ stores, pipeline: model.pipeline, steps: 4, captions, offers }),
      ),
      gallery: new Gallery('nowhere', []),
      policy: {
        ...{ jobsPerPerson: 3, maxPictureBytes: 1_000_000, allowedChannels: [], allowedRoles: [] },
        ...{ blockedPeople: [], blockedWords: [], ...policy },
      },
      defaults: { fidelity: 'quick' },
      captions,
      words,
      ...(offers && { methods: offers.edits, spares: offers.spares }),
      log: pino({ level: 'silent' }),
      reactionBurstMs: 20,
    });
    bot.connect(this.#connected);
    return bot;
  }
}

export const command = (
  name: string,
  options: Record<string, string | number> = {},
  more: { attachments?: Attachment[]; message?: string } = {},
): Action => ({ kind: 'command', name, options, attachments: [], ...more });

export const say = (
  text: string,
  replyTo?: string,
  more: { attachments?: Attachment[]; addressed?: boolean } = {},
): Action => ({
  kind: 'message',
  text,
  ...{ attachments: [], addressed: false, ...more },
  ...(replyTo !== undefined && { replyTo }),
});

export const press = (label: string, message: { id: string; view: View }): Action => ({
  kind: 'button',
  message: message.id,
  id: buttonsOf(message.view).find((button) => button.label === label)!.id,
});

export const react = (emoji: string, message: string, added = true): Action => ({
  kind: 'reaction',
  emoji,
  message,
  added,
});

export const blockOf = <Kind extends Block['kind']>(view: View, kind: Kind) =>
  view.blocks.find((block): block is Extract<Block, { kind: Kind }> => block.kind === kind);

export function buttonsOf({ blocks }: View<unknown>): Button[] {
  return blocks.flatMap((block) =>
    block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : [],
  );
}

export async function keysOf(store: Parameters<typeof entriesOf>[0]): Promise<string[]> {
  const keys: string[] = [];
  for await (const [key] of entriesOf(store)) keys.push(key);
  return keys;
}
