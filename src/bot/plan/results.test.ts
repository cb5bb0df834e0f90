import { describe, expect, test } from 'vitest';
import type { Result, Settings, Source } from '../thread/threads.ts';
import {
  planEdit,
  planReweighted,
  planStrength,
  planVariations,
  resultFrom,
  specsOf,
  variationLabel,
} from './results.ts';

const SOURCE: Source = {
  prompt: 'a cat on a red background',
  fidelity: 'quick',
  upload: null,
  picture: 'picture',
  heat: [],
};
const MASK = Uint8Array.of(1);

function rootOf(): Result {
  const root = {
    ...{ title: 'posted', prompt: SOURCE.prompt, replacements: [], weights: [], edited: [] },
    ...{ options: {}, parent: null, source: 'r0' },
  };
  return resultFrom(root, 'r0', { key: 'web:ana', name: 'Ana' });
}

function resultOf(edit: string, mask?: Uint8Array): Result {
  const plan = planEdit(edit, rootOf(), SOURCE, {}, mask);
  return resultFrom(plan, 'r1', { key: 'web:ana', name: 'Ana' });
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

describe('a result', () => {
  test('takes nothing from the one that it was planned from but the plan', () => {
    const from = {
      ...resultOf('cat -> lion'),
      ...{ reweighted: 'r9', pictures: ['p'], seconds: 3, drawn: [] },
      message: { id: 'm', place: { platform: 'web', workspace: 'w', channel: 'c' } as const },
      reactions: [{ emoji: '❄️', person: 'ana', words: ['snow'], delta: 0.5 }],
    };
    const requester = { key: 'web:ben', name: 'Ben' };
    for (const plan of [
      planStrength(from, undefined, 1),
      planVariations(from),
      planReweighted(from, [], ''),
    ])
      expect(resultFrom(plan, 'r2', requester)).toEqual({
        ...{ id: 'r2', parent: plan.parent, source: 'r0', title: plan.title, prompt: from.prompt },
        ...{ replacements: from.replacements, weights: [], edited: plan.edited },
        ...{ options: plan.options, requester, pictures: [], chosen: 0, reactions: [] },
        ...(plan.assumed && { assumed: plan.assumed }),
      });
  });
});

describe('settings', () => {
  const requester = { key: 'web:ana', name: 'Ana' };
  const after = (edit: string, from: Result, settings: Settings) =>
    resultFrom(planEdit(edit, from, SOURCE, settings), 'r2', requester);

  test('of now hold for what is drawn now, unless a dial was typed', () => {
    const lion = after('cat -> lion', rootOf(), { strength: 0.9, structure: 0.1 });
    expect(lion.options).toEqual({ strength: 0.9, structure: 0.1 });
    expect(after('red -> blue', lion, { strength: 0.2 }).options).toEqual({ strength: 0.2 });
    const typed = after('red -> blue strength 0.4', lion, { strength: 0.2 });
    expect(after('blue -> green', typed, { strength: 0.7 }).options).toEqual({ strength: 0.4 });
    const stronger = resultFrom(planStrength(lion, undefined, -1), 'r3', requester);
    expect(after('red -> blue', stronger, { strength: 0.2 }).options).toEqual({ strength: 0.65 });
    const second = resultFrom(planVariations({ ...lion, chosen: 0 }), 'r4', requester);
    const varied = resultFrom(planVariations({ ...second, chosen: 1 }), 'r5', requester);
    const typedNow = { strength: 0.8, structure: 0.3, seed: 1 };
    expect(after('red -> blue', varied, { strength: 0.2 }).options).toEqual(typedNow);
  });
});

test('a picture sent with an edit is its mask, and one that nothing would look at is refused', () => {
  expect(specsOf(resultOf('cat -> lion using inpaint', MASK), SOURCE, MASK)).toEqual([
    expect.objectContaining({ method: 'inpaint', mask: { picture: MASK } }),
  ]);
  expect(() => resultOf('cat -> lion', MASK)).toThrow(/write “using inpaint”/);
});
