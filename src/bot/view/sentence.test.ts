import { expect, it } from 'vitest';
import { sentenceOf } from './sentence.ts';

it('is the prompt word by word, with what can be taken hold of and what it weighs', () => {
  const words = sentenceOf({
    prompt: 'A cat, in the “deep” snow.',
    weights: [{ words: 'snow', factor: 1.5 }],
  });
  expect(words.map(({ lead, text, trail }) => `${lead}${text}${trail}`).join(' ')).toBe(
    'A cat, in the “deep” snow.',
  );
  expect(words.filter(({ isHandle }) => isHandle)).toEqual([
    { text: 'cat', lead: '', trail: ',', isHandle: true, factor: 1 },
    { text: 'deep', lead: '“', trail: '”', isHandle: true, factor: 1 },
    { text: 'snow', lead: '', trail: '.', isHandle: true, factor: 1.5 },
  ]);
});
