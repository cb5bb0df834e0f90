import { describe, expect, test } from 'vitest';
import type { PromptToPromptSpec } from '../../edit-types.ts';
import { tensor } from '../../tensor.ts';
import { promptOf } from '../fixtures/prompts.ts';
import { planEdit } from './plan-edit.ts';

const CONTEXT = 16;
const settings = {
  name: 'test',
  guidanceScale: 3,
  steps: 50,
  innerSteps: 10,
  windows: { object: { cross: 0.8, self: 0.4 }, picture: { cross: 0.8, self: 0.6 } },
  noise: { renewed: 0, restored: 0.8 },
  newObject: { guidanceScale: 4, noise: { renewed: 0.5, restored: 1 } },
  selfAttentionMaxTokens: 256,
  blendMapSide: 16,
  blendThreshold: 0.3,
};
// 0 start, 1 a, 2 cat, 3 on, 4 a, 5 red, 6 background, 7 end
const SOURCE = 'a cat on a red background';

function plan(
  target: string,
  spec: Partial<PromptToPromptSpec> = {},
  { surroundings = [] }: { readonly surroundings?: readonly number[] } = {},
) {
  const prompt = promptOf(target, CONTEXT);
  const attention = tensor(new Float32Array(16 * CONTEXT), [16, CONTEXT]);
  for (const token of surroundings)
    for (let cell = 0; cell < 16; cell++) attention.data[cell * CONTEXT + token] = 1;
  const source = {
    prompt: promptOf(SOURCE, CONTEXT),
    attention,
    latent: { height: 4, width: 4 },
    steps: 10,
  };
  return planEdit({ targetPrompt: prompt.text, ...spec }, source, prompt, settings);
}

describe('the kind of an edit', () => {
  test('is replace where the word counts match, refine otherwise, re-weight for the same words', () => {
    expect(plan('a lion on a red background').kind).toBe('replace');
    expect(plan('a cat wearing a crown on a red background').kind).toBe('refine');
    expect(plan(SOURCE, { weights: [{ words: 'red', factor: 2 }] }).kind).toBe('reweight');
  });

  test('can be forced to refine, but not to replace other numbers of words', () => {
    expect(plan('a lion on a red background', { align: 'refine' }).kind).toBe('refine');
    expect(() => plan('a big cat on a red background', { align: 'replace' })).toThrow(
      /word counts/,
    );
  });
});

test('a weight acts on the noise prediction too, but for the paper’s own re-weighting', () => {
  const weights = [{ words: 'red', factor: 2 }];
  expect(plan(SOURCE, { weights })).toMatchObject({
    weighed: [{ prompt: 'a cat on a background', factor: 2 }],
    noise: { restored: 0.8 },
  });
  const plain = plan(SOURCE, { weights, weighing: 'attention' });
  expect(plain).toMatchObject({ weighed: [], noise: null });
  expect(plain.control).toEqual(plan(SOURCE, { weights }).control);
});

test('windows are the model’s for an object or the picture unless the edit has its own', () => {
  expect(plan('a lion on a red background').control.selfSteps).toEqual({ first: 0, end: 4 });
  expect(plan('a cat on a background').control.selfSteps).toEqual({ first: 0, end: 6 });
  const { control } = plan(SOURCE, { selfWindow: [0.1, 0.2], crossWindow: [0, 0.5] });
  expect(control.selfSteps).toEqual({ first: 1, end: 2 });
  expect(control.crossSteps[3]).toEqual({ first: 0, end: 5 });
});

describe('a strength', () => {
  const pull = (strength: number) => {
    const { control, pulled } = plan('a lion on a red background', { strength });
    return { end: control.crossSteps[1]!.end, guidance: pulled(8) };
  };

  test('of one half is the model’s window and the guidance asked for', () => {
    expect(plan('a lion on a red background').pulled(8)).toBe(8);
    expect(pull(0.5)).toEqual({ end: 8, guidance: 8 });
  });

  test('that is higher follows the words more, one that is lower the picture', () => {
    expect(pull(1)).toEqual({ end: 4, guidance: 12 });
    expect(pull(0)).toEqual({ end: 11, guidance: 4 });
  });

  test('is seen where there is little guidance, too', () => {
    const at = (strength: number) => plan('a lion on a red background', { strength }).pulled(1.4);
    expect([0, 0.5, 1].map(at)).toEqual([
      expect.closeTo(0.4),
      expect.closeTo(1.4),
      expect.closeTo(3.6),
    ]);
  });

  test('outside 0 … 1 is refused', () => {
    expect(() => pull(1.2)).toThrow('The strength is 1.2; it must be from 0 to 1.');
  });
});

test('a weighed word is compared with the prompt without it, unless it weighs what it did', () => {
  const weights = [
    { words: 'red background', factor: 2 },
    { words: 'cat', factor: 0 },
    { words: 'on', factor: 1 },
  ];
  expect(plan(SOURCE, { weights }).weighed).toEqual([
    { prompt: 'a cat on a', factor: 2 },
    { prompt: 'a on a red background', factor: 0 },
  ]);
});

