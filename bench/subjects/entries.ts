import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { LearnOptions } from '../../src/pipeline/types.ts';
import { ROOT } from '../lib.ts';
import { BenchScene, inFolder } from '../scenes.ts';

const FOLDER = join(ROOT, 'models', 'bench-subjects');

const Asked = z.strictObject({
  kind: z.enum(['plain', 'snow', 'crown', 'colour']),
  background: z.string(),
  pattern: z.string(),
  worn: z.string(),
  weather: z.string(),
  truth: z.string(),
});
export type Asked = z.infer<typeof Asked>;
const Entry = z.strictObject({
  noun: z.string(),
  name: z.string(),
  class: z.string(),
  pictures: z.array(z.string()),
  asked: z.array(Asked),
  /** Pictures of the model's own nouns, in whose place the subject is put. */
  edits: z.array(BenchScene),
});
/** A glyph that no training has seen, as models/recipe/subjects.py writes it; files by their paths. */
export type Entry = z.infer<typeof Entry>;

/** Mean logits of the judge's noun head for every glyph, seen and unseen. */
const References = z.record(z.string(), z.array(z.number()));

/** The ways to learn that are compared. */
export const WAYS: Readonly<Record<string, LearnOptions>> = {
  dreambooth: {},
  'without-prior': { priorWeight: 0 },
  'textual-inversion': { method: 'textual-inversion' },
};

/** The first of them; those of the recipe's `--first` elsewhere are for tuning. */
export async function readEntries(count: number, folder = FOLDER): Promise<Entry[]> {
  const index = JSON.parse(await readFile(join(folder, 'subjects.json'), 'utf8'));
  const placed = (file: string) => join(folder, file);
  return z
    .array(Entry)
    .parse(index)
    .slice(0, count)
    .map((entry) => ({
      ...entry,
      pictures: entry.pictures.map(placed),
      asked: entry.asked.map((asked) => ({ ...asked, truth: placed(asked.truth) })),
      edits: entry.edits.map((scene) => inFolder(scene, folder)),
    }));
}

/** The files that a subject is taught from. */
export async function taughtFrom({ pictures }: Entry): Promise<Uint8Array[]> {
  const files: Uint8Array[] = [];
  for (const path of pictures) files.push(await readFile(path));
  return files;
}

/** The glyph whose renders have the nearest logits of the judge's noun head. */
export type Nearest = (logits: readonly number[]) => string;

export async function nearestGlyph(): Promise<Nearest> {
  const text = await readFile(join(FOLDER, 'references.json'), 'utf8');
  const references = Object.entries(References.parse(JSON.parse(text)));
  return (logits) => {
    const far = references.map(([name, mean]) => {
      return { name, distance: Math.hypot(...mean.map((value, i) => value - logits[i]!)) };
    });
    return far.reduce((a, b) => (b.distance < a.distance ? b : a)).name;
  };
}
