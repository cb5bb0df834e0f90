import { WordbrushError } from '../../pipeline/errors.ts';
import type { SafetyClassifier } from '../../pipeline/safety.ts';
import { inversionIn, type Outcome, picturesOf } from '../outcome/outcome.ts';
import type { Worker } from '../queue/job-queue.ts';
import type { Stores } from '../store/stores.ts';

export interface HoldingBackParts {
  readonly stores: Pick<Stores, 'pictures' | 'inversions'>;
  readonly classifier: SafetyClassifier;
  /** From this probability on a picture is unsafe. */
  readonly threshold: number;
  /** Channels, by their ids, in which unsafe pictures are shown. */
  readonly channels: readonly string[];
}

export interface SafetySettings {
  /** The classifier's ONNX file. */
  readonly model: string;
  readonly threshold: number;
  readonly channels: readonly string[];
}

/** The worker with the operator's classifier, where there is one. Throws `bad-model`. */
export async function withSafety(
  work: Worker,
  settings: SafetySettings | null,
  stores: HoldingBackParts['stores'],
): Promise<Worker> {
  if (!settings) return work;
  // Loaded here, because a bot without a classifier needs no runtime in its own process.
  const { openSafetyClassifier } = await import('../../pipeline/safety.ts');
  const classifier = await openSafetyClassifier(settings.model);
  return holdingBack(work, { ...settings, stores, classifier });
}

/** A worker that hands over no unsafe picture where its channel does not allow them: it deletes them. */
export function holdingBack(
  work: Worker,
  { stores, classifier, threshold, channels }: HoldingBackParts,
): Worker {
  return async (job, options) => {
    const outcome = await work(job, options);
    if (channels.includes(job.message.place.channel)) return outcome;
    for (const id of drawnIn(outcome)) {
      const picture = await stores.pictures.get(id);
      if (!picture || (await classifier.unsafety(picture)) < threshold) continue;
      for (const made of picturesOf(outcome)) await stores.pictures.delete(made);
      const inversion = inversionIn(outcome);
      if (inversion !== undefined) await stores.inversions.delete(inversion);
      throw new WordbrushError(
        'unsafe',
        'The picture may be unsafe, and this channel does not allow that, so it was deleted. Use other words, or a channel for such pictures.',
      );
    }
    return outcome;
  };
}

/** The pictures that people are shown whole. */
function drawnIn(outcome: Outcome): readonly string[] {
  if (outcome.kind === 'inverted') return [outcome.picture, outcome.redrawn];
  return outcome.kind === 'edited' ? outcome.pictures : [];
}
