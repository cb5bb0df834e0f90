import type { EditMethod } from '../edit-language/edit-methods.ts';
import type { ModelWords } from '../edit-language/english/known-words.ts';
import type { Chat } from './chat/chat.ts';
import type { Gallery } from './gallery.ts';
import type { Jobs } from './job/jobs.ts';
import type { ReactionBursts } from './job/reaction-bursts.ts';
import type { Policy } from './policy/policy.ts';
import type { Place, PlatformName } from './request/requests.ts';
import type { LearnedSubjects } from './store/learned-subjects.ts';
import type { Stores } from './store/stores.ts';
import type { TakenIn } from './store/taken-in.ts';
import type { Threads } from './store/threads.ts';
import type { Fidelity, Settings } from './thread/thread.ts';

/** What every command works with. */
export interface Services {
  readonly stores: Stores;
  readonly threads: Threads;
  readonly learned: LearnedSubjects;
  readonly takenIn: TakenIn;
  readonly jobs: Jobs;
  readonly bursts: ReactionBursts;
  readonly policy: Policy;
  readonly gallery: Gallery;
  /** The words that the model knows; null where its folder lists none. */
  readonly words: ModelWords | null;
  /** The ways to edit that the model has. */
  readonly methods: readonly EditMethod[];
  /** How many variations more are drawn than are shown. */
  readonly spares: number;
  /** Whether a picture needs no sentence: a captioner writes one. */
  readonly captions: boolean;
  /** Names of the LoRAs that an edit may be drawn with. */
  readonly loras: readonly string[];
  readonly chatOf: (platform: PlatformName) => Chat;
  readonly newId: () => string;
  /** The defaults that count at a place: its thread's, its channel's, the bot's. */
  readonly settingsAt: (place: Place) => Promise<Settings & { readonly fidelity: Fidelity }>;
}
