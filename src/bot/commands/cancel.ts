import { isSamePlace, placeKey, requesterOf } from '../request/requests.ts';
import { stoppedView } from '../view/job/queue-views.ts';
import { nothingToStop, notYoursToStop } from '../view/refusals.ts';
import type { Command } from './command.ts';

/** Stops one job of this place, or a person's jobs in this thread; outside a thread, all of a person's. */
export const cancel: Command<'cancel'> = async (
  { jobs, policy },
  { request, intent: { job: id } },
) => {
  const { place } = request;
  const key = placeKey(place);
  const here = jobs.queue
    .jobs()
    .map(({ job }) => job)
    .filter((job) =>
      id === undefined
        ? job.thread === key || place.thread === undefined
        : job.id === id && isSamePlace(job.message.place, place),
    );
  const own = requesterOf(request).key;
  const theirs = here.filter((job) =>
    id === undefined ? job.requester.key === own : policy.mayManage(request, job.requester),
  );
  if (here.length > 0 && theirs.length === 0) return { view: notYoursToStop() };
  let stopped = 0;
  for (const job of theirs) if (await jobs.queue.cancel(job.id)) stopped++;
  if (stopped === 0) return { view: nothingToStop() };
  // The message of a job that was named says so itself.
  return id === undefined ? { view: stoppedView(stopped) } : undefined;
};
