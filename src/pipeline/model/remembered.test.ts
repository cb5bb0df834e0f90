import { expect, test } from 'vitest';
import { Remembered } from './remembered.ts';

function counting() {
  const remembered = new Remembered<string>(2);
  const worked: string[] = [];
  const of = (name: string, data: readonly number[], shape: readonly number[] = [data.length]) =>
    remembered.of(Float32Array.from(data), shape, async () => {
      worked.push(name);
      return name;
    });
  return { of, worked };
}

test('works a value out once for equal numbers, and again for others or another shape', async () => {
  const { of, worked } = counting();
  expect(await of('once', [1, 2])).toBe('once');
  expect(await of('again', [1, 2])).toBe('once');
  expect(await of('other', [1, 3])).toBe('other');
  expect(await of('column', [1, 2], [2, 1])).toBe('column');
  expect(worked).toEqual(['once', 'other', 'column']);
});

test('forgets what was longest not asked for', async () => {
  const { of, worked } = counting();
  await of('a', [1]);
  await of('b', [2]);
  await of('a', [1]);
  await of('c', [3]);
  await of('a', [1]);
  await of('b again', [2]);
  expect(worked).toEqual(['a', 'b', 'c', 'b again']);
});

test('does not keep a failure', async () => {
  const remembered = new Remembered<number>(1);
  const data = Float32Array.of(1);
  await expect(remembered.of(data, [1], () => Promise.reject(new Error('no')))).rejects.toThrow();
  expect(await remembered.of(data, [1], async () => 7)).toBe(7);
});
