/** The queue, as the people who wait in it see it. */
import type { QueuedJob } from '../../queue/job-queue.ts';
import { isSameChannel, isSamePlace, type Place, type Requester } from '../../request/requests.ts';
import {
  code,
  heading,
  type Line,
  line,
  list,
  note,
  type Sketch,
  strong,
  text,
  view,
} from '../views.ts';

/** Of the next jobs, and of one's own behind them. */
const MAX_QUEUE_LINES = 10;

/**
 * The queue as one person sees it from one place: what was asked for here and their own jobs of this
 * channel by name, everything else as a number, since its titles and names may be of private places.
 */
export function queueView(jobs: readonly QueuedJob[], here: Place, own: string): Sketch {
  if (jobs.length === 0)
    return view('plain', text('Nothing is running or waiting. Post a picture with /invert.'));
  const isOwn = ({ job }: QueuedJob): boolean => job.requester.key === own;
  const named = jobs.filter((queued) => {
    const { place } = queued.job.message;
    return isSamePlace(place, here) || (isOwn(queued) && isSameChannel(place, here));
  });
  const mine = named.slice(MAX_QUEUE_LINES).filter(isOwn);
  const shown = [...named.slice(0, MAX_QUEUE_LINES), ...mine.slice(0, MAX_QUEUE_LINES)];
  const rest = jobs.filter((queued) => !shown.includes(queued));
  const yours = rest.filter(isOwn).length;
  const more = `${rest.length} more${yours === 0 ? '' : `, ${yours} of them yours`}`;
  if (shown.length === 0)
    return view('plain', text(`Nothing is running or waiting here. Elsewhere: ${more}.`));
  return view(
    'plain',
    heading('The queue'),
    list(
      ...shown.map((queued): Line => {
        const { job, state, position } = queued;
        const what =
          job.kind === 'edit'
            ? code(job.title)
            : `learning ${job.kind === 'learn' ? '' : 'to redraw '}“${job.title}”`;
        const who = isOwn(queued) ? strong('you') : job.requester.name;
        return line`${state === 'running' ? 'running' : `${position}.`} ${what}, ${who}`;
      }),
    ),
    note(`${rest.length > 0 ? `And ${more}. ` : ''}/cancel stops yours.`),
  );
}

/** Where the same request already is. */
export function sameRequestView(
  { id, requester }: { readonly id: string; readonly requester: Requester },
  jobs: readonly QueuedJob[],
  asking: Requester,
): Sketch {
  const queued = jobs.find(({ job }) => job.id === id);
  const where =
    queued === undefined
      ? 'it starts in a moment'
      : queued.state === 'running'
        ? 'it is being drawn'
        : queued.position === 1
          ? 'it is next in the queue'
          : `it is number ${queued.position} in the queue`;
  const who = requester.key === asking.key ? 'You' : requester.name;
  return view('plain', text(`${who} already asked for exactly this, and ${where}.`));
}

export function stoppedView(jobs: number): Sketch {
  return view('done', text(`Stopped ${jobs === 1 ? 'your job' : `${jobs} of your jobs`}.`));
}
