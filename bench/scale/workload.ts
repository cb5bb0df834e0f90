import { Gallery } from '../../src/bot/gallery.ts';
import { inversionDraft, resultFrom } from '../../src/bot/plan/draft.ts';
import { planOf } from '../../src/bot/plan/plan.ts';
import type { Ending, Job, JobQueue, QueueListener } from '../../src/bot/queue/job-queue.ts';
import { type Place, placeKey } from '../../src/bot/request/requests.ts';
import type { Stores } from '../../src/bot/store/stores.ts';
import type { Source, Thread } from '../../src/bot/thread/thread.ts';
import { PipelineClient } from '../../src/pipeline/process/supervisor.ts';
import { MODEL } from '../lib.ts';

/** What the timer takes that stands in for the pipeline. */
export const STAND_IN_MS = 500;
const PROMPT = 'a cat on a blue background in light snow';
const EDIT = '"a cat" -> "a lion"';
const PEOPLE = 50;
const PLACE: Place = { platform: 'web', workspace: 'web', channel: 'web', thread: 'bench' };

/** Keeps a thread with an inverted picture and one edit of it, which every job draws. */
export async function keepThread(stores: Stores): Promise<void> {
  const gallery = await Gallery.open(MODEL);
  const [example] = gallery.matching(PROMPT);
  if (!example) throw new Error(`The bundled model has no example “${PROMPT}”.`);
  const pipeline = new PipelineClient({ folder: MODEL });
  try {
    const inversion = await pipeline.invert(await gallery.read(example), PROMPT, {
      method: 'negative-prompt',
    });
    await stores.inversions.set('inversion', inversion);
  } finally {
    await pipeline.close();
  }
  const requester = requesterOf(0);
  const source: Source = {
    prompt: PROMPT,
    fidelity: 'quick',
    upload: null,
    picture: 'picture',
    inversion: 'inversion',
    heat: [],
  };
  const root = resultFrom(inversionDraft(PROMPT, 'root'), 'root', requester);
  const thread: Thread = {
    ...{ key: placeKey(PLACE), place: PLACE, owner: requester, sources: { root: source } },
    ...{ results: [root], current: 'root', question: null, otherMessages: [] },
  };
  const focus = { thread, result: root };
  const intent = { kind: 'edit', focus, text: EDIT, mask: undefined } as const;
  const { draft } = planOf(intent, { focus, source, settings: {} });
  const edit = resultFrom(draft, 'edit', requester);
  await stores.threads.set(thread.key, { ...thread, results: [root, edit], current: 'edit' });
}

let made = 0;

/** Edits by many people in turn. */
export function editJobs(count: number): Job[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `job-${made++}`;
    return {
      id,
      kind: 'edit',
      thread: placeKey(PLACE),
      result: 'edit',
      requester: requesterOf(i),
      title: EDIT,
      message: { place: PLACE, id },
    };
  });
}

function requesterOf(person: number) {
  return { key: `person-${person % PEOPLE}`, name: `Person ${person % PEOPLE}` };
}

/** Hears of jobs as a bot does, and counts their ends. */
export class Ends implements QueueListener {
  count = 0;
  #failure: Error | undefined;
  #wanted = Number.POSITIVE_INFINITY;
  #reached: () => void = () => {};

  moved(): void {}
  started(): void {}
  progressed(): void {}

  async ended(job: Job, ending: Ending): Promise<void> {
    if (ending.kind !== 'done' || ending.outcome.kind === 'gone')
      this.#failure ??= new Error(`${job.id} has come to nothing.`, { cause: ending });
    this.count++;
    if (this.count >= this.#wanted) this.#reached();
  }

  async isKept(): Promise<boolean> {
    return true;
  }

  /** Resolves once so many jobs have ended; throws when one of them has come to nothing. */
  async reached(jobs: number): Promise<void> {
    if (this.count < jobs) {
      this.#wanted = jobs;
      await new Promise<void>((resolve) => {
        this.#reached = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
  }
}

export async function addAll(queue: JobQueue, jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) await queue.add(job);
}
