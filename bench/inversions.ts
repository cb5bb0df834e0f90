/**
 * What each way to invert is worth for the edits that follow: the same pictures and words, by
 * Prompt-to-Prompt, on every inversion, at the model's own guidance scale and at the papers'.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseEdit } from '../src/edit-language/edit-language.ts';
import { editSpecsOf } from '../src/edit-language/edit-specs.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import { INVERSION_METHODS, type InversionMethod } from '../src/pipeline/types.ts';
import { forwardEquivalents } from './forward-equivalents.ts';
import { isChangeRight, isRestKept } from './grading.ts';
import { type Judge, openJudge } from './judge.ts';
import { backgroundPsnr, comparedArea, keptArea } from './kept-area.ts';
import { MODEL, markdownTable, mean, report } from './lib.ts';
import {
  type BenchEditKind,
  type BenchScene,
  EDIT_KINDS,
  readMask,
  readPicture,
  readScenes,
} from './scenes.ts';
import { grayOf, ssimWithin } from './similarity.ts';

interface Grade {
  readonly kind: BenchEditKind;
  readonly isRight: boolean;
  readonly isRestKept: boolean;
  /** PSNR in dB against the source where the edit must leave it alone; null when that is nowhere. */
  readonly backgroundPsnr: number | null;
  /** SSIM with the true picture, over what the true edit changes. */
  readonly objectSsim: number;
  readonly unetRows: number;
}

/** One picture by one inversion. */
interface SceneGrades {
  readonly psnr: number;
  readonly vaePsnr: number;
  readonly forward: number;
  readonly gradients: number;
  readonly seconds: number;
  readonly grades: readonly Grade[];
}

async function gradeScene(
  { pipeline, judge }: { readonly pipeline: EditingPipeline; readonly judge: Judge },
  scene: BenchScene,
  options: { readonly method: InversionMethod; readonly guidanceScale: number },
): Promise<SceneGrades> {
  const source = await readPicture(scene.source);
  const before = await judge.look(source);
  const inversion = await pipeline.invert(source, scene.prompt, options);
  const grades: Grade[] = [];
  for (const edit of scene.edits) {
    // Swaps by the method that an inversion matters to.
    const request = parseEdit(`${edit.edit} using prompt-to-prompt`, scene.prompt);
    const [drawn] = await pipeline.edit(inversion, editSpecsOf(request, scene.prompt));
    const { picture, unetRows } = drawn!;
    const truth = await readPicture(edit.truth);
    const mask = await readMask(edit.mask);
    const area = keptArea(source, truth, mask);
    const compared = comparedArea(source, truth, mask);
    const after = await judge.look(picture);
    grades.push({
      kind: edit.kind,
      isRight: isChangeRight(scene, edit, before, after),
      isRestKept: isRestKept(scene, edit, after),
      backgroundPsnr: area && backgroundPsnr(area, picture, source),
      objectSsim: ssimWithin(compared, grayOf(picture), grayOf(truth)),
      unetRows,
    });
  }
  const { psnr, vaePsnr, unetEvaluations, gradientEvaluations, seconds } = inversion.report;
  return {
    ...{ psnr, vaePsnr, seconds, grades },
    forward: unetEvaluations,
    gradients: gradientEvaluations,
  };
}

function editFigures(grades: readonly Grade[]) {
  const known = grades.flatMap(({ backgroundPsnr }) => backgroundPsnr ?? []);
  return {
    success: mean(grades.map(({ isRight }) => Number(isRight))),
    restKept: mean(grades.map((grade) => Number(grade.isRestKept))),
    backgroundPsnr: known.length > 0 ? mean(known) : null,
    objectSsim: mean(grades.map(({ objectSsim }) => objectSsim)),
    unetRows: mean(grades.map(({ unetRows }) => unetRows)),
  };
}

function figuresOf(scenes: readonly SceneGrades[]) {
  const of = (value: (scene: SceneGrades) => number) => mean(scenes.map(value));
  const forward = of((scene) => scene.forward);
  const gradients = of((scene) => scene.gradients);
  const grades = scenes.flatMap((scene) => scene.grades);
  const edits = (kind: BenchEditKind) => editFigures(grades.filter((grade) => grade.kind === kind));
  return {
    psnr: of((scene) => scene.psnr),
    vaePsnr: of((scene) => scene.vaePsnr),
    forward,
    gradients,
    forwardEquivalents: forwardEquivalents(forward, gradients),
    seconds: of((scene) => scene.seconds),
    all: editFigures(grades),
    edits: {
      swap: edits('swap'),
      wear: edits('wear'),
      background: edits('background'),
      weather: edits('weather'),
      combined: edits('combined'),
    },
  };
}
type Figures = ReturnType<typeof figuresOf>;

function tableOf(
  guidanceScale: string,
  rows: Readonly<Record<string, Figures>>,
  scenes: number,
): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const decibels = (value: number | null) => value?.toFixed(1) ?? '–';
  return markdownTable(
    [
      `w = ${guidanceScale}, ${scenes} scenes`,
      ...['reconstruction dB', 'forward runs', 'gradients', 'forward equivalents'],
      ...EDIT_KINDS,
      'all',
    ],
    Object.entries(rows).map(([method, figures]) => [
      method,
      figures.psnr.toFixed(2),
      figures.forward.toFixed(0),
      figures.gradients.toFixed(0),
      figures.forwardEquivalents.toFixed(0),
      ...[...EDIT_KINDS.map((kind) => figures.edits[kind]), figures.all].map(
        ({ success, restKept, backgroundPsnr, objectSsim }) =>
          `${percent(success)}, ${percent(restKept)}; ${decibels(backgroundPsnr)}; ${objectSsim.toFixed(3)}`,
      ),
    ]),
  );
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    scenes: { type: 'string', default: '40' },
    methods: { type: 'string', default: 'null-text,pivotal,negative-prompt,direct' },
    guidance: { type: 'string', default: '1.5,7.5' },
    /** Of other scenes than the bench's; see models/recipe/bench_scenes.py. */
    folder: { type: 'string' },
  },
});
const count = z.coerce.number().int().positive().parse(values.scenes);
const methods = z.array(z.enum(INVERSION_METHODS)).parse(values.methods.split(','));
const scales = z.array(z.coerce.number().positive()).parse(values.guidance.split(','));
const scenes = (await readScenes(values.folder)).slice(0, count);

const pipeline = await EditingPipeline.load(MODEL);
const judge = await openJudge();
const figures: Record<string, Record<string, Figures>> = {};
for (const guidanceScale of scales) {
  const rows: Record<string, Figures> = {};
  for (const method of methods) {
    const graded: SceneGrades[] = [];
    for (const scene of scenes) {
      graded.push(await gradeScene({ pipeline, judge }, scene, { method, guidanceScale }));
      process.stderr.write(
        `\rw = ${guidanceScale}, ${method}: ${graded.length} of ${scenes.length}\x1b[K`,
      );
    }
    rows[method] = figuresOf(graded);
  }
  figures[guidanceScale] = rows;
}
process.stderr.write('\n');
await judge.close();
await pipeline.close();
await report(
  'inversions',
  `npm run bench:inversions -- --scenes ${values.scenes} --methods ${values.methods} --guidance ${values.guidance}`,
  {
    figures,
    table: Object.entries(figures)
      .map(([guidanceScale, rows]) => tableOf(guidanceScale, rows, scenes.length))
      .join('\n\n'),
  },
  values,
);
