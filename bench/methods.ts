import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseEdit } from '../src/edit-language/edit-language.ts';
import { editSpecsOf } from '../src/edit-language/edit-specs.ts';
import { offersOf } from '../src/pipeline/offers.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import type { Inversion } from '../src/pipeline/types.ts';
import { type ClipParts, openClipParts } from './clip/editors.ts';
import { guidanceText, measureGuidance } from './clip/guidance-table.ts';
import { CLIP_LABELS } from './clip/methods.ts';
import { clipOrderings } from './clip/orderings.ts';
import { editsByClip } from './clip/rows.ts';
import { findingsOf, type Orderings } from './findings.ts';
import { type Grade, LABELS, LEARNING_LABELS, openGrader } from './grade-edit.ts';
import { LADDER } from './inversion-ladder.ts';
import { type Judge, openJudge } from './judge.ts';
import { type LadderFigures, measureLadder } from './ladder.ts';
import { ladderOrderings } from './ladder-orderings.ts';
import { MODEL, markdownTable, mean, ROOT, report } from './lib.ts';
import { drawPlot } from './plot.ts';
import { type BenchScene, readPicture, readScenes } from './scenes.ts';
import { nearestGlyph, readEntries } from './subjects/entries.ts';
import { type LearningFigures, learningOrderings, measureLearning } from './subjects/rows.ts';

/** T and N of every rung. */
const LADDER_STEPS = 20;
const INNER_STEPS = 10;
/** Other numbers of gradient steps a timestep, for the plot. */
const BUDGETS = [0, 1, 3, 30];
/** One scene in so many is inverted by every rung of the ladder. */
const LADDER_SHARE = 6;
/** One scene in so many is edited by Imagic and by what follows CLIP's gradient too: they take seconds a picture. */
const SLOW_SHARE = 4;
/** The paper's w: at a small one no inversion has much to correct. */
const LADDER_GUIDANCE = 7.5;
/** Edits of a part of the picture, to hold the masks against. */
const KINDS = ['swap', 'wear'];
const PLOT = join('images', 'inversion-ladder.png');

async function gradeScene(
  pipeline: EditingPipeline,
  clip: ClipParts | null,
  judge: Judge,
  scene: BenchScene,
): Promise<Grade[]> {
  const source = await readPicture(scene.source);
  const inversion = await pipeline.invert(source, scene.prompt);
  const nullText = await pipeline.invert(source, scene.prompt, { method: 'null-text' });
  const { edits: methods } = offersOf(pipeline.folder);
  const grades: Grade[] = [];
  for (const edit of scene.edits.filter(({ kind }) => KINDS.includes(kind))) {
    const grader = await openGrader(judge, scene, edit, pipeline.folder.latent.factor);
    const request = parseEdit(`${edit.edit} using all`, scene.prompt);
    const specs = editSpecsOf(request, scene.prompt, undefined, methods);
    for (const made of await pipeline.edit(inversion, specs, { isAsDrawn: true }))
      grades.push(await grader(made));
    const inPapers = specs.filter(({ method }) => method === 'prompt-to-prompt');
    for (const made of await pipeline.edit(nullText, inPapers, { isAsDrawn: true }))
      grades.push(await grader({ ...made, method: 'on-null-text' }));
    if (!clip) continue;
    const [tuned] = specs;
    const imagic = { targetPrompt: tuned!.targetPrompt, method: 'imagic' } as const;
    for (const made of await pipeline.edit(inversion, [imagic], { isAsDrawn: true }))
      grades.push(await grader(made));
    const words = await pipeline.words(inversion);
    for (const made of await editsByClip(clip, { scene, edit, source, words }))
      grades.push(await grader(made));
  }
  return grades;
}

/** So many of a list, evenly spread over it. */
function spread<T>(list: readonly T[], count: number): T[] {
  const share = Math.min(count, list.length);
  return Array.from({ length: share }, (_, i) => list[Math.floor((i * list.length) / share)]!);
}

/** UNet rows that the two masks alone take: with nothing encoded or noised, nothing is drawn. */
async function maskCosts(pipeline: EditingPipeline, inversion: Inversion) {
  const targetPrompt = inversion.prompt;
  const [full, fast] = await pipeline.edit(inversion, [
    { targetPrompt, method: 'diffedit', ratio: 0 },
    { targetPrompt, method: 'fast-diffedit', strength: 0 },
  ]);
  return { full: full!.unetRows, fast: fast!.unetRows };
}

function figuresOf(
  grades: readonly Grade[],
  costs: { readonly full: number; readonly fast: number },
  { ladder, fromNoise }: LadderFigures,
) {
  const known = (values: readonly (number | null)[]) =>
    mean(values.filter((value) => value !== null));
  const of = (method: Grade['method']) => grades.filter((grade) => grade.method === method);
  const iou = (method: Grade['method']) => known(of(method).map((grade) => grade.iou));
  const methods = [...new Set(grades.map(({ method }) => method))];
  const edits = methods.map(
    (method) =>
      [
        method,
        {
          success: mean(of(method).map((grade) => Number(grade.isRight))),
          backgroundPsnr: known(of(method).map((grade) => grade.backgroundPsnr)),
          objectSsim: mean(of(method).map((grade) => grade.objectSsim)),
          seconds: mean(of(method).map((grade) => grade.seconds)),
          unetEvaluations: mean(of(method).map((grade) => grade.unetRows)),
        },
      ] as const,
  );
  return {
    ladder,
    nullTextWithoutPivotFromNoise: fromNoise,
    edits,
    mask: {
      diffeditIou: iou('diffedit'),
      fastIou: iou('fast-diffedit'),
      wordIou: iou('inpaint'),
      costRatio: costs.full / costs.fast,
    },
  };
}

