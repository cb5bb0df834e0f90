import { parseEdit } from '../../src/edit-language/edit-language.ts';
import { editSpecsOf } from '../../src/edit-language/edit-specs.ts';
import type { EditingPipeline } from '../../src/pipeline/pipeline.ts';
import type { Subject } from '../../src/pipeline/types.ts';
import { type Grade, openGrader } from '../grade-edit.ts';
import type { Judge } from '../judge.ts';
import { readPicture } from '../scenes.ts';
import type { Entry, Nearest } from './entries.ts';

/** `"a cat" -> "Milo"`: a learned subject put into pictures, each graded against the true one. */
export async function gradeSubjectEdits(
  { pipeline, judge, nearest }: SubjectEditor,
  { noun, edits }: Pick<Entry, 'noun' | 'edits'>,
  subject: Subject,
): Promise<Grade[]> {
  const { method } = subject.report;
  const grades: Grade[] = [];
  for (const scene of edits) {
    const inversion = await pipeline.invert(await readPicture(scene.source), scene.prompt);
    for (const edit of scene.edits) {
      const cell = pipeline.folder.latent.factor;
      const grader = await openGrader(
        judge,
        scene,
        edit,
        cell,
        ({ logits }) => nearest(logits.noun ?? []) === noun,
      );
      const specs = editSpecsOf(parseEdit(edit.edit, scene.prompt), scene.prompt);
      const options = { subjects: [subject], isAsDrawn: true };
      for (const made of await pipeline.edit(inversion, specs, options))
        grades.push(await grader({ ...made, method }));
    }
  }
  return grades;
}

export interface SubjectEditor {
  readonly pipeline: EditingPipeline;
  readonly judge: Judge;
  readonly nearest: Nearest;
}
