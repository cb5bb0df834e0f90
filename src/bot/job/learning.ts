import type { KeptEnding, KeptJob } from '../queue/kept-job.ts';
import type { LearnedSubjects } from '../store/learned-subjects.ts';
import { failedView, stoppedJobView } from '../view/job/job-views.ts';
import { learnedView, notLearnedAnyMore } from '../view/learned-views.ts';
import type { Sketch } from '../view/views.ts';

/** Takes what came of learning a subject, and says it; doing it twice is the same as doing it once. */
export async function learningEnded(
  subjects: LearnedSubjects,
  kept: KeptJob,
  ending: KeptEnding,
): Promise<Sketch> {
  const { place, result: id } = kept;
  if (ending.kind === 'done' && ending.outcome.kind === 'learned') {
    const learned = await subjects.made(place, id, ending.outcome);
    return learned ? learnedView(learned) : failedView(kept, notLearnedAnyMore());
  }
  await subjects.forget(place, (learned) => learned.id === id);
  return ending.kind === 'failed' ? failedView(kept, ending.sentence) : stoppedJobView(kept);
}
