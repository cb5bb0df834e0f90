import { DEFAULT_PICTURE_LIMITS, type PictureLimits } from '../../pipeline/image.ts';
import { blockedSentence } from '../../pipeline/text/blocked-words.ts';
import type { QueuedJob } from '../queue/job-queue.ts';
import { Refusal } from '../request/refusal.ts';
import { type BotRequest, personKey, type Requester } from '../request/requests.ts';
import type { Hourly } from './hourly.ts';

/** Who may, how many, how big. Empty lists allow everybody and everything. */
export interface PolicySettings {
  readonly jobsPerPerson: number;
  /** Pictures of one hour; 0 or none for no limit. The web chat has none. */
  readonly hourlyPerPerson?: number;
  readonly hourlyPerChannel?: number;
  /** Ids of people who are moderators everywhere and whom no list keeps out. */
  readonly owners?: readonly string[];
  /** What one person may teach in one workspace; default 10. */
  readonly subjectsPerPerson?: number;
  readonly maxPictureBytes: number;
  readonly allowedChannels: readonly string[];
  readonly allowedRoles: readonly string[];
  readonly blockedPeople: readonly string[];
  readonly blockedWords: readonly string[];
}

/** What a person has on the way, and what they ask for. */
export interface Workload {
  readonly jobs: readonly QueuedJob[];
  /** Jobs of the person's that are not on the queue yet: bursts of reactions. */
  readonly gathered: number;
  /** How many pictures the new job draws. */
  readonly pictures: number;
}

const MAX_PROMPT_LENGTH = 500;

/** Every refusal is a sentence for the person; null means yes. */
export class Policy {
  readonly #settings: PolicySettings;
  readonly #hourly: Hourly;

  constructor(settings: PolicySettings, hourly: Hourly) {
    this.#settings = settings;
    this.#hourly = hourly;
  }

  /** Of the pictures that people send. */
  get pictureLimits(): PictureLimits {
    return { ...DEFAULT_PICTURE_LIMITS, maxBytes: this.#settings.maxPictureBytes };
  }

  get subjectsPerPerson(): number {
    return this.#settings.subjectsPerPerson ?? 10;
  }

  /** The request with the rights that the settings give its person. */
  recognise(request: BotRequest): BotRequest {
    return this.#isOwner(request)
      ? { ...request, person: { ...request.person, moderator: true, administrator: true } }
      : request;
  }

  /** Whether the person may use the bot here at all. The web chat belongs to who runs it. */
  refuseRequest(request: BotRequest): string | null {
    const { place, person } = request;
    const { allowedChannels, allowedRoles, blockedPeople } = this.#settings;
    if (place.platform === 'web' || this.#isOwner(request)) return null;
    if (blockedPeople.includes(person.id))
      return 'You cannot use Wordbrush here. Ask a moderator if you think that is a mistake.';
    if (allowedChannels.length > 0 && !allowedChannels.includes(place.channel))
      return 'Wordbrush is not switched on in this channel. Use one where it is, or ask a moderator to allow this one.';
    if (allowedRoles.length > 0 && !person.roles?.some((role) => allowedRoles.includes(role)))
      return 'Only certain roles can use Wordbrush here, and you have none of them. Ask a moderator for one.';
    return null;
  }

  /** Why the person may not add a job of so many pictures; null when they may. Counts nothing. */
  async refuseJob(
    request: BotRequest,
    { jobs, gathered, pictures }: Workload,
  ): Promise<string | null> {
    const person = personKey(request.place, request.person);
    // The long inversion that follows a quick one is the bot's own idea.
    const own =
      gathered +
      jobs.filter(({ job }) => job.requester.key === person && job.kind !== 'full').length;
    if (own < this.#settings.jobsPerPerson)
      return this.#isOwner(request) ? null : await this.#hourly.refuse(request, pictures);
    return `You already have ${own} pictures in the queue, which is the limit for one person. Wait for one, or stop them with /cancel.`;
  }

  /**
   * Counts what is about to be accepted, by what it costs.
   *
   * @throws Refusal when that is more than the person or the channel may have
   */
  async count(request: BotRequest, pictures: number): Promise<void> {
    const refusal = await this.#hourly.take(request, pictures, this.#isOwner(request));
    if (refusal !== null) throw new Refusal(refusal);
  }

  refusePrompt(prompt: string): string | null {
    if (prompt.length > MAX_PROMPT_LENGTH)
      return `A prompt can have ${MAX_PROMPT_LENGTH} characters; this one has ${prompt.length}. Make it shorter.`;
    // What the model reads is checked where it reads; this is sooner, and knows look-alikes too.
    const words = plainWords(prompt);
    const blocked = this.#settings.blockedWords.find((phrase) => {
      const plain = plainWords(phrase);
      return plain.trim() !== '' && words.includes(plain);
    });
    return blocked === undefined ? null : blockedSentence(blocked);
  }

  /** Only the requester or a moderator may delete and cancel. */
  mayManage({ place, person }: BotRequest, requester: Requester): boolean {
    return person.moderator || requester.key === personKey(place, person);
  }

  #isOwner({ place, person }: BotRequest): boolean {
    return place.platform !== 'web' && (this.#settings.owners ?? []).includes(person.id);
  }
}

/**
 * Words between spaces, as a reader takes them: without case, marks, wide or styled letters. Digits
 * stand alone, as they do for the model.
 */
function plainWords(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return ` ${(letters.match(/\p{L}+|\p{N}/gu) ?? []).join(' ')} `;
}
