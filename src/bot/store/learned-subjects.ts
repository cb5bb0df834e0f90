import { Turns } from '../../turns/turns.ts';
import { assetsOfLearned, isSameName, type Learned } from '../learned/learned.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { type MessageRef, type Place, workspaceKey } from '../request/requests.ts';
import { entriesOf, type Stores } from './stores.ts';

/** What is in use lives on; writing so once a day is often enough. */
const USED_MS = 24 * 60 * 60 * 1_000;

type Made = Extract<Outcome, { readonly kind: 'learned' }>;

/**
 * The learned subjects in their store, by workspace. Changes to one workspace's are made one after another,
 * and what none of them holds any more after one, pictures and LoRAs, is deleted.
 */
export class LearnedSubjects {
  readonly #stores: Stores;
  readonly #turns = new Turns();

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** All that is taught or was in the workspace of a place, whoever may use it. */
  async in(place: Place): Promise<readonly Learned[]> {
    return (await this.#stores.learned.get(workspaceKey(place))) ?? [];
  }

  async *everywhere(): AsyncGenerator<Learned> {
    for await (const [, all] of entriesOf(this.#stores.learned)) yield* all;
  }

  async find(place: Place, id: string): Promise<Learned | undefined> {
    return (await this.in(place)).find((learned) => learned.id === id);
  }

  /**
   * Begins to learn one.
   *
   * @param check throws what speaks against it, of those that are there
   */
  async begin(fresh: Learned, check: (all: readonly Learned[]) => void): Promise<void> {
    await this.#change(fresh.place, (all) => {
      check(all);
      return [...all.filter(({ id }) => id !== fresh.id), fresh];
    });
  }

  /**
   * Hands one what its job made; what was learned before under its name goes. Undefined when it was
   * forgotten meanwhile: then what was made is deleted. Doing it twice is the same as doing it once.
   */
  async made(place: Place, id: string, made: Made): Promise<Learned | undefined> {
    const { subject, report } = made;
    let done: Learned | undefined;
    await this.#change(place, (all) => {
      const learning = all.find((learned) => learned.id === id);
      if (!learning) return all;
      const before = all.find((other) => other.id !== id && isTheSame(other, learning));
      const shared = learning.shared || (before?.shared ?? false);
      done = { ...learning, subject, report, shared, pictures: [], usedAt: Date.now() };
      return all.flatMap((learned) => {
        if (learned.id === id) return done ? [done] : [];
        return learned.subject !== null && isTheSame(learned, learning) ? [] : [learned];
      });
    });
    if (!done) await this.#stores.subjects.delete(subject);
    return done;
  }

  /** One is shown by this message from now on. */
  async show(place: Place, id: string, message: MessageRef): Promise<void> {
    await this.#change(place, (all) =>
      all.map((learned) => (learned.id === id ? { ...learned, message } : learned)),
    );
  }

  /**
   * Lets everybody of its workspace use one, or its owner alone.
   *
   * @param check throws what speaks against it, of those that are there
   */
  async share(
    place: Place,
    id: string,
    shared: boolean,
    check: (all: readonly Learned[]) => void,
  ): Promise<void> {
    await this.#change(place, (all) => {
      check(all);
      return all.map((learned) => (learned.id === id ? { ...learned, shared } : learned));
    });
  }

  /** Deletes some of a workspace; those that were. */
  async forget(place: Place, which: (learned: Learned) => boolean): Promise<readonly Learned[]> {
    let gone: readonly Learned[] = [];
    await this.#change(place, (all) => {
      gone = all.filter(which);
      return all.filter((learned) => !which(learned));
    });
    return gone;
  }

  /** Deletes some, wherever they are. */
  async forgetEverywhere(which: (learned: Learned) => boolean): Promise<readonly Learned[]> {
    const places = new Map<string, Place>();
    for await (const learned of this.everywhere())
      if (which(learned)) places.set(workspaceKey(learned.place), learned.place);
    const gone: Learned[] = [];
    for (const place of places.values()) gone.push(...(await this.forget(place, which)));
    return gone;
  }

  /** Keeps what is used as long again as what is new. */
  async used(place: Place, subjects: readonly string[]): Promise<void> {
    const isDue = ({ subject, usedAt }: Learned): boolean =>
      subject !== null && subjects.includes(subject) && usedAt < Date.now() - USED_MS;
    const due = (await this.in(place)).filter(isDue);
    if (due.length === 0) return;
    for (const { sheet, subject } of due) {
      const [picture, weights] = await Promise.all([
        this.#stores.pictures.get(sheet),
        subject === null ? undefined : this.#stores.subjects.get(subject),
      ]);
      if (picture) await this.#stores.pictures.set(sheet, picture);
      if (weights && subject !== null) await this.#stores.subjects.set(subject, weights);
    }
    await this.#change(place, (all) =>
      all.map((learned) => (isDue(learned) ? { ...learned, usedAt: Date.now() } : learned)),
    );
  }

  async #change(
    place: Place,
    change: (all: readonly Learned[]) => readonly Learned[],
  ): Promise<void> {
    const key = workspaceKey(place);
    await this.#turns.take(key, async () => {
      const before = await this.in(place);
      const oldest = Date.now() - this.#stores.keepMs;
      const after = change(before).filter(({ usedAt }) => usedAt >= oldest);
      if (after.length === 0) await this.#stores.learned.delete(key);
      else await this.#stores.learned.set(key, after);
      await this.#release(before, after);
    });
  }

  /** Deletes what some held before and none holds now. */
  async #release(before: readonly Learned[], after: readonly Learned[]): Promise<void> {
    const held = after.map(assetsOfLearned);
    const pictures = new Set(held.flatMap((assets) => assets.pictures));
    const subjects = new Set(held.flatMap((assets) => assets.subjects));
    for (const had of before.map(assetsOfLearned)) {
      for (const id of had.pictures) if (!pictures.has(id)) await this.#stores.pictures.delete(id);
      for (const id of had.subjects) if (!subjects.has(id)) await this.#stores.subjects.delete(id);
    }
  }
}

function isTheSame(a: Learned, b: Learned): boolean {
  return a.owner.key === b.owner.key && isSameName(a.name, b.name);
}
