import { expect, it } from 'vitest';
import { pickedIn } from './picked.ts';

it.each([
  ['the third one', 2],
  ['Number 2 please', 1],
  ['I like the last', 3],
  ['#4', 3],
  ["let's go with the 2nd version", 1],
  ['I’d take 3', 2],
  ['the first looks best!', 0],
  ['option 1', 0],
])('%s', (said, index) => expect(pickedIn(said, 4, false)).toBe(index));

it('a number alone chooses only where the bot was spoken to', () => {
  expect(pickedIn('3', 4, true)).toBe(2);
  expect(pickedIn('3', 4, false)).toBeNull();
});

it.each([
  'the fifth one',
  'number 7',
  '0',
  'the third one but in pink',
  'one',
  '3 cats',
  'first!! me',
])('%s chooses none of four', (said) => expect(pickedIn(said, 4, true)).toBeNull());

it('there is nothing to choose where one picture was drawn', () =>
  expect(pickedIn('the first one', 1, true)).toBeNull());
