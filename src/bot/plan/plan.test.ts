import { describe, expect, test } from 'vitest';
import { comparedMethods } from '../../edit-language/edit-methods.ts';
import { EDIT_METHODS } from '../../pipeline/edit-types.ts';
import type { Focus, Result, Settings, Source, Thread } from '../thread/thread.ts';
import { type Draft, inversionDraft, resultFrom } from './draft.ts';
import { type Plan, type PlanFrom, planOf, reweightingPlan } from './plan.ts';
import { specsOf } from './specs.ts';
import { variationLabel } from './variations.ts';

const SOURCE: Source = {
  prompt: 'a cat on a red background',
  ...{ fidelity: 'quick', upload: null, picture: 'picture', heat: [] },
};
const MASK = Uint8Array.of(1);
const ANA = { key: 'web:ana', name: 'Ana' };

const drawn = (draft: Draft, id: string): Result => ({
  ...resultFrom(draft, id, ANA),
  pictures: [`${id}.png`],
});
const ROOT = drawn(inversionDraft(SOURCE.prompt, 'r0'), 'r0');

/** The last one of a line of results, in their thread. */
function focusOn(...results: readonly Result[]): Focus {
  const thread: Thread = {
    ...{ key: 'k', place: { platform: 'web', workspace: 'w', channel: 'c' }, owner: ANA },
    ...{ sources: { r0: SOURCE }, results: [ROOT, ...results], current: null },
    ...{ question: null, otherMessages: [] },
  };
  return { thread, result: results.at(-1) ?? ROOT };
}

function edit(text: string, on = focusOn(), settings: Settings = {}, mask?: Uint8Array): Plan {
  const intent = { kind: 'edit', focus: on, text, mask: undefined } as const;
  return planOf(intent, { focus: on, source: SOURCE, settings, mask });
}
function drawnWithLora(text: string, on = focusOn()): Plan {
  const intent = { kind: 'edit', focus: on, text, mask: undefined } as const;
  const loras = ['ink', 'light'];
  return planOf(intent, { focus: on, source: SOURCE, settings: {}, loras });
}
function turn(step: 1 | -1, focus: Focus): Plan {
  return planOf({ kind: 'dial', focus, step }, { focus, source: SOURCE, settings: {} });
}
function vary(focus: Focus): Plan {
  return planOf({ kind: 'vary', focus }, { focus, source: SOURCE, settings: {} });
}
const resultOf = (text: string, mask?: Uint8Array): Result =>
  drawn(edit(text, focusOn(), {}, mask).draft, 'r1');

describe('an edit', () => {
  test.each([
    ['cat -> lion', 'a lion on a red background', 1],
    ['cat -> lion x4', 'a lion on a red background', 4],
    ['cat -> lion using all', 'a lion on a red background', 6],
    ['red * 2', SOURCE.prompt, 1],
  ])('“%s” draws “%s” and costs %i', (text, prompt, cost) => {
    expect(edit(text)).toMatchObject({ draft: { title: text, prompt, parent: 'r0' }, cost });
  });

  test('chains on a picture that is still being drawn', () => {
    const lion = { ...resultOf('cat -> lion'), pictures: [] };
    expect(edit('lion -> tiger', focusOn(lion)).draft).toMatchObject({
      ...{ prompt: 'a tiger on a red background', parent: 'r1' },
      replacements: [{ from: 'cat', to: 'tiger' }],
    });
  });

  test('that makes no sense there is about the picture that people see', () => {
    const lion = { ...resultOf('cat -> lion'), pictures: [] };
    const blue = { ...drawn(edit('red -> blue', focusOn(lion)).draft, 'r2'), pictures: [] };
    expect(edit('cat -> dog', focusOn(lion, blue)).draft).toMatchObject({
      ...{ prompt: 'a dog on a red background', parent: 'r0' },
    });
    expect(() => edit('cow -> dog', focusOn(lion, blue))).toThrow(/“a cat on a red background”/);
    expect(() => edit('cat -> dog', focusOn(resultOf('cat -> lion')))).toThrow(/not in the/);
  });

  test('takes a picture that came along as its mask, and refuses one that nothing would look at', () => {
    expect(specsOf(resultOf('cat -> lion using inpaint', MASK), SOURCE, { mask: MASK })).toEqual([
      expect.objectContaining({ method: 'inpaint', mask: { picture: MASK } }),
    ]);
    expect(resultOf('cat -> lion', MASK).options).toEqual({ using: 'inpaint' });
    expect(() => resultOf('cat -> lion using sdedit', MASK)).toThrow(/write “using inpaint”/);
  });

  describe('by what the model has', () => {
    const by = (text: string, methods: PlanFrom['methods'], on = focusOn(), mask?: Uint8Array) =>
      planOf(
        { kind: 'edit', focus: on, text, mask: undefined },
        { focus: on, source: SOURCE, settings: {}, mask, ...(methods && { methods }) },
      );
    const ALL = EDIT_METHODS;

    test('is refused where the model has no editor for it', () => {
      expect(() => by('cat -> lion using fill', undefined)).toThrow(
        /no editor for “using fill”.*prompt-to-prompt/,
      );
      expect(by('cat -> lion using all', ALL).cost).toBe(comparedMethods(ALL).length);
    });

    test('is drawn by the editor that a model is, and in a mask by the one that fills', () => {
      expect(by('cat -> lion', ['instruct']).draft.options).toEqual({ using: 'instruct' });
      expect(() => by('red * 2', ['instruct'])).toThrow(/cannot weigh words/);
      expect(by('cat -> lion', ALL).draft.options).toEqual({});
      expect(by('cat -> lion', ALL, focusOn(), MASK).draft.options).toEqual({ using: 'fill' });
    });

    test('goes on from the picture that is there, whichever way it is turned', () => {
      const told = (edit: string, on?: Focus) => by(edit, ALL, on).draft;
      const lion = told('cat -> lion; "make it a lion" using instruct');
      expect(lion).toMatchObject({
        prompt: 'a lion on a red background',
        options: { using: 'instruct', sentence: 'make it a lion', isCaptioned: true },
      });
      expect(lion.base).toBeUndefined();
      const at = focusOn(drawn(lion, 'r1'));
      const glad = told('"cheer up" using instruct', at);
      expect(glad).toMatchObject({ base: 'r1', options: { sentence: 'cheer up' } });
      expect(turn(1, focusOn(drawn(lion, 'r1'), drawn(glad, 'r2'))).draft).toMatchObject({
        ...{ parent: 'r2', base: 'r1', options: { strength: 0.8 } },
      });
      expect(told('lion -> tiger', at).base).toBeUndefined();
    });
  });
});

