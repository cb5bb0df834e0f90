import { expect, it } from 'vitest';
import { parseEdit } from '../edit-language.ts';
import { SENTENCES } from './fixtures/talk.ts';
import { understand } from './understand.ts';

const PROMPT = SENTENCES.cat;
const heard = (typed: string, using?: 'instruct' | 'fill', isAddressed = true) =>
  understand(typed, { prompt: PROMPT, isAddressed, using });

it.each([
  ['make it a lion using instruct', '"cat" -> "lion"; "make it a lion" using instruct'],
  ['using instruct: make it a lion', '"cat" -> "lion"; "make it a lion" using instruct'],
  ['using pix2pix make it a lion', '"cat" -> "lion"; "make it a lion" using instruct'],
  ['cheer the poor thing up, using instruct', '"cheer the poor thing up" using instruct'],
  ['let it shine using instruct seed 3', '"let it shine" using instruct seed 3'],
  ['more snow using instruct', '"more snow" using instruct'],
  ['cat -> lion using instruct', 'cat -> lion using instruct'],
  ['using instruct "cat" -> "lion"', '"cat" -> "lion" using instruct'],
  ['make it a lion using fill', '"cat" -> "lion" using fill'],
  ['put a crown on it using inpaint only "cat"', '+ "wearing a crown" using inpaint only "cat"'],
  ['make it a lion using sdedit x4', '"cat" -> "lion" using sdedit x4'],
  ['a heap of gold using fill', '"a heap of gold" using fill'],
  ['something shiny using fill', '"something shiny" using fill'],
])('“%s” is for the method that it names', (typed, edit) => {
  expect(heard(typed)).toEqual({ kind: 'edit', edit });
  expect(() => parseEdit(edit, PROMPT)).not.toThrow();
});

it('takes any sentence where an editor draws by itself, if it was spoken to', () => {
  expect(heard('make it a lion', 'instruct')).toEqual(heard('make it a lion using instruct'));
  expect(heard('cheer it up', 'instruct')).toEqual(heard('cheer it up using instruct'));
  expect(heard('cheer it up', 'instruct', false)).toEqual({ kind: 'silence' });
  expect(heard('cat -> lion using sdedit', 'instruct')).toEqual(heard('cat -> lion using sdedit'));
});

it('leaves sentences alone that only have the word in them', () => {
  for (const typed of [
    'a cat using fill-in paper',
    'is it using instructions?',
    'cheer it up using sdedit',
  ])
    expect(heard(typed)).toMatchObject({ kind: 'offer' });
});
