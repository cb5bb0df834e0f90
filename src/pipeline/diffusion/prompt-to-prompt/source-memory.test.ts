import { expect, test } from 'vitest';
import type { SourceLook } from '../../model/parts/noise-predictor.ts';
import { tensor } from '../../tensor.ts';
import { type SeenSource, SourceMemory } from './source-memory.ts';

const model = {};

function sourceOf(value: number): SeenSource {
  const trajectory = tensor(Float32Array.of(value, 2), [2, 1, 1, 1]);
  const context = tensor(Float32Array.of(3), [1, 1, 1]);
  return { model, timesteps: [900, 0], trajectory, context };
}

function look(name: string, bytes: number, kinds: Partial<SourceLook> = {}): SourceLook {
  const parts = new Map([[name, { data: new Uint16Array(bytes / 2), dims: [bytes / 2] }]]);
  return {
    ...{ parts, crossAttention: false, replaceSelfAttention: false, observe: false },
    ...kinds,
  };
}

test('gives back what was kept of a step, to whoever has an equal source', () => {
  const memory = new SourceMemory(100);
  const one = look('queries', 8);
  memory.of(sourceOf(1)).keep(3, one);
  expect(memory.of(sourceOf(1)).at(3)).toEqual(one);
  expect(memory.of(sourceOf(1)).at(2)).toBeNull();
  expect(memory.bytes).toBe(8);
});

test('tells sources apart by everything that their attention depends on', () => {
  const memory = new SourceMemory(100);
  memory.of(sourceOf(1)).keep(0, look('queries', 8));
  const other = { ...sourceOf(1), context: tensor(Float32Array.of(4), [1, 1, 1]) };
  expect(memory.of(other).at(0)).toBeNull();
  expect(memory.of(sourceOf(2)).at(0)).toBeNull();
  expect(memory.of({ ...sourceOf(1), model: {} }).at(0)).toBeNull();
  expect(memory.of({ ...sourceOf(1), timesteps: [800, 0] }).at(0)).toBeNull();
});

test('keeps several looks at one step together', () => {
  const memory = new SourceMemory(100);
  const source = memory.of(sourceOf(1));
  source.keep(0, look('queries', 8, { crossAttention: true }));
  source.keep(0, look('keys', 6, { replaceSelfAttention: true }));
  source.keep(0, look('queries', 8, { observe: true }));
  expect(source.at(0)).toMatchObject({
    ...{ crossAttention: true, replaceSelfAttention: true, observe: true },
  });
  expect([...source.at(0)!.parts.keys()]).toEqual(['queries', 'keys']);
  expect(memory.bytes).toBe(14);
});

test('lets the source go that is longest unused', () => {
  const memory = new SourceMemory(24);
  for (const value of [1, 2, 3]) memory.of(sourceOf(value)).keep(0, look('queries', 8));
  memory.of(sourceOf(1));
  memory.of(sourceOf(4)).keep(0, look('queries', 8));
  const isKept = (value: number) => memory.of(sourceOf(value)).at(0) !== null;
  expect([1, 2, 3, 4].map(isKept)).toEqual([true, false, true, true]);
  expect(memory.bytes).toBe(24);
});

test('keeps of one that is larger than all the room what fits', () => {
  const memory = new SourceMemory(20);
  memory.of(sourceOf(1)).keep(0, look('queries', 8));
  const large = memory.of(sourceOf(2));
  for (const step of [0, 1, 2]) {
    expect(large.hasRoom).toBe(true);
    large.keep(step, look('queries', 8));
  }
  expect(large.hasRoom).toBe(false);
  expect([0, 1, 2].map((step) => large.at(step) !== null)).toEqual([true, true, false]);
  expect(memory.bytes).toBe(16);
});

test('counts right what went on after its source was let go', () => {
  const memory = new SourceMemory(20);
  const first = memory.of(sourceOf(1));
  first.keep(0, look('queries', 8));
  memory.of(sourceOf(2)).keep(0, look('queries', 16));
  expect(first.at(0)).toBeNull();
  first.keep(1, look('queries', 8));
  expect(memory.of(sourceOf(2)).at(0)).toBeNull();
  expect(memory.bytes).toBe(8);
});

test('without any room keeps nothing', () => {
  const none = new SourceMemory(0).of(sourceOf(1));
  expect(none.hasRoom).toBe(false);
  expect(none.at(0)).toBeNull();
});

test('counts once what two edits of one picture keep at the same time', () => {
  const memory = new SourceMemory(100);
  const [one, other] = [memory.of(sourceOf(1)), memory.of(sourceOf(1))];
  one.keep(0, look('queries', 8));
  other.keep(0, look('queries', 8));
  expect(memory.bytes).toBe(8);
  expect(one.at(0)).toEqual(other.at(0));
});

test('lets nothing go for a look that is larger than all the room', () => {
  const memory = new SourceMemory(20);
  memory.of(sourceOf(1)).keep(0, look('queries', 8));
  memory.of(sourceOf(2)).keep(0, look('queries', 24));
  expect(memory.of(sourceOf(1)).at(0)).not.toBeNull();
  expect(memory.bytes).toBe(8);
});
