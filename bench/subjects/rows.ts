import type { LearningMethod } from '../../src/pipeline/types.ts';
import { type Finding, type Orderings, orderings } from '../findings.ts';
import type { Grade } from '../grade-edit.ts';
import { mean } from '../lib.ts';
import { gradeSubjectEdits, type SubjectEditor } from './edits.ts';
import { type Entry, taughtFrom } from './entries.ts';

const WAYS = ['dreambooth', 'textual-inversion'] as const satisfies readonly LearningMethod[];

/** What teaching subjects and putting them into pictures came to. */
export interface LearningFigures {
  readonly grades: readonly Grade[];
  readonly subjects: number;
  /** Of teaching one, mean. */
  readonly seconds: Readonly<Record<LearningMethod, number>>;
}

/** Teaches each subject in each way, and puts it into its pictures; `onSubject` hears of each beforehand. */
export async function measureLearning(
  editor: SubjectEditor,
  entries: readonly Entry[],
  onSubject: (what: string) => void,
): Promise<LearningFigures> {
  const grades: Grade[] = [];
  const seconds: Record<LearningMethod, number[]> = { dreambooth: [], 'textual-inversion': [] };
  for (const entry of entries) {
    const images = await taughtFrom(entry);
    for (const method of WAYS) {
      onSubject(`${entry.noun} by ${method}`);
      const subject = await editor.pipeline.learn(images, entry.name, entry.class, { method });
      seconds[method].push(subject.report.seconds);
      grades.push(...(await gradeSubjectEdits(editor, entry, subject)));
    }
  }
  return {
    ...{ grades, subjects: entries.length },
    seconds: {
      dreambooth: mean(seconds.dreambooth),
      'textual-inversion': mean(seconds['textual-inversion']),
    },
  };
}

interface Figures {
  readonly success: number;
  readonly backgroundPsnr: number;
  readonly objectSsim: number;
  readonly seconds: number;
}

/** What the papers found of editors that learn, and whether it is so here. */
export function learningOrderings(
  edits: readonly (readonly [Grade['method'], Figures])[],
  { seconds }: Pick<LearningFigures, 'seconds'>,
): Orderings {
  const found = new Map(edits);
  const of = (method: Grade['method']) => {
    const figures = found.get(method);
    if (!figures) throw new Error(`${method} was not measured.`);
    return figures;
  };
  const [imagic, followed] = [of('imagic'), of('prompt-to-prompt')];
  const [taught, token] = [of('dreambooth'), of('textual-inversion')];
  const findings: readonly Finding[] = [
    [
      'DreamBooth is truer to a subject than textual inversion (Ruiz et al. 2023)',
      taught.success >= token.success && taught.objectSsim > token.objectSsim,
    ],
    [
      'Imagic is preferred to SDEdit and to Text2LIVE (Kawar et al. 2023): it draws nearer to the truth',
      imagic.objectSsim > Math.max(of('sdedit').objectSsim, of('text2live').objectSsim),
    ],
    [
      'Null-text inversion leaves more of the rest alone than tuning the model (Mokady et al. 2023): than Imagic',
      followed.backgroundPsnr > imagic.backgroundPsnr,
    ],
    ['and needs no tuning for each edit: it is quicker', followed.seconds < imagic.seconds],
  ];
  return orderings(
    'The papers’ orderings of editors that learn, and whether they hold here:',
    findings,
    'DreamBooth and textual inversion put glyphs that the model has never seen into pictures of its own nouns, by the usual ' +
      `edit; their seconds are the edit’s. A subject is taught once, in ${seconds.dreambooth.toFixed(0)} and ` +
      `${seconds['textual-inversion'].toFixed(0)} s. Imagic’s seconds are of everything.`,
  );
}
