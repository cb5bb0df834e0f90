import { expect, it } from 'vitest';
import { parseEdit } from './edit-language.ts';
import { exampleEdits, suggestEdits } from './suggestions.ts';

const PROMPTS = [
  'a cat on a red background in the light snow',
  'a 🐱',
  '... & !',
  '“a cat”, 4k -- best quality; x4',
  "a man’s 'hat'",
  '红色背景上的猫',
  'एक लड़की',
  'only keep using strength 0.5',
  'an "orange" + - * background',
];

it.each(PROMPTS)('offers for %s only what can be done', (prompt) => {
  for (const edit of exampleEdits(prompt)) {
    expect(() => parseEdit(edit, prompt), edit).not.toThrow();
  }
  const whole = suggestEdits('', prompt);
  for (const edit of whole) expect(() => parseEdit(edit, prompt), edit).not.toThrow();
});

it('offers no marks as words', () => {
  expect(exampleEdits('... & !').join()).not.toMatch(/"(?:\.+|&|!)" [*-]/);
});
