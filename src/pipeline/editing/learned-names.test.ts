import { expect, it } from 'vitest';
import { openTokenizer } from '../model/parts/tokenizer.ts';
import { BUNDLED_MODEL } from '../model/registry.ts';
import { awayFrom, namesLearned, withAdjectives } from './learned-names.ts';

const tokenizer = (await openTokenizer(BUNDLED_MODEL, 20)).withNames(['Milo', 'Zuzu']);
const read = (source: string, target: string) =>
  withAdjectives(tokenizer, tokenizer.encode(source), tokenizer.encode(target));
const words = ({ words: of }: ReturnType<typeof read>) => of.map(({ text }) => text).join(' ');

it.each([
  ['a big lion in the snow', 'Milo in the snow', 'a big milo in the snow'],
  ['a big lion', 'Milo', 'a big milo'],
  ['a cat and a small dog', 'a cat and Milo', 'a cat and a small milo'],
])('a name that takes the place of the object of “%s” has its adjectives', (source, target, as) => {
  expect(words(read(source, target))).toBe(as);
  expect(namesLearned(read(source, target))).toBe(true);
});

it.each([
  ['a lion in the snow', 'Milo in the snow'],
  ['a big lion in the snow', 'a small Milo in the snow'],
  ['a big lion in the snow', 'Milo in the rain'],
  ['a big lion in the snow', 'Milo wearing a crown in the snow'],
  ['a big lion in the snow', 'a cat in the snow'],
  ['a lion in the snow', 'Milo and Zuzu in the snow'],
])('“%s” → “%s” is read as it was typed', (source, target) => {
  expect(read(source, target)).toEqual(tokenizer.encode(target));
});

it('an object of a learned name is guided away from what else is said, another one from nothing', () => {
  const beside = (prompt: string) => words(awayFrom(tokenizer, tokenizer.encode(prompt)));
  expect(beside('Milo wearing a crown in the snow')).toBe('wearing a crown in the snow');
  expect(beside('a big Milo beside Zuzu, in a garden')).toBe('a big beside , in a garden');
  for (const prompt of ['Milo', 'a cat in the snow'])
    expect(awayFrom(tokenizer, tokenizer.encode(prompt))).toEqual(tokenizer.empty);
});