describe('a blend', () => {
  test('is the swapped object by default, and everything for added and re-weighted words', () => {
    expect(plan('a lion on a red background').blend).toEqual({
      tokens: { source: [2], target: [2] },
      subtract: null,
      firstStep: 2,
      threshold: 0.3,
    });
    expect(plan('a cat wearing a crown on a red background').blend).toBeNull();
    expect(plan(SOURCE, { weights: [{ words: 'cat', factor: 2 }] }).blend).toBeNull();
    expect(plan('a lion on a red background', { blend: 'none' }).blend).toBeNull();
  });

  test('by words finds them in each prompt', () => {
    const { blend } = plan('a cat wearing a crown on a red background', {
      blend: {
        source: 'cat',
        target: 'cat crown',
        subtract: { source: 'background', target: 'background' },
        start: 0.35,
        threshold: 0.5,
      },
    });
    expect(blend).toEqual({
      tokens: { source: [2], target: [2, 5] },
      subtract: { source: [6], target: [9] },
      firstStep: 3,
      threshold: 0.5,
    });
  });

  test('may name a word of one prompt alone, or only what to keep', () => {
    const crown = plan('a cat wearing a crown on a red background', {
      blend: { source: '', target: 'crown' },
    });
    expect(crown.blend?.tokens).toEqual({ source: [], target: [5] });
    const keep = { source: 'cat', target: 'cat' };
    const rest = plan(SOURCE, { blend: { source: '', target: '', subtract: keep } });
    expect(rest.blend).toBeNull();
    expect(rest.kept).toHaveLength(16);
    expect(crown.kept).toBeNull();
  });

  test('refuses shares that are none', () => {
    const words = { source: 'cat', target: 'cat' };
    expect(() => plan(SOURCE, { blend: { ...words, start: 2 } })).toThrow(
      /start of the blend is 2/,
    );
    expect(() => plan(SOURCE, { blend: { ...words, threshold: -1 } })).toThrow(/threshold.* is -1/);
  });

  test('refuses a word that is not in its prompt', () => {
    expect(() =>
      plan('a lion on a red background', { blend: { source: 'cat', target: 'cat' } }),
    ).toThrow(/“cat” is not in the prompt “a lion/);
  });
});

describe('a new object', () => {
  const swapped = 'a lion on a red background';
  const noise = { renewed: 0.5, restored: 1, seed: 0 };

  test('is everywhere where a blend confines the edit to it, with noise by a seed', () => {
    const everywhere = { region: null, guidanceScale: 4, noise };
    expect(plan(swapped)).toMatchObject({ newObject: everywhere, noise: null });
    const blend = { source: 'cat', target: 'lion' };
    expect(plan(swapped, { blend, seed: 7 }).newObject).toEqual({
      ...everywhere,
      noise: { ...noise, seed: 7 },
    });
  });

  test.each([
    ['more of something else', swapped, { weights: [{ words: 'red', factor: 2 }] }],
    ['a change of something else', 'a lion on a red picture', {}],
    [
      'everything but what is kept',
      swapped,
      { blend: { source: '', target: '', subtract: { source: 'red', target: 'red' } } },
    ],
    ['the whole picture', swapped, { blend: 'none' as const }],
  ])('has a region in an edit of %s', (_, target, spec) => {
    const { newObject, blend } = plan(target, spec, { surroundings: [5, 6] });
    expect(blend?.tokens ?? null).toBeNull();
    expect(newObject).toMatchObject({
      region: { blend: { tokens: { source: [2], target: [2] }, firstStep: 2, threshold: 0.3 } },
    });
  });

  test('weighs nothing but itself where it stays confined', () => {
    const weights = [{ words: 'lion', factor: 2 }];
    expect(plan(swapped, { weights }).blend).not.toBeNull();
  });

  test('is none that wears something, or is described otherwise', () => {
    const blend = { source: 'cat', target: 'cat' };
    const worn = plan('a cat wearing a crown on a red background', { blend });
    expect(worn.newObject).toBeNull();
    expect(plan('one cat on a red background').newObject).toBeNull();
  });
});

describe('fresh noise', () => {
  test('is for a phrase behind the whole prompt, not for one about a thing in it', () => {
    const { noise } = plan('a cat on a red background in the snow');
    expect(noise).toEqual({ renewed: 0, restored: 0.8, seed: 0 });
    expect(plan('a cat wearing a crown on a red background').noise).toBeNull();
  });

  test('is for more of a word, not for less', () => {
    const weighed = (factor: number) => plan(SOURCE, { weights: [{ words: 'red', factor }] }).noise;
    expect(weighed(2)).not.toBeNull();
    expect(weighed(0)).toBeNull();
    expect(plan(SOURCE).noise).toBeNull();
  });
});
