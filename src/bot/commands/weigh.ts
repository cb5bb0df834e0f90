import { requesterOf } from '../request/requests.ts';
import { nothingEdited } from '../view/refusals.ts';
import { problem } from '../view/views.ts';
import type { Command } from './command.ts';
import { refuseJob } from './refuse-job.ts';

/** A reaction that weighs words: a burst of them is drawn as one picture. */
export const weigh: Command<'weigh'> = async (services, { request, intent }) => {
  const { focus, emoji, words, delta, added } = intent;
  if (words.length === 0) return { view: nothingEdited() };
  const { policy, bursts } = services;
  const requester = requesterOf(request);
  // One after another, so that limits hold for a burst over many pictures too.
  return await bursts.inTurn(requester, async () => {
    // A burst is one picture; taking a reaction back is always free.
    if (added && !bursts.isCounted(focus)) {
      const refusal = await refuseJob(services, request, 1);
      if (refusal !== null) return { view: problem(refusal) };
      await policy.count(request, 1);
    }
    const reaction = { emoji, person: requester.key, words, delta };
    await bursts.take(focus, { reaction, added }, requester);
    return undefined;
  });
};
