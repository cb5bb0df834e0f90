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

it.each([
  ['3', 2],
  ['second', 1],
  ['First!', 0],
  ['last.', 3],
])('%s alone chooses only where the bot was spoken to', (said, index) => {
  expect(pickedIn(said, 4, true)).toBe(index);
  expect(pickedIn(said, 4, false)).toBeNull();
  expect(pickedIn(`take ${said}`, 4, false)).toBe(index);
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
