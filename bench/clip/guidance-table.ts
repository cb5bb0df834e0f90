import { cosine } from '../../src/pipeline/clip/clip.ts';
import { gaussianNoise } from '../../src/pipeline/diffusion/schedule/noise.ts';
import { ddimSchedule } from '../../src/pipeline/diffusion/schedule/schedule.ts';
import { type Finding, type Orderings, orderings } from '../findings.ts';
import type { Judge } from '../judge.ts';
import { markdownTable, mean } from '../lib.ts';
import { realismOf } from '../realism.ts';
import { type BenchScene, readMask, readPicture } from '../scenes.ts';
import type { ClipParts } from './editors.ts';
import { CLIP_SCALE, denoise, type Guidance } from './guidance.ts';

/** GLIDE's comparison: the same noise and sentences, guided in one way or the other. */
const WAYS: readonly (readonly [string, Guidance])[] = [
  ['unguided', { free: 1, clip: 0 }],
  ['classifier-free, w = 1.5', { free: 1.5, clip: 0 }],
  ['classifier-free, w = 3', { free: 3, clip: 0 }],
  [`CLIP, s = ${CLIP_SCALE}`, { free: 1, clip: CLIP_SCALE }],
  ['CLIP, s = 1000', { free: 1, clip: 1000 }],
];

/** What a way to guide draws from noise, mean over the scenes. */
export interface GuidanceFigures {
  readonly way: string;
  /** Share of pictures of which the judge reads everything that the sentence says. */
  readonly right: number;
  /** CLIP-T, which CLIP guidance raises itself. */
  readonly clip: number;
  /** SSIM of the object with the true glyph, wherever it stands. */
  readonly realism: number;
  readonly seconds: number;
}

/** Draws the sentence of each scene's swap from noise, guided in every way. */
export async function measureGuidance(
  parts: ClipParts,
  judge: Judge,
  scenes: readonly BenchScene[],
  onDrawn: () => void,
): Promise<GuidanceFigures[]> {
  const { model, clip } = parts;
  const { scheduler, settings, latent } = model.folder;
  const schedule = ddimSchedule(scheduler, settings.steps);
  const dims = [1, latent.channels, latent.side, latent.side];
  const figures: GuidanceFigures[] = [];
  for (const [way, guidance] of WAYS) {
    const drawn: Omit<GuidanceFigures, 'way'>[] = [];
    for (const [seed, { edits }] of scenes.entries()) {
      const edit = edits.find(({ kind }) => kind === 'swap');
      if (!edit) continue;
      const { targetPrompt, expected } = edit;
      const start = performance.now();
      const from = { latent: gaussianNoise(dims, seed), first: 0, schedule };
      const picture = await model.vae.decode(
        (await denoise(parts, targetPrompt, from, guidance)).latent,
      );
      const seconds = (performance.now() - start) / 1_000;
      const { classes } = await judge.look(picture);
      const mask = await readMask(edit.mask);
      const inside = [...mask.keys()].filter((pixel) => mask[pixel]);
      drawn.push({
        right: Number(Object.keys(classes).every((head) => classes[head] === expected[head])),
        clip: cosine(await clip.ofPicture(picture), await clip.ofText(targetPrompt)),
        realism: realismOf(inside, picture, await readPicture(edit.truth)),
        seconds,
      });
      onDrawn();
    }
    const of = (figure: keyof Omit<GuidanceFigures, 'way'>) =>
      mean(drawn.map((made) => made[figure]));
    figures.push({
      ...{ way, right: of('right'), clip: of('clip') },
      ...{ realism: of('realism'), seconds: of('seconds') },
    });
  }
  return figures;
}

/** The table, and whether GLIDE's findings hold. */
export function guidanceText(figures: readonly GuidanceFigures[], scenes: number): Orderings {
  const [unguided, free, , clip, strong] = figures;
  const table = markdownTable(
    [`drawn from noise, ${scenes} sentences`, 'right', 'CLIP-T', 'realism', 'seconds'],
    figures.map(({ way, right, clip: fit, realism, seconds }) => [
      way,
      `${(100 * right).toFixed(0)} %`,
      fit.toFixed(3),
      realism.toFixed(3),
      seconds.toFixed(2),
    ]),
  );
  const findings: readonly Finding[] = [
    [
      'classifier-free guidance draws truer objects than CLIP guidance',
      free!.realism > clip!.realism,
    ],
    ['CLIP guidance raises CLIP-T above classifier-free guidance', strong!.clip > free!.clip],
    ['CLIP guidance fits the words better than none', clip!.clip > unguided!.clip],
  ];
  return orderings(`${table}\n\nGLIDE’s findings, and whether they hold here:`, findings);
}