function tableOf(
  {
    ladder,
    edits,
    mask,
    learning,
  }: ReturnType<typeof figuresOf> & { readonly learning: LearningFigures },
  compared: Readonly<Record<'ladder' | 'clip' | 'learning' | 'guidance', Orderings>>,
  scenes: { readonly edits: number; readonly slow: number; readonly ladder: number },
  seconds: number,
): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const ranked = Object.entries(ladder).toSorted(([, a], [, b]) => b - a);
  return [
    markdownTable(
      [`inversion, ${scenes.ladder} scenes, w = ${LADDER_GUIDANCE}`, 'PSNR dB'],
      ranked.map(([rung, value]) => [rung, value.toFixed(2)]),
    ),
    `${compared.ladder.text}\n\n![PSNR against gradient steps](${PLOT})`,
    markdownTable(
      [
        ...[`method, ${scenes.edits} scenes`, 'success', 'background dB', 'object SSIM'],
        ...['seconds', 'UNet rows'],
      ],
      edits.map(([method, figures]) => [
        `${LABELS[method]}${shareOf(method, scenes.slow, learning.subjects)}`,
        percent(figures.success),
        figures.backgroundPsnr.toFixed(2),
        figures.objectSsim.toFixed(3),
        figures.seconds.toFixed(2),
        figures.unetEvaluations.toFixed(0),
      ]),
    ),
    markdownTable(
      ['mask', 'IoU with what truly changes', 'UNet rows of one FastDiffEdit mask'],
      [
        ['DiffEdit', mask.diffeditIou.toFixed(2), mask.costRatio.toFixed(1)],
        ['FastDiffEdit', mask.fastIou.toFixed(2), '1.0'],
        ['word map (inpainting)', mask.wordIou.toFixed(2), '0'],
      ],
    ),
    compared.clip.text,
    compared.learning.text,
    compared.guidance.text,
    `The bench took ${Math.round(seconds)} s.`,
  ].join('\n\n');
}

/** Of which pictures a method was measured, where not of all. */
function shareOf(method: Grade['method'], slow: number, subjects: number): string {
  if (method in LEARNING_LABELS) return ` (${subjects} subjects)`;
  return method in CLIP_LABELS || method === 'imagic' ? ` (${slow} scenes)` : '';
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    scenes: { type: 'string', default: '6' },
    subjects: { type: 'string', default: '2' },
  },
});
const start = performance.now();
const positive = z.coerce.number().int().positive();
const scenes = spread(await readScenes(), positive.parse(values.scenes));
const subjects = await readEntries(positive.parse(values.subjects));
const slow = spread(scenes, Math.ceil(scenes.length / SLOW_SHARE));
const climbing = spread(scenes, Math.ceil(scenes.length / LADDER_SHARE));
const tell = (what: string) => process.stderr.write(`\r${what}\x1b[K`);

const pipeline = await EditingPipeline.load(MODEL);
const clip = await openClipParts(MODEL);
const judge = await openJudge();
const grades: Grade[] = [];
for (const [i, scene] of scenes.entries()) {
  tell(`edits of scene ${i + 1} of ${scenes.length}`);
  grades.push(...(await gradeScene(pipeline, slow.includes(scene) ? clip : null, judge, scene)));
}
const editor = { pipeline, judge, nearest: await nearestGlyph() };
const learning = await measureLearning(editor, subjects, tell);
grades.push(...learning.grades);
let drawn = 0;
const guidance = await measureGuidance(clip, judge, slow, () =>
  tell(`drawing ${++drawn} from noise`),
);
const [first] = scenes;
const sample = await pipeline.invert(await readPicture(first!.source), first!.prompt, {
  method: 'direct',
});
const costs = await maskCosts(pipeline, sample);
await judge.close();
await clip.close();
await pipeline.close();

let rungs = 0;
const measured = await measureLadder(climbing, {
  steps: LADDER_STEPS,
  innerSteps: INNER_STEPS,
  budgets: BUDGETS,
  guidanceScale: LADDER_GUIDANCE,
  onRung: () => tell(`inversion ${++rungs} of ${climbing.length * LADDER.length}`),
});
process.stderr.write('\n');

if (values.write)
  await writeFile(
    join(ROOT, 'docs', PLOT),
    await drawPlot({
      title: 'What each way to invert a picture gains from its gradient steps',
      xLabel: 'gradient steps in all',
      yLabel: 'PSNR of the reconstruction, dB',
      series: measured.curves,
    }),
  );
const figures = { ...figuresOf(grades, costs, measured), guidance, learning };
const compared = {
  ladder: ladderOrderings(figures.ladder, figures.nullTextWithoutPivotFromNoise),
  clip: clipOrderings(figures.edits),
  learning: learningOrderings(figures.edits, learning),
  guidance: guidanceText(guidance, slow.length),
};
const seconds = (performance.now() - start) / 1_000;
await report(
  'methods',
  `npm run bench:methods -- --scenes ${values.scenes} --subjects ${values.subjects}`,
  {
    figures: {
      ...figures,
      edits: Object.fromEntries(figures.edits),
      orderings: findingsOf(Object.values(compared)),
      learning: { subjects: learning.subjects, seconds: learning.seconds },
      seconds: Math.round(seconds),
    },
    table: tableOf(
      figures,
      compared,
      { edits: scenes.length, slow: slow.length, ladder: climbing.length },
      seconds,
    ),
  },
  values,
);