describe('Stronger, Weaker and Vary', () => {
  test('are made from the picture that they were pressed on', () => {
    const lion = focusOn(resultOf('cat -> lion'));
    const plans = [turn(1, lion), turn(-1, lion), vary(lion)];
    expect(plans.map(({ draft }) => draft.parent)).toEqual(['r1', 'r1', 'r1']);
  });

  test('turn the weights that the edit set, however often, and else the pull', () => {
    const snow = resultOf('red * 2');
    const stronger = drawn(turn(1, focusOn(snow)).draft, 'r2');
    expect(stronger.weights).toEqual([{ words: 'red', factor: 2.5 }]);
    const again = drawn(turn(1, focusOn(snow, stronger)).draft, 'r3');
    expect(again.weights).toEqual([{ words: 'red', factor: 3 }]);
    const varied = drawn(vary(focusOn(snow)).draft, 'r4');
    expect(turn(1, focusOn(snow, varied)).draft.weights).toEqual(stronger.weights);
    const lion = drawn(edit('cat -> lion', focusOn(snow)).draft, 'r5');
    const pulled = turn(1, focusOn(snow, lion)).draft;
    expect(pulled).toMatchObject({ weights: snow.weights, options: { strength: 0.8 } });
    const cat = drawn(edit('cat * 3', focusOn(snow)).draft, 'r6');
    expect(turn(-1, focusOn(snow, cat)).draft.weights).toEqual([
      { words: 'red', factor: 2 },
      { words: 'cat', factor: 2.5 },
    ]);
  });
});

describe('variations', () => {
  const dials = (text: string, dial: 'seed' | 'ratio') =>
    specsOf(vary(focusOn(resultOf(text))).draft, SOURCE).map((spec) =>
      new Map<string, unknown>(Object.entries(spec)).get(dial),
    );

  test('of what starts from noise take the next seeds', () => {
    expect(dials('cat -> lion using sdedit seed 5', 'seed')).toEqual([5, 6, 7, 8]);
    expect(variationLabel(2, resultOf('cat -> lion using sdedit seed 5').options)).toBe('take 3');
  });

  test('of Prompt-to-Prompt take the next seeds too, and pull more or less', () => {
    expect(dials('cat -> lion seed 5', 'seed')).toEqual([5, 6, 7, 8]);
    const specs = specsOf(vary(focusOn(resultOf('cat -> lion'))).draft, SOURCE);
    expect(specs[0]).not.toHaveProperty('strength');
    expect(specs[1]).toMatchObject({ strength: 0.6, seed: 1 });
    // A dial that only Prompt-to-Prompt has would have it draw them, where another way suits the model.
    for (const spec of specs) expect(spec).not.toHaveProperty('selfWindow');
    const labels = [0, 1, 2, 3].map((i) => variationLabel(i, {}));
    expect(labels).toEqual([
      'as asked',
      'a little stronger, take 2',
      'gentler, take 3',
      'stronger, take 4',
    ]);
  });

  test('are drawn with some to spare, and all of them count', () => {
    const taking = (text: string, spares: number) => {
      const on = focusOn();
      const intent = { kind: 'edit', focus: on, text, mask: undefined } as const;
      const { draft, cost } = planOf(intent, { focus: on, source: SOURCE, settings: {}, spares });
      const specs = specsOf(draft, SOURCE, { spares });
      return { shown: draft.options.variations ?? 1, cost, specs };
    };
    const four = taking('cat -> lion x4', 2);
    expect(four).toMatchObject({ shown: 4, cost: 6 });
    expect(new Set(four.specs.map((spec) => JSON.stringify(spec))).size).toBe(6);
    expect(taking('cat -> lion x9', 2)).toMatchObject({ shown: 9, cost: 9 });
    expect(taking('cat -> lion', 2)).toMatchObject({ shown: 1, cost: 1 });
    expect(taking('cat -> lion using sdedit x4', 0)).toMatchObject({ shown: 4, cost: 4 });
  });

  test('are gone on from as the chosen one was drawn', () => {
    const chosen = { ...resultOf('cat -> lion x4'), chosen: 2 };
    const third = { strength: 0.4, seed: 2 };
    const focus = focusOn(chosen);
    expect(edit('red -> blue', focus).draft.options).toEqual(third);
    expect(reweightingPlan(chosen).draft.options).toEqual(third);
    expect(vary(focus).draft.options).toEqual({ ...third, variations: 4 });
    expect(turn(1, focus).draft.options).toEqual({ ...third, strength: 0.7 });
  });

  test('of DiffEdit encode more or less, because its noise finds no more than the mask', () => {
    const { options } = resultOf('cat -> lion using diffedit');
    const ratios = dials('cat -> lion using diffedit', 'ratio');
    expect(new Set(ratios).size).toBe(4);
    expect(variationLabel(0, options)).toBe('as asked');
    expect(variationLabel(1, options)).toBe('gentler, take 2');
    expect(variationLabel(2, options)).toBe('a little stronger, take 3');
  });
});

