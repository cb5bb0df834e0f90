import { describe, expect, it } from 'vitest';
import { measure } from './fixtures/judge-talk.ts';
import { LISTS } from './fixtures/lists.ts';
import { UNSEEN } from './fixtures/unseen.ts';

/** How many wishes and lines of chatter each list has: none of them goes to make a figure better. */
const LENGTHS: Readonly<Record<string, readonly [wishes: number, chatter: number]>> = {
  'the table': [210, 170],
  'the first list': [40, 20],
  'the second': [80, 40],
  'the third': [40, 50],
  'the fourth': [40, 40],
  'the fifth': [30, 30],
  'the sixth': [150, 150],
  'the seventh': [150, 150],
  'the eighth': [120, 120],
  'the ninth': [120, 120],
};

it('the lists are whole', () => {
  expect(
    Object.fromEntries(
      Object.entries(LISTS).map(([name, list]) => [
        name,
        [list.wishes.length, list.chatter.length],
      ]),
    ),
  ).toEqual(LENGTHS);
});

// What each list came to when it was new stands in docs/edit-language.md.
describe('of what people type below a picture', () => {
  it.each(Object.entries(LISTS))(
    '%s has nearly every wish understood or offered, and at most one line of chatter answered',
    (_, list) => {
      const { heard, answered, misses } = measure(list);
      expect(heard, misses.join('\n')).toBeGreaterThanOrEqual(0.97);
      expect(answered * list.chatter.length, misses.join('\n')).toBeLessThanOrEqual(1);
    },
  );

  it('a list that nothing was tuned on is heard nearly as well', () => {
    expect([UNSEEN.wishes.length, UNSEEN.chatter.length]).toEqual([100, 100]);
    const { heard, answered, misses } = measure(UNSEEN);
    expect(heard, misses.join('\n')).toBeGreaterThanOrEqual(0.92);
    expect(answered * UNSEEN.chatter.length, misses.join('\n')).toBeLessThanOrEqual(1);
  });
});
