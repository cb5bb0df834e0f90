import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { drawContactSheet } from '../src/drawing/contact-sheet.ts';
import { parseEdit } from '../src/edit-language/edit-language.ts';
import { editSpecsOf } from '../src/edit-language/edit-specs.ts';
import type { PathMethod } from '../src/pipeline/diffusion/inversion/inversion.ts';
import { psnr } from '../src/pipeline/likeness/psnr.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import type { Picture } from '../src/pipeline/types.ts';
import { isChangeRight, isRestKept } from './grading.ts';
import { type Judge, openJudge } from './judge.ts';
import { type Area, backgroundPsnr, comparedArea, keptArea, psnrWithin } from './kept-area.ts';
import { MODEL, ROOT, report } from './lib.ts';
import {
  type Drawing,
  figuresOf,
  type Grade,
  type Likeness,
  type SceneGrades,
  tableOf,
} from './quality-figures.ts';
import { realismOf } from './realism.ts';
import { type BenchScene, readMask, readPicture, readScenes } from './scenes.ts';
import { ANYWHERE, bestSsimWithin, grayOf, NEARBY, ssimWithin } from './similarity.ts';

/** The sheet of swaps in the docs, and how many it shows. */
const SHEET = join(ROOT, 'docs', 'images', 'swaps-beside-truth.png');
const SHEET_SWAPS = 24;

async function gradeScene(
  pipeline: EditingPipeline,
  judge: Judge,
  scene: BenchScene,
): Promise<SceneGrades> {
  const source = await readPicture(scene.source);
  const before = await judge.look(source);
  const inversion = await pipeline.invert(source, scene.prompt, { method: 'pivotal' });
  const psnrOf = async (method: PathMethod) =>
    (await pipeline.invert(source, scene.prompt, { method })).report.psnr;
  const reconstruction = {
    vae: inversion.report.vaePsnr,
    'null-text': await psnrOf('null-text'),
    pivotal: inversion.report.psnr,
    direct: await psnrOf('direct'),
    'negative-prompt': await psnrOf('negative-prompt'),
    ddim: await psnrOf('ddim'),
  };
  const reconstructed = await pipeline.reconstruct(inversion);
  const grades: Grade[] = [];
  for (const edit of scene.edits) {
    // An edit comes the way that a person's message comes, so that the defaults are theirs.
    const specs = editSpecsOf(parseEdit(edit.edit, scene.prompt), scene.prompt);
    const picture = (await pipeline.edit(inversion, specs))[0]!.picture;
    const truth = await readPicture(edit.truth);
    const mask = await readMask(edit.mask);
    const area = keptArea(source, truth, mask);
    const after = await judge.look(picture);
    grades.push({
      kind: edit.kind,
      isRight: isChangeRight(scene, edit, before, after),
      isTruthRight: isChangeRight(scene, edit, before, await judge.look(truth)),
      isRestKept: isRestKept(scene, edit, after),
      background: area && {
        psnr: backgroundPsnr(area, picture, source),
        reconstructionPsnr: psnrWithin(area, reconstructed, source),
      },
      truthPsnr: psnr(picture, truth),
      object: likeness(comparedArea(source, truth, mask), {
        ...{ picture, truth, source, bound: await throughVae(pipeline, truth) },
        otherFall: edit.otherFall === undefined ? null : await readPicture(edit.otherFall),
      }),
      realism: edit.kind === 'swap' ? realismOf(pixelsOf(mask), picture, truth) : null,
      isDry: scene.scene.weather === '' && edit.kind !== 'weather',
      edit,
      picture,
      truth,
    });
  }
  return { reconstruction, grades, drawing: await drawFromCaption(pipeline, scene) };
}

interface Likened extends Record<'picture' | 'truth' | 'source' | 'bound', Picture> {
  readonly otherFall: Picture | null;
}

/** Within an area, or a whole picture where the change may be anywhere. */
function likeness(area: Area, { picture, truth, source, bound, otherFall }: Likened): Likeness {
  const [drawn, wanted] = [grayOf(picture), grayOf(truth)];
  return {
    ssim: ssimWithin(area, drawn, wanted),
    shiftedSsim: bestSsimWithin(area, drawn, wanted, NEARBY),
    boundSsim: ssimWithin(area, grayOf(bound), wanted),
    untouchedSsim: ssimWithin(area, grayOf(source), wanted),
    otherFallSsim: otherFall && ssimWithin(area, grayOf(otherFall), wanted),
    psnr: psnrWithin(area, picture, truth),
  };
}

/** What is drawn for the caption of the true swap, beside it. */
async function drawFromCaption(pipeline: EditingPipeline, scene: BenchScene): Promise<Drawing> {
  const swap = scene.edits.find(({ kind }) => kind === 'swap')!;
  const truth = await readPicture(swap.truth);
  const blank = { ...truth, data: truth.data.map(() => 128) };
  const nothing = await pipeline.invert(blank, swap.targetPrompt, { method: 'direct' });
  const drawing = { method: 'sdedit', strength: 1, targetPrompt: swap.targetPrompt } as const;
  const [drawn] = await pipeline.edit(nothing, [drawing], { isAsDrawn: true });
  const [area, wanted] = [pixelsOf(await readMask(swap.mask)), grayOf(truth)];
  return {
    ssim: bestSsimWithin(area, grayOf(drawn!.picture), wanted, ANYWHERE),
    boundSsim: ssimWithin(area, grayOf(await throughVae(pipeline, truth)), wanted),
  };
}

/** What the autoencoder makes of a picture, which is the most that an edit can reach. */
async function throughVae(pipeline: EditingPipeline, picture: Picture): Promise<Picture> {
  const fewest = { method: 'direct', steps: 2 } as const;
  return await pipeline.reconstruct(await pipeline.invert(picture, 'a picture', fewest));
}

function pixelsOf(mask: readonly boolean[]): Area {
  return [...mask.keys()].filter((pixel) => mask[pixel]);
}

/** Swaps, each beside the picture that the renderer draws for it. */
async function drawSheet(scenes: readonly SceneGrades[]): Promise<Buffer> {
  const swaps = scenes.flatMap(({ grades }) => grades.filter(({ kind }) => kind === 'swap'));
  const cells = swaps.slice(0, SHEET_SWAPS).flatMap(({ edit, picture, truth }) => [
    { picture, caption: edit.edit.replaceAll('"', '').replace('->', '→') },
    { picture: truth, caption: 'true' },
  ]);
  return await drawContactSheet({
    title: 'Swaps beside the truth',
    subtitle: 'Scenes that the model never saw: each edit, and what the renderer draws for it',
    rows: [{ cells, cellSize: 128 }],
    width: 2 * 40 + 8 * 144 - 16,
  });
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    scenes: { type: 'string', default: '40' },
    /** Of other scenes than the bench's; see models/recipe/bench_scenes.py. */
    folder: { type: 'string' },
  },
});
const scenes = (await readScenes(values.folder)).slice(
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
if (values.write) await writeFile(SHEET, await drawSheet(graded));
await report(
  'quality',
  `npm run bench:quality -- --scenes ${values.scenes}`,
  { figures, table: tableOf(figures) },
  values,
);
