import { contentWords } from '../../edit-language/english/prompt-words.ts';
import { exampleEdits } from '../../edit-language/suggestions.ts';
import { unlikeSentence } from '../../pipeline/likeness/unlike.ts';
import type { Job, QueuedJob } from '../queue/job-queue.ts';
import { COMMANDS } from '../request/commands.ts';
import { isSameChannel, isSamePlace, type Place, type Requester } from '../request/requests.ts';
import type { Fidelity, Settings } from '../thread/thread.ts';
import {
  buttons,
  code,
  command,
  heading,
  type Line,
  line,
  list,
  note,
  type Sketch,
  type SketchPicture,
  strong,
  text,
  type View,
  view,
} from './views.ts';

/** Of the next jobs, and of one's own behind them. */
const MAX_QUEUE_LINES = 10;

export const GONE =
  'That picture is not kept any more. Post it again with /invert, or pick one from /gallery.';

export function gone(): View<never> {
  return view('problem', text(GONE));
}

export function nothingHere(): View<never> {
  return view(
    'problem',
    text(
      'There is no picture in this thread yet. Post one with /invert, or pick one from /gallery.',
    ),
  );
}

/** Something to change, said before the captioner has found words for the picture. */
export function stillLooking(): View<never> {
  return view('problem', text('I am still looking at that picture. Say it again in a moment.'));
}

/** Something to change, said where no picture is. */
export function whichPicture(): View<never> {
  return view(
    'problem',
    text(
      'Say that in the thread of the picture that you mean. To start with one, post it with /invert, or pick one from /gallery.',
    ),
  );
}

export function waiting(
  title: Line,
  position: number | null,
  job: string,
  picture?: SketchPicture,
): Sketch {
  const label =
    position === null
      ? 'Starting'
      : position === 1
        ? 'Next in the queue'
        : `Number ${position} in the queue`;
  return working(title, label, null, job, picture);
}

export function inverting(prompt: string): Line {
  return line`Learning to redraw ${strong(prompt)}`;
}

/** What is said of a picture that is not of the model's kind: before the work, and beside its result. */
export function unlikeLines(unlike: string): Line[] {
  return [
    line`${strong(unlikeSentence(unlike))}`,
    line`Start from a picture that it knows with ${command('/gallery')}; for photographs, have whoever runs the bot load a model that draws them: ${code('npx wordbrush models pull stable-diffusion-v1-5')}`,
  ];
}

export function working(
  title: Line,
  label: string,
  fraction: number | null,
  job: string,
  picture?: SketchPicture,
  unlike?: string,
): Sketch {
  return view<SketchPicture>(
    'working',
    text(title),
    unlike === undefined ? null : text(...unlikeLines(unlike)),
    { kind: 'progress', label, fraction, ...(picture && { picture }) },
    buttons([{ id: `cancel:${job}`, label: 'Cancel', style: 'normal' }]),
  );
}

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

export function helpView(prompt: string | null): Sketch {
  const about = prompt ?? 'a cat on a red background in the snow';
  const examples = exampleEdits(about).slice(0, 4);
  const [word = 'cat'] = contentWords(about);
  return view(
    'plain',
    heading('Edit a picture by changing the words that describe it'),
    text(
      line`Post a picture with ${command('/invert')} and one sentence about it, or take one from ${command('/gallery')}. Then, in its thread, say what to change:`,
    ),
    list(
      ...examples.map((edit) => line`${command(edit)}`),
      line`${command(`${word}++`)} more of a word, ${command(`${word}--`)} less of it; ${command('+ "in the rain"')} adds words, ${command(`- "${word}"`)} takes words away; ${code(';')} between several`,
    ),
    text('At the end of an edit:'),
    list(
      line`${code('x4')} draws four variations`,
      line`${code('strength 0.8')} lets the words pull harder (0 to 1), ${code('structure 0.3')} keeps less of the layout (0 to 1)`,
      line`${code(`only "${word}"`)} changes nothing else, ${code(`keep "${word}"`)} leaves that as it is`,
    ),
    text(
      line`React to a picture with an emoji that names one of its words to see more of that; ➕ and ➖ turn the edited words up and down, ↩️ undoes, 🗑️ deletes. Taking a reaction back takes that back. Reply to an older picture to go on from there.`,
    ),
    heading('Commands'),
    list(...COMMANDS.map(({ name, description }) => line`${command(`/${name}`)} ${description}`)),
  );
}