describe('a result', () => {
  test('takes nothing from the one that it was planned from but the draft', () => {
    const from = {
      ...resultOf('cat -> lion'),
      ...{ reweighted: 'r9', pictures: ['p'], seconds: 3, drawn: [] },
      message: { id: 'm', place: { platform: 'web', workspace: 'w', channel: 'c' } as const },
      reactions: [{ emoji: '🔴', person: 'ana', words: ['red'], delta: 0.5 }],
    };
    const requester = { key: 'web:ben', name: 'Ben' };
    const focus = focusOn(from);
    for (const { draft } of [turn(1, focus), vary(focus), reweightingPlan(from)])
      expect(resultFrom(draft, 'r2', requester)).toEqual({
        ...{ id: 'r2', parent: 'r1', source: 'r0', title: draft.title, prompt: from.prompt },
        ...{ replacements: from.replacements, weights: draft.weights, edited: draft.edited },
        ...{ options: draft.options, requester, pictures: [], chosen: 0, reactions: [] },
        ...(draft.assumed && { assumed: draft.assumed }),
      });
  });
});

test('settings of now hold for what is drawn now, unless a dial was typed', () => {
  const after = (text: string, from: Result, settings: Settings) =>
    drawn(edit(text, focusOn(from), settings).draft, 'r2');
  const lion = after('cat -> lion', ROOT, { strength: 0.9, structure: 0.1 });
  expect(lion.options).toEqual({ strength: 0.9, structure: 0.1 });
  expect(after('red -> blue', lion, { strength: 0.2 }).options).toEqual({ strength: 0.2 });
  const typed = after('red -> blue strength 0.4', lion, { strength: 0.2 });
  expect(after('blue -> green', typed, { strength: 0.7 }).options).toEqual({ strength: 0.4 });
  const weaker = drawn(turn(-1, focusOn(lion)).draft, 'r3');
  expect(after('red -> blue', weaker, { strength: 0.2 }).options).toEqual({ strength: 0.6 });
  const varied = drawn(vary(focusOn(lion)).draft, 'r4');
  const again = drawn(vary(focusOn({ ...varied, chosen: 1 })).draft, 'r5');
  const typedNow = { strength: 0.6, structure: 0.1, seed: 1 };
  expect(after('red -> blue', again, { strength: 0.2 }).options).toEqual(typedNow);
});

describe('LoRAs by name', () => {
  test('stay from edit to edit, until others are asked for', () => {
    const first = drawn(drawnWithLora('"cat" -> "lion" with ink 0.8').draft, 'r1');
    expect(first.options).toEqual({ loras: [{ name: 'ink', scale: 0.8 }] });
    const second = drawnWithLora('"red" -> "blue"', focusOn(first)).draft;
    expect(second.options.loras).toEqual([{ name: 'ink', scale: 0.8 }]);
    const third = drawnWithLora('"red" -> "blue" with light', focusOn(first)).draft;
    expect(third.options.loras).toEqual([{ name: 'light' }]);
  });

  test('that there are not are refused with those that there are', () => {
    expect(() => drawnWithLora('"cat" -> "lion" with oil')).toThrow(
      'There is no LoRA “oil”: there are ink, light.',
    );
    expect(() => edit('"cat" -> "lion" with ink')).toThrow(/none has been set up here/);
  });
});
