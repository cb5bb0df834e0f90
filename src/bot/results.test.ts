import { describe, expect, test } from 'vitest';
import {
  planEdit,
  planReweighted,
  planStrength,
  planVariations,
  resultFrom,
  specsOf,
  variationLabel,
} from './results.ts';
import type { Source } from './threads.ts';

const SOURCE: Source = {
  prompt: 'a cat on a red background',
  fidelity: 'quick',
  upload: null,
  picture: 'picture',
  heat: [],
};
const MASK = Uint8Array.of(1);

function resultOf(edit: string, mask?: Uint8Array) {
  const requester = { key: 'web:ana', name: 'Ana' };
  const root = {
    ...{ title: 'posted', prompt: SOURCE.prompt, replacements: [], weights: [], edited: [] },
    ...{ options: {}, parent: null, source: 'r0' },
  };
  const plan = planEdit(edit, resultFrom(root, 'r0', requester), SOURCE, {}, mask);
  return resultFrom(plan, 'r1', requester);
}

describe('variations', () => {
  const dials = (edit: string, dial: 'seed' | 'ratio') =>
    specsOf(planVariations(resultOf(edit)), SOURCE).map((spec) =>
      new Map<string, unknown>(Object.entries(spec)).get(dial),
    );

  test('of what starts from noise take the next seeds', () => {
    expect(dials('cat -> lion using sdedit seed 5', 'seed')).toEqual([5, 6, 7, 8]);
    expect(variationLabel(2, resultOf('cat -> lion using sdedit seed 5').options)).toBe('seed 7');
  });

  test('of Prompt-to-Prompt take the next seeds too, and pull more or less', () => {
    expect(dials('cat -> lion seed 5', 'seed')).toEqual([5, 6, 7, 8]);
    const specs = specsOf(planVariations(resultOf('cat -> lion')), SOURCE);
    expect(specs[0]).not.toHaveProperty('strength');
    expect(specs[1]).toMatchObject({ strength: 0.8, selfWindow: [0, 0.3], seed: 1 });
    expect(variationLabel(1, {})).toBe('strength 0.8, structure 0.3, seed 1');
  });

  test('are gone on from as the chosen one was drawn', () => {
    const chosen = { ...resultOf('cat -> lion x4'), chosen: 2 };
    const third = { strength: 0.3, structure: 0.5, seed: 2 };
    expect(planEdit('red -> blue', chosen, SOURCE, {}).options).toEqual(third);
    expect(planReweighted(chosen, [], 'less').options).toEqual(third);
    expect(planVariations(chosen).options).toEqual({ ...third, variations: 4 });
    expect(planStrength(chosen, undefined, 1).options).toEqual({ ...third, strength: 0.55 });
  });

  test('of DiffEdit encode more or less, because its noise finds no more than the mask', () => {
    const { options } = resultOf('cat -> lion using diffedit');
    const ratios = dials('cat -> lion using diffedit', 'ratio');
    expect(new Set(ratios).size).toBe(4);
    expect(variationLabel(0, options)).toBe('as asked');
    expect(variationLabel(1, options)).toBe(`ratio ${ratios[1]}`);
  });
});

test('a picture sent with an edit is its mask, and one that nothing would look at is refused', () => {
  expect(specsOf(resultOf('cat -> lion using inpaint', MASK), SOURCE, MASK)).toEqual([
    expect.objectContaining({ method: 'inpaint', mask: { picture: MASK } }),
  ]);
  expect(() => resultOf('cat -> lion', MASK)).toThrow(/write “using inpaint”/);
});
