import { contentWords } from '../../edit-language/english/prompt-words.ts';

/** The words of a sentence by which it is edited, each once, in its order. */
export function handlesOf(prompt: string): readonly string[] {
  return [...new Set(contentWords(prompt))];
}

/** What a filled-in form does with a word, in the edit language. */
export function wordEdit(
  word: string,
  { replacement = '', weight = '' }: Readonly<Record<string, string>>,
): string {
  const other = replacement.replace(/["“”]/g, ' ').trim();
  const steps = [
    ...(other === '' ? [] : [`"${word}" -> "${other}"`]),
    ...(weight.trim() === '' ? [] : [`"${other || word}" * ${weight.trim()}`]),
  ];
  return steps.join('; ');
}
