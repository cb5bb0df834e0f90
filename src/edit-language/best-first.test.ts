import { expect, it } from 'vitest';
import type { EditMethod } from '../pipeline/edit-types.ts';
import { bestFirst } from './best-first.ts';

const drawn = (method: EditMethod, score?: number) => ({
  method,
  ...(score !== undefined && { fit: { score, share: null } }),
});

it('variations are shown best first', () => {
  const four = [0.2, 0.5, 0.4, 0.5].map((score) => drawn('prompt-to-prompt', score));
  expect(bestFirst(four, { variations: 4 })).toEqual([1, 3, 2, 0]);
});

it('of variations no more are shown than were asked for', () => {
  const four = [0.2, 0.5, 0.4, 0.6].map((score) => drawn('prompt-to-prompt', score));
  expect(bestFirst(four, { variations: 2 })).toEqual([3, 1]);
  expect(bestFirst([drawn('sdedit'), drawn('sdedit')], { variations: 1 })).toEqual([0]);
});

it('methods of a kind stay together, the kind of the best one first', () => {
  const all = [
    drawn('prompt-to-prompt', 0.3),
    drawn('infedit', 0.7),
    drawn('sdedit', 0.8),
    drawn('diffedit', 0.1),
  ];
  expect(bestFirst(all, { using: 'all' })).toEqual([2, 3, 1, 0]);
});

it('without a CLIP everything stays where it was asked for', () => {
  const all = [drawn('infedit'), drawn('sdedit'), drawn('prompt-to-prompt')];
  expect(bestFirst(all, { using: 'all' })).toEqual([0, 2, 1]);
  expect(bestFirst(all, { variations: 3 })).toEqual([0, 1, 2]);
});
