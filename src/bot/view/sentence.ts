import { contentWords } from '../../edit-language/english/prompt-words.ts';
import { keyOf, textWords } from '../../pipeline/text/text.ts';
import type { Result } from '../thread/thread.ts';

/** A word of a picture's sentence. */
export interface SentenceWord {
  readonly text: string;
  /** Punctuation that touches it. */
  readonly lead: string;
  readonly trail: string;
  /** Whether it says something: an edit can replace and weigh it. */
  readonly isHandle: boolean;
  /** Its weight; 1 where nobody weighed it. */
  readonly factor: number;
}

/** The words of a result's prompt, with what each weighs. */
export function sentenceOf({
  prompt,
  weights,
}: Pick<Result, 'prompt' | 'weights'>): SentenceWord[] {
  const handles = new Set(contentWords(prompt));
  return textWords(prompt).map(({ text, lead, trail }) => {
    const key = keyOf(text);
    const factor = weights.find(({ words }) => keyOf(words) === key)?.factor ?? 1;
    return { text, lead, trail, isHandle: handles.has(key), factor };
  });
}
