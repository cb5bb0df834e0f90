import { expect, test } from 'vitest';
import { planRedrawing } from '../pipeline/diffusion/redraw/redraw.ts';
import type { RedrawSpec } from '../pipeline/edit-types.ts';
import { checkTakesMask, PULL } from './edit-methods.ts';

test('a mask comes with an inpainting, or with all methods, and is refused with any other', () => {
  for (const using of ['inpaint', 'all'] as const)
    expect(() => checkTakesMask({ using })).not.toThrow();
  expect(() => checkTakesMask({ using: 'diffedit' })).toThrow(/write “using inpaint”/);
  expect(() => checkTakesMask({})).toThrow(/or leave the picture out/);
});

test.each(['sdedit', 'diffedit', 'fast-diffedit', 'inpaint'] as const)(
  'Stronger and Weaker of %s start where the pipeline’s own default stands',
  async (method) => {
    const { dial, usual } = PULL[method];
    const step = { latentCoefficient: 1, predictionCoefficient: 1 };
    const schedule = Array.from({ length: 10 }, (_, i) => ({
      ...{ ...step, timestep: 900 - 100 * i, isIdentity: false, clean: step },
    }));
    const specs: Record<typeof method, RedrawSpec> = {
      sdedit: { method: 'sdedit', targetPrompt: 'x' },
      diffedit: { method: 'diffedit', targetPrompt: 'x' },
      'fast-diffedit': { method: 'fast-diffedit', targetPrompt: 'x' },
      inpaint: { method: 'inpaint', targetPrompt: 'x', mask: { words: 'x' } },
    };
    const unitsOf = async (spec: RedrawSpec) =>
      (await planRedrawing(spec, schedule, async () => [true])).units;
    const spec = specs[method];
    expect(await unitsOf({ ...spec, [dial]: usual })).toBe(await unitsOf(spec));
    expect(await unitsOf({ ...spec, [dial]: usual - 0.25 })).toBeLessThan(await unitsOf(spec));
  },
);
