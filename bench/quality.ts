import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseEdit } from '../src/edit-language/edit-language.ts';
import { editSpecOf } from '../src/edit-language/edit-specs.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import { psnr } from '../src/pipeline/psnr.ts';
import type { InversionMethod } from '../src/pipeline/types.ts';
import { isChangeRight, isRestKept } from './grading.ts';
import { type Judge, openJudge } from './judge.ts';
import { keptArea, psnrWithin } from './kept-area.ts';
import { MODEL, markdownTable, mean, report } from './lib.ts';
import {
  type BenchEditKind,
  type BenchScene,
  EDIT_KINDS,
  readMask,
  readPicture,
  readScenes,
} from './scenes.ts';

/** Stands for the infinite PSNR of equal pixels in a mean. */
const IDENTICAL_PSNR = 60;

/** What one edit of one scene came to; docs/benchmarks.md says what each figure means. */
interface Grade {
  readonly kind: BenchEditKind;
  readonly isRight: boolean;
  readonly isTruthRight: boolean;
  readonly isRestKept: boolean;
  /** Null when the edit leaves nothing as it was. */
  readonly background: {
    readonly psnr: number;
    readonly reconstructionPsnr: number;
  } | null;
  readonly truthPsnr: number;
}

type Reconstruction = Record<'vae' | InversionMethod, number>;

interface SceneGrades {
  readonly reconstruction: Reconstruction;
  readonly grades: readonly Grade[];
}

async function gradeScene(
  pipeline: EditingPipeline,
  judge: Judge,
  scene: BenchScene,
): Promise<SceneGrades> {
  const source = await readPicture(scene.source);
  const before = await judge.look(source);
  const inversion = await pipeline.invert(source, scene.prompt);
  const psnrOf = async (method: InversionMethod) =>
    (await pipeline.invert(source, scene.prompt, { method })).report.psnr;
  const reconstruction = {
    vae: inversion.report.vaePsnr,
    'null-text': inversion.report.psnr,
    direct: await psnrOf('direct'),
    'negative-prompt': await psnrOf('negative-prompt'),
    ddim: await psnrOf('ddim'),
  };
  const reconstructed = await pipeline.reconstruct(inversion);
  const grades: Grade[] = [];
  for (const edit of scene.edits) {
    // An edit comes the way that a person's message comes, so that the defaults are theirs.
    const spec = editSpecOf(parseEdit(edit.edit, scene.prompt), scene.prompt);
    const picture = (await pipeline.edit(inversion, [spec]))[0]!.picture;
    const truth = await readPicture(edit.truth);
    const area = keptArea(source, truth, await readMask(edit.mask));
    const after = await judge.look(picture);
    grades.push({
      kind: edit.kind,
      isRight: isChangeRight(scene, edit, before, after),
      isTruthRight: isChangeRight(scene, edit, before, await judge.look(truth)),
      isRestKept: isRestKept(scene, edit, after),
      background: area && {
        psnr: Math.min(psnrWithin(area, picture, source), IDENTICAL_PSNR),
        reconstructionPsnr: psnrWithin(area, reconstructed, source),
      },
      truthPsnr: psnr(picture, truth),
    });
  }
  return { reconstruction, grades };
}

function editFigures(grades: readonly Grade[]) {
  const share = (isTrue: (grade: Grade) => boolean) =>
    mean(grades.map((grade) => Number(isTrue(grade))));
  const backgrounds = grades.flatMap(({ background }) => (background ? [background] : []));
  const meanOrNull = (values: readonly number[]) => (values.length > 0 ? mean(values) : null);
  return {
    success: share((grade) => grade.isRight),
    backgroundPsnr: meanOrNull(backgrounds.map((background) => background.psnr)),
    truthPsnr: mean(grades.map((grade) => grade.truthPsnr)),
    reconstructionPsnr: meanOrNull(backgrounds.map((area) => area.reconstructionPsnr)),
    restKept: share((grade) => grade.isRestKept),
    truthSuccess: share((grade) => grade.isTruthRight),
    edits: grades.length,
    backgrounds: backgrounds.length,
  };
}

function figuresOf(scenes: readonly SceneGrades[]) {
  const reconstruction = (method: keyof Reconstruction) =>
    mean(scenes.map((scene) => scene.reconstruction[method]));
  const grades = scenes.flatMap((scene) => scene.grades);
  const edits = (kind: BenchEditKind) => editFigures(grades.filter((grade) => grade.kind === kind));
  return {
    scenes: scenes.length,
    reconstruction: {
      vae: reconstruction('vae'),
      'null-text': reconstruction('null-text'),
      direct: reconstruction('direct'),
      'negative-prompt': reconstruction('negative-prompt'),
      ddim: reconstruction('ddim'),
    },
    edits: {
      swap: edits('swap'),
      wear: edits('wear'),
      background: edits('background'),
      weather: edits('weather'),
      combined: edits('combined'),
    },
  };
}

function tableOf({ reconstruction, edits, scenes }: ReturnType<typeof figuresOf>): string {
  const decibels = (value: number | null) => value?.toFixed(2) ?? '–';
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return [
    markdownTable(
      [`reconstruction of ${scenes} scenes`, 'PSNR dB'],
      Object.entries(reconstruction).map(([method, value]) => [method, decibels(value)]),
    ),
    markdownTable(
      [
        ...['edit', 'success', 'rest kept', 'background dB'],
        ...['reconstruction there dB', 'truth dB'],
      ],
      EDIT_KINDS.map((kind) => {
        const figures = edits[kind];
        return [
          kind,
          percent(figures.success),
          percent(figures.restKept),
          decibels(figures.backgroundPsnr),
          decibels(figures.reconstructionPsnr),
          decibels(figures.truthPsnr),
        ];
      }),
    ),
    `The judge finds the change in ${percent(mean(EDIT_KINDS.map((kind) => edits[kind].truthSuccess)))} of the true pictures.`,
  ].join('\n\n');
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    scenes: { type: 'string', default: '40' },
  },
});
const scenes = (await readScenes()).slice(
  0,
  z.coerce.number().int().positive().parse(values.scenes),
);
const pipeline = await EditingPipeline.load(MODEL);
const judge = await openJudge();
const graded: SceneGrades[] = [];
for (const scene of scenes) {
  graded.push(await gradeScene(pipeline, judge, scene));
  process.stderr.write(`\r${graded.length} of ${scenes.length} scenes`);
}
process.stderr.write('\n');
await judge.close();
await pipeline.close();
const figures = figuresOf(graded);
await report(
  'quality',
  `npm run bench:quality -- --scenes ${values.scenes}`,
  { figures, table: tableOf(figures) },
  values,
);
