import { expect, test } from 'vitest';
import { promptOf } from '../fixtures/prompts.ts';
import { tokensOfPhrase } from './phrase.ts';

// 0 start, 1 a, 2 straw, 3 berry, 4 cake, 5 ",", 6 a, 7 hot, 8 cake, 9 end
const prompt = promptOf('a straw|berry Cake, a hot cake', 12);

test('a word is found wherever it stands, without its punctuation and in any case', () => {
  expect(tokensOfPhrase(prompt, 'cake')).toEqual([4, 8]);
  expect(tokensOfPhrase(prompt, 'CAKE,')).toEqual([4, 8]);
});

test('a word is all of its tokens', () => {
  expect(tokensOfPhrase(prompt, 'strawberry')).toEqual([2, 3]);
});

test('a phrase is found as a whole', () => {
  expect(tokensOfPhrase(prompt, 'hot cake')).toEqual([7, 8]);
});

test('words that do not stand together are found one by one', () => {
  expect(tokensOfPhrase(prompt, 'hot strawberry')).toEqual([2, 3, 7]);
});

test('a word that does not occur is refused with the prompt', () => {
  expect(() => tokensOfPhrase(prompt, 'straw')).toThrow(
    /“straw” is not in the prompt “a strawberry/,
  );
  expect(() => tokensOfPhrase(prompt, 'hot dog')).toThrow(/“dog”/);
});

test('a sign is found where it stands', () => {
  const both = promptOf('a cat & a dog, “man’s” hat', 12);
  expect(tokensOfPhrase(both, '&')).toEqual([3]);
  expect(tokensOfPhrase(both, "MAN'S")).toEqual(tokensOfPhrase(both, 'man’s'));
});

test('a phrase without a word is refused', () => {
  expect(() => tokensOfPhrase(prompt, '…')).toThrow(/“...” is not in the prompt/);
  expect(() => tokensOfPhrase(prompt, ' ')).toThrow(/names no word/);
});
