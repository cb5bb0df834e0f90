import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sharp } from '../src/pipeline/picture/sharp.ts';
import type { Picture } from '../src/pipeline/types.ts';
import { ROOT } from './lib.ts';

const FOLDER = join(ROOT, 'models', 'bench-scenes');

export const EDIT_KINDS = ['swap', 'wear', 'background', 'weather', 'combined'] as const;
export type BenchEditKind = (typeof EDIT_KINDS)[number];

const Edit = z.object({
  kind: z.enum(EDIT_KINDS),
  /** In the edit language. */
  edit: z.string(),
  targetPrompt: z.string(),
  /** File of the picture that the renderer draws for the edited scene. */
  truth: z.string(),
  /** Of weather: file of the truth with as many flakes elsewhere, which nobody could know; see the recipe. */
  otherFall: z.string().optional(),
  /** File that is white where the changed object is; all white when the edit is everywhere. */
  mask: z.string(),
  /** The class of each of the judge's heads afterwards, and what happens to the weather's amount. */
  expected: z.object({ amount: z.enum(['more', 'less', 'same']) }).catchall(z.string()),
});
export type BenchEdit = z.infer<typeof Edit>;

/** As the recipe writes it: files are named by their folder's paths. */
export const BenchScene = z.object({
  id: z.string(),
  /** File of the rendered picture. */
  source: z.string(),
  prompt: z.string(),
  /** What the picture shows; an empty class is the judge's `none`. */
  scene: z.record(z.string(), z.union([z.string(), z.number()])),
  edits: z.array(Edit),
});
export type BenchScene = z.infer<typeof BenchScene>;

/** Held-out scenes, as models/recipe/bench_scenes.py writes them; by default those of the benches. */
export async function readScenes(folder = FOLDER): Promise<BenchScene[]> {
  const index = JSON.parse(await readFile(join(folder, 'scenes.json'), 'utf8'));
  return z
    .array(BenchScene)
    .parse(index)
    .map((scene) => inFolder(scene, folder));
}

/** The scene with its files by their paths. */
export function inFolder(scene: BenchScene, folder: string): BenchScene {
  return {
    ...scene,
    source: join(folder, scene.source),
    edits: scene.edits.map((edit) => ({
      ...edit,
      truth: join(folder, edit.truth),
      mask: join(folder, edit.mask),
      ...(edit.otherFall !== undefined && { otherFall: join(folder, edit.otherFall) }),
    })),
  };
}

export async function readPicture(file: string): Promise<Picture> {
  const { data, info } = await sharp(await readFile(file))
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** One entry a pixel: whether it is white. */
export async function readMask(file: string): Promise<boolean[]> {
  const grey = await sharp(await readFile(file))
    .removeAlpha()
    .greyscale()
    .raw()
    .toBuffer();
  return Array.from(grey, (value) => value >= 128);
}
