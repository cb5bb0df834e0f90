import { describe, expect, it } from 'vitest';
import type { EditMethod, EditSpec } from '../src/pipeline/edit-types.ts';
import { offersOf } from '../src/pipeline/offers.ts';
import { EditingPipeline } from '../src/pipeline/pipeline.ts';
import { INVERSION_METHODS, type Inversion, type Picture } from '../src/pipeline/types.ts';
import { expectedOf, familyFolder } from './families.ts';

/** One folder of each kind of UNet, text encoding, noise and guidance. */
const FAMILIES = ['sd-2-v', 'sd-1-half', 'sd-turbo', 'lcm', 'sdxl', 'sdxl-turbo'];
const STEPS = 3;
/** Those that are guided by their weights: their edits need no unconditional rows. */
const FEW_STEPS = ['sd-turbo', 'lcm', 'sdxl-turbo'];

const targetPrompt = 'a dog on a red chair';
const SPECS: { readonly [Method in EditMethod]: EditSpec } = {
  'prompt-to-prompt': { method: 'prompt-to-prompt', targetPrompt },
  infedit: { method: 'infedit', targetPrompt },
  sdedit: { method: 'sdedit', targetPrompt },
  diffedit: { method: 'diffedit', targetPrompt, repeats: 2 },
  'fast-diffedit': { method: 'fast-diffedit', targetPrompt, repeats: 2 },
  inpaint: { method: 'inpaint', targetPrompt, mask: { words: 'cat' } },
  instruct: { method: 'instruct', targetPrompt, steps: STEPS },
  fill: { method: 'fill', targetPrompt, mask: { words: 'cat' }, steps: STEPS },
  imagic: { method: 'imagic', targetPrompt, embeddingSteps: 1, tuningSteps: 1 },
};

/** Drawn from numbers: NaN becomes black, and a picture of one colour is none. */
function isDrawn({ data }: Picture): boolean {
  return new Set(data).size > 2;
}

describe.each(FAMILIES)('everything that works on one works on %s', (name) => {
  it('every inversion, every method of editing, and what the words looked at', async () => {
    const pipeline = await EditingPipeline.load(familyFolder(name));
    try {
      const { side, picture: pixels } = expectedOf(name).invert!;
      const picture = { width: side, height: side, data: Uint8Array.from(pixels) };
      const prompt = 'a cat on a red chair';
      const inversions: Inversion[] = [];
      for (const method of INVERSION_METHODS)
        inversions.push(
          await pipeline.invert(picture, prompt, { method, steps: STEPS, innerSteps: 2 }),
        );
      for (const { trajectory, report } of inversions) {
        expect(trajectory.data.every(Number.isFinite)).toBe(true);
        expect(report.psnr).toBeGreaterThan(0);
      }
      const [inversion] = inversions;
      const { edits } = offersOf(pipeline.folder);
      const wanted = edits.map((method) => SPECS[method]);
      const results = await pipeline.edit(inversion!, wanted, { isAsDrawn: true });
      expect(results.map(({ method }) => method)).toEqual(edits);
      for (const result of results) expect(isDrawn(result.picture)).toBe(true);
      const { unetRows } = results.find(({ method }) => method === 'infedit')!;
      expect(unetRows).toBe(FEW_STEPS.includes(name) ? 2 * 4 : 3 * 15);
      const words = await pipeline.words(inversion!);
      expect(words.map(({ word }) => word)).toEqual(['a', 'cat', 'on', 'a', 'red', 'chair']);
      for (const { map } of words) expect(map.data.every(Number.isFinite)).toBe(true);
    } finally {
      await pipeline.close();
    }
  });
});
