import { describe, expect, test } from 'vitest';
import type { PromptToPromptSpec } from '../../edit-types.ts';
import { promptOf } from '../fixtures/prompts.ts';
import { refineAlignment, replaceAlignment } from './align.ts';
import { attentionControl, crossAttentionAt, isOpen } from './attention-control.ts';

const CONTEXT = 7;
// 0 start, 1 a, 2 cat, 3 end and padding → 0 start, 1 a, 2 cat, 3 wearing, 4 crown, 5 end, padding
const source = promptOf('a cat', CONTEXT);
const target = promptOf('a cat wearing crown', CONTEXT);
const windows = { cross: [0, 0.8], self: [0, 0.4] } as const;

function control(spec: Partial<PromptToPromptSpec>, steps: number) {
  return attentionControl(
    { targetPrompt: target.text, ...spec },
    target,
    refineAlignment(source, target),
    windows,
    steps,
  );
}

/** The steps in which something holds. */
function stepsWhere(steps: number, holds: (step: number) => boolean): number[] {
  return Array.from({ length: steps }, (_, i) => i).filter(holds);
}

describe('windows', () => {
  test('0.8 of the cross-attention is the first 40 of 50 steps, 0.4 of the self-attention 20', () => {
    const edit = control({}, 50);
    expect(stepsWhere(50, (i) => crossAttentionAt([edit], i) !== null)).toEqual(
      Array.from({ length: 40 }, (_, i) => i),
    );
    expect(stepsWhere(50, (i) => isOpen(edit.selfSteps, i))).toHaveLength(20);
  });

  test('of cross-attention are shares of one step more than there are, as in the reference', () => {
    const edit = control({ wordWindows: [{ words: 'cat', window: [0, 0.99] }] }, 10);
    expect(edit.crossSteps[2]).toEqual({ first: 0, end: 10 }); // ⌊0.99 · 11⌋
  });

  test('of a single word override the rest for its tokens alone', () => {
    const edit = control({ wordWindows: [{ words: 'cat', window: [0.5, 1] }] }, 10);
    // The fractions are of T + 1 = 11: [0, 8) for all, [5, 11) for the cat.
    const takesSource = (token: number) => (i: number) =>
      crossAttentionAt([edit], i)!.targetGain.data[token] === 0;
    expect(stepsWhere(8, takesSource(1))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(stepsWhere(10, takesSource(2))).toEqual([5, 6, 7, 8, 9]);
  });

  test.each([
    [-0.1, 0.5],
    [0.6, 0.5],
    [0, 1.1],
    [0, Number.NaN],
  ] as const)('from %d to %d are refused', (start, end) => {
    expect(() => control({ wordWindows: [{ words: 'cat', window: [start, end] }] }, 10)).toThrow(
      /fractions from 0 to 1/,
    );
  });
});

test('the two tensors fold mapper, own attention, equaliser and window as the paper writes them', () => {
  const spec = {
    weights: [
      { words: 'crown', factor: 3 },
      { words: 'cat', factor: 0.5 },
    ],
    wordWindows: [{ words: 'wearing', window: [0.9, 1] as const }], // closed at step 0
  };
  const edit = control(spec, 10);
  const { sourceMapper, targetGain } = crossAttentionAt([edit], 0)!;
  const attentionOf = (seed: number) =>
    Array.from({ length: CONTEXT }, (_, i) => ((i * seed) % 11) / 10);
  const [theirs, own] = [attentionOf(7), attentionOf(4)];

  const output = own.map((value, t) => {
    const mapped = theirs.reduce((sum, a, s) => sum + a * sourceMapper.data[s * CONTEXT + t]!, 0);
    return mapped + value * targetGain.data[t]!;
  });
  expect(output).toEqual(
    [
      theirs[0]!, // start
      theirs[1]!, // a
      0.5 * theirs[2]!, // cat, weighed down
      own[3]!, // wearing: its window is closed
      3 * own[4]!, // crown: unmatched, weighed up
      theirs[3]!, // end
      theirs[6]!, // padding
    ].map((x) => expect.closeTo(x, 6)),
  );
});

test('targets keep apart in a batch, and an open window of one keeps the step open for all', () => {
  const plain = attentionControl(
    { targetPrompt: 'a dog' },
    promptOf('a dog', CONTEXT),
    replaceAlignment(source, promptOf('a dog', CONTEXT)),
    { cross: [0, 0], self: [0, 0] },
    10,
  );
  const { sourceMapper, targetGain } = crossAttentionAt([plain, control({}, 10)], 0)!;
  expect(sourceMapper.dims).toEqual([2, CONTEXT, CONTEXT]);
  expect(Array.from(sourceMapper.data.subarray(0, CONTEXT ** 2))).not.toContain(1);
  expect(Array.from(targetGain.data)).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0]);
});
