/** A job, from its place in the queue to its end. */
import { unlikeSentence } from '../../../pipeline/likeness/unlike.ts';
import type { Job } from '../../queue/job-queue.ts';
import { DESCRIBE } from '../notices.ts';
import {
  buttons,
  code,
  command,
  type Line,
  line,
  type Sketch,
  type SketchPicture,
  strong,
  text,
  view,
} from '../views.ts';

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
    line`Pick a picture that it knows from ${command('/gallery')}; for photographs, ask whoever runs the bot to load a model that draws them: ${code('npx wordbrush models pull stable-diffusion-v1-5')}`,
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

/** Of a message whose job is no more, and with it what was asked for. */
export function forsakenView(): Sketch {
  return view('problem', text('What was asked for here was lost on the way. Ask for it again.'));
}

export function stoppedJobView({ title }: Pick<Job, 'title'>): Sketch {
  return view('plain', text(line`Stopped: ${code(title)}.`));
}
