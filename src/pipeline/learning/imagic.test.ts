import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImagicSpec } from '../edit-types.ts';
import { decodePicture } from '../image.ts';
import { psnr } from '../likeness/psnr.ts';
import { BUNDLED_MODEL } from '../model/registry.ts';
import { embeddingBytes } from '../model/subjects/subject-file.ts';
import { EditingPipeline } from '../pipeline.ts';
import type { Inversion, Progress, Subject } from '../types.ts';
import { between } from './imagic.ts';
import { imagicGroups } from './imagic-job.ts';

const FILE = new URL('../fixtures/cat-on-red.png', import.meta.url).pathname;
const image = await readFile(FILE);
const targetPrompt = 'a dog on a red background';
const spec = (more: Partial<ImagicSpec> = {}): ImagicSpec => ({
  ...{ method: 'imagic', targetPrompt, embeddingSteps: 2, tuningSteps: 2, ...more },
});

describe('Imagic', () => {
  let pipeline: EditingPipeline;
  let encoded: Inversion;
  beforeAll(async () => {
    pipeline = await EditingPipeline.load(BUNDLED_MODEL);
    encoded = await pipeline.invert(image, 'a cat on a red background', { method: 'encode' });
  });
  afterAll(() => pipeline.close());

  it('draws the picture at the optimised embedding the better, the longer it was tuned', async () => {
    const picture = await decodePicture(encoded.picture);
    const likeness: number[] = [];
    for (const tuningSteps of [0, 24]) {
      const specs = [spec({ embeddingSteps: 4, tuningSteps, strength: 0 })];
      const [drawn] = await pipeline.edit(encoded, specs, { isAsDrawn: true });
      expect(drawn).toMatchObject({ method: 'imagic', kind: null, mask: null });
      likeness.push(psnr(drawn!.picture, picture));
    }
    expect(likeness[1]).toBeGreaterThan(likeness[0]! + 3);
  });

  it('tunes once for all pictures of the same words, and keeps nothing of it', async () => {
    const plain = { method: 'sdedit', targetPrompt } as const;
    const [before] = await pipeline.edit(encoded, [plain]);
    const seen: Progress[] = [];
    const specs = [spec({ strength: 0 }), spec({ strength: 1 }), spec({ seed: 3 })];
    const drawn = await pipeline.edit(encoded, specs, {
      ...{ isAsDrawn: true, onProgress: (progress) => seen.push(progress) },
    });
    const [none, all, other] = drawn.map(({ picture }) => picture.data);
    expect(none).not.toEqual(all);
    expect(other).not.toEqual(none);
    expect(seen.filter(({ phase }) => phase === 'learn')).toHaveLength(2);
    expect(seen.at(-1)!.done).toBe(seen.at(-1)!.total);
    const [after] = await pipeline.edit(encoded, [plain]);
    expect(after!.picture.data).toEqual(before!.picture.data);
    const [again] = await pipeline.edit(encoded, [spec({ strength: 1 })], { isAsDrawn: true });
    expect(again!.picture.data).toEqual(all);
  });

  it('is given up soon after its signal', async () => {
    const canceller = new AbortController();
    const cancelled = pipeline.edit(encoded, [spec({ tuningSteps: 400 })], {
      ...{ signal: canceller.signal },
      onProgress: ({ phase }) => phase === 'learn' && canceller.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses dials out of range, and words that were learned', async () => {
    const edit = (more: Partial<ImagicSpec>, subjects: Subject[] = []) =>
      pipeline.edit(encoded, [spec(more)], { subjects });
    await expect(edit({ strength: 1.5 })).rejects.toThrow('The strength is 1.5');
    await expect(edit({ tuningSteps: -1 })).rejects.toThrow('number of steps');
    const { fingerprint, embeddingWidth } = pipeline.folder;
    const milo: Subject = {
      ...{ name: 'Milo', className: 'koala', fingerprint, lora: null },
      embedding: embeddingBytes('Milo', new Float32Array(embeddingWidth)),
      report: { method: 'textual-inversion', steps: 1, pictures: 3, loss: 0.1, seconds: 1 },
    };
    await expect(edit({ targetPrompt: 'Milo' }, [milo])).rejects.toThrow(
      '“using imagic” knows nothing that was learned',
    );
  });
});

it('draws together what one tuning serves', () => {
  const lion = { targetPrompt: 'a lion' };
  const specs = [spec(), spec(lion), spec({ seed: 1 }), spec({ tuningSteps: 9 })];
  expect(imagicGroups(specs)).toEqual([[specs[0], specs[2]], [specs[1]], [specs[3]]]);
});

it('goes from the picture’s embedding to the target’s', () => {
  const [from, to] = [
    [0, 2],
    [1, 4],
  ].map((values) => ({
    ...{ data: Float32Array.from(values), dims: [1, 1, 2] },
  }));
  expect([...between(from!, to!, 0.25).data]).toEqual([0.25, 2.5]);
});