/** The message that a new thread hangs on. */
export function openerView(picture: string, prompt: string, person: string): Sketch {
  const alt = prompt === '' ? 'The picture as posted' : `The picture as posted: ${prompt}`;
  return view<SketchPicture>(
    'plain',
    heading(prompt === '' ? 'A picture to edit' : prompt),
    { kind: 'picture', picture: { id: picture, alt } },
    note(line`posted by ${person}`),
  );
}

export function questionView(): Sketch {
  return view('plain', text(QUESTION), DESCRIBE);
}

/** Not everywhere can the bot read what is typed to answer it. */
const DESCRIBE = buttons([{ id: 'describe', label: 'Describe it…', style: 'primary', form: true }]);

const QUESTION = line`What is in the picture? Answer with ${strong('one sentence')}: its words become the handles that you edit with.`;

/** What a job is about, as its message says. */
export function jobTitle({ kind, title }: Pick<Job, 'kind' | 'title'>): Line {
  if (kind === 'learn') return line`Learning ${strong(title)}`;
  return kind === 'edit' ? [code(title)] : inverting(title);
}

/** A job that came to nothing; where its picture waits for another prompt, it says so. */
export function failedView(
  job: Pick<Job, 'kind' | 'title'>,
  sentence: string,
  asksAgain = false,
): Sketch {
  return view(
    'problem',
    text(jobTitle(job)),
    text(sentence),
    asksAgain ? text('The picture is still here: answer with another sentence about it.') : null,
    asksAgain ? DESCRIBE : null,
  );
}

export function stoppedJobView({ title }: Pick<Job, 'title'>): Sketch {
  return view('plain', text(line`Stopped: ${code(title)}.`));
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
  const who = requester.key === asking.key ? 'You have' : `${requester.name} has`;
  return view('plain', text(`${who} asked for exactly this already, and ${where}.`));
}

export function stoppedView(jobs: number): Sketch {
  return view('done', text(`Stopped ${jobs === 1 ? 'one job' : `${jobs} jobs`} of yours.`));
}

export function galleryView(
  examples: readonly {
    readonly file: string;
    readonly prompt: string;
    readonly bytes: Uint8Array;
  }[],
): Sketch {
  return view<SketchPicture>(
    'plain',
    heading('Start from an example'),
    {
      kind: 'grid',
      pictures: examples.map(({ file, prompt, bytes }, i) => ({
        ...{ id: `example-${i}`, name: file, alt: prompt, bytes },
      })),
    },
    list(...examples.map(({ prompt }, i) => line`${code(String(i + 1))} ${prompt}`)),
    buttons(
      examples.map((_, i) => ({ id: `example:${i + 1}`, label: `${i + 1}`, style: 'normal' })),
    ),
  );
}

export function settingsView(
  where: 'thread' | 'channel',
  { fidelity, strength = 0.5, structure }: Settings & { readonly fidelity: Fidelity },
): Sketch {
  return view(
    'plain',
    heading(`Defaults of this ${where}`),
    list(
      line`fidelity: ${code(fidelity)} (quick is ready within seconds, full comes closest to the picture)`,
      line`strength: ${code(String(strength))} (how far words may pull the picture)`,
      line`structure: ${structure === undefined ? 'as suits the edit' : code(String(structure))} (how much of the layout stays)`,
    ),
    note(line`Change one with ${command('/settings strength 0.8')}.`),
  );
}

const FORGETTING: Readonly<Record<string, string>> = {
  thread: 'the pictures of this thread',
  everything: 'every picture and subject of this server',
};

export function confirmForgetView(what: string): Sketch {
  return view(
    'plain',
    text(
      `This deletes ${FORGETTING[what] ?? 'all your pictures and subjects'} and everything made from them. It cannot be taken back.`,
    ),
    buttons([{ id: `forget:${what}`, label: 'Delete for good', style: 'danger' }]),
  );
}

export function forgottenThreadView(): Sketch {
  return view(
    'done',
    text('Forgotten: the pictures of this thread and everything made from them.'),
  );
}

export function forgottenView({
  threads,
  results,
  subjects,
}: {
  readonly threads: number;
  readonly results: number;
  readonly subjects: number;
}): Sketch {
  const parts = [
    threads === 1
      ? 'one thread and everything made in it'
      : `${threads} threads and everything made in them`,
    ...(results === 0
      ? []
      : [results === 1 ? 'one picture elsewhere' : `${results} pictures elsewhere`]),
    ...(subjects === 0
      ? []
      : [subjects === 1 ? 'one subject that I learned' : `${subjects} subjects that I learned`]),
  ];
  return view('done', text(`Forgotten: ${parts.join(', ')}. Nothing of it is kept.`));
}
