import { isDeterminer } from '../../english/grammar.ts';
import { isColour, type Kind, kindAtLarge, kindNamed } from '../../english/lexicon.ts';
import { openKindOf } from '../../english/open-words.ts';
import { wordsOf } from '../../english/prompt-words.ts';
import { isGround } from '../meant.ts';
import { isCueWord, isFilling } from '../pieces/cues.ts';
import type { Reading } from '../reading/reading.ts';

/**
 * What tells a wish from talk: its words, with what is in the picture and what could be by kind alone; pairs
 * of them; the pieces that the reading found, and how far it explains what was typed.
 */
export function featuresOf(
  text: string,
  typed: string,
  prompt: string,
  reading: Reading,
): readonly string[] {
  const own = new Set(wordsOf(prompt).map(({ key }) => key));
  const words = text.split(' ').flatMap((token) => {
    const word = token.replace(/[,.;!?:'"…]+$/u, '');
    const shown = word === '' ? [] : [shapeOf(word, own)];
    return word.length < token.length ? [...shown, token.slice(word.length)[0] ?? ''] : shown;
  });
  const skeleton = text.split(' ').flatMap((token) => {
    const word = token.replace(/[,.;!?:'"…]+$/u, '');
    const bone = word === '' || isDeterminer(word) ? [] : [boneOf(word, own)];
    return word.length < token.length ? [...bone, ','] : bone;
  });
  const letters = `^${reading.items.map(({ letter }) => letter).join('')}$`;
  const unknown = reading.items.filter(({ letter }) => letter === 'x').length;
  const names = reading.items.filter(({ letter }) => /[TWGHOQVN]/u.test(letter)).length;
  const features = new Set<string>([
    ...words.map((word) => `w:${word}`),
    ...words.map((word, i) => `b:${words[i - 1] ?? '^'} ${word}`),
    `b:${words.at(-1) ?? ''} $`,
    ...runs(['^', ...skeleton, '$'], 2),
    ...runs(['^', ...skeleton, '$'], 3),
    `f:${words[0] ?? ''}`,
    ...[...letters].map((letter) => `l:${letter}`),
    ...grams(letters, 2).map((gram) => `l:${gram}`),
    ...grams(letters, 3).map((gram) => `l:${gram}`),
    ...reading.named.map(({ letter, kind, stance }) => `k:${letter} ${kind ?? '?'} ${stance}`),
    ...reading.named.map(({ letter, kind }) => `k:${letter} ${kind ?? '?'}`),
    ...GROUPS.flatMap(([name, pattern]) =>
      pattern.test(text) ? [`g:${name}`, `g:${name} ${Math.min(names, 2)}`] : [],
    ),
    `x:${Math.min(unknown, 4)}`,
    `n:${Math.min(names, 4)}`,
    `d:${Math.min(names - reading.used, 3)}`,
    `e:${reading.edits.length === 0 ? 'none' : reading.isSure ? 'sure' : 'unsure'}`,
    `c:${Math.min(6, Math.floor(words.length / 3))}`,
    ...(unknown === 0 && names > 0 ? ['whole'] : []),
    ...(reading.edits.length > 0 && unknown === 0 && names - reading.used <= 0 ? ['clear'] : []),
    ...(/\?\s*$/u.test(typed) ? ['?'] : []),
    ...(/\b(?:i|my|we|our)\b/iu.test(typed) ? ['me'] : []),
    ...(/\b(?:you|your|u|ur)\b/iu.test(typed) ? ['you'] : []),
    ...(/\d/u.test(typed) ? ['#'] : []),
    ...(/[a-z]\s+[A-Z][a-z]/u.test(typed) ? ['Name'] : []),
  ]);
  return [...features];
}

/** What speaks for a wish or against it, whichever word of its like says it. */
const GROUPS: readonly (readonly [name: string, pattern: RegExp])[] = [
  [
    'asks',
    /\b(?:please|(?:can|could|would|will|may|might) (?:you|u|we|i|it|he|she|they|the|that|this|there|someone)|want|wants|wish|would (?:like|love|prefer)|need|needs|let us|how about|what about|what if|instead|rather|should|maybe|try|possible|prefer)\b/u,
  ],
  [
    'tells',
    /\b(?:[a-z]{3,}ed|was|were|had|did|got|saw|took|went|bought|made|came|said|told|ate|left|lost|found|thought|knew|been|gave|woke|met|ran|won|caught)\b/u,
  ],
  [
    'when',
    /\b(?:today|tonight|tomorrow|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|week|weeks|month|year|years|morning|hour|hours|minute|minutes|am|pm|later|soon|already|again|always|never|ever|yet|last|next week|christmas|birthday)\b/u,
  ],
  [
    'questions',
    /^(?:who|whom|whose|where|when|why|which|how|is|are|was|were|did|does|do|has|have|what)\b/u,
  ],
  [
    'praises',
    /\b(?:love|loved|cute|adorable|perfect|nice|lol|lmao|haha|omg|wow|great|gorgeous|iconic|masterpiece|awesome|amazing|favou?rite|beautiful|funny|hilarious|best|poor|brave|handsome|lovely)\b/u,
  ],
  ['mine', /\b(?:my|mine|our|ours|your|yours|his|her|their)\b/u],
  [
    'people',
    /\b(?:we|us|they|them|guys|everyone|everybody|someone|somebody|anyone|anybody|who)\b/u,
  ],
  ['i', /\b(?:i|me|am)\b/u],
];

/** A word, or what it is where it names something: no list of animals tells wishes from talk. */
function shapeOf(word: string, own: ReadonlySet<string>): string {
  if (isDeterminer(word)) return word;
  if (isGround(word)) return '<ground>';
  if (kindNamed(word) !== undefined) return '<kind>';
  const kind = isColour(word) ? 'colours' : kindAtLarge(word);
  if (kind !== undefined) return own.has(word) ? `<own ${kind}>` : `<${kind}>`;
  if (own.has(word) && !/^(?:on|in|of|the|a)$/u.test(word)) return '<own>';
  if (/^\d+$/u.test(word)) return '<number>';
  const open = openKindOf(word);
  return open === 'adjectives' && word.length > 4 ? '<adjective>' : word;
}

/** The same more coarsely: all things alike, and words that name nothing by what they are in a sentence. */
function boneOf(word: string, own: ReadonlySet<string>): string {
  if (isGround(word)) return '<ground>';
  if (kindNamed(word) !== undefined) return '<kind>';
  const kind = isColour(word) ? 'colours' : kindAtLarge(word);
  const bone = kind === undefined ? undefined : (BONES[kind] ?? 'thing');
  if (bone !== undefined) return `<${own.has(word) ? 'own ' : ''}${bone}>`;
  if (isFilling(word) || isCueWord(word)) return word;
  return `<${openKindOf(word) ?? '?'}>`;
}

const BONES: Readonly<Partial<Record<Kind, string>>> = {
  colours: 'quality',
  patterns: 'quality',
  sizes: 'quality',
  amounts: 'quality',
  looks: 'quality',
  worn: 'worn',
  weather: 'weather',
  places: 'place',
  times: 'time',
};

/** What stands next to each other, `n` at a time. */
function runs(words: readonly string[], n: number): string[] {
  return Array.from(
    { length: Math.max(0, words.length - n + 1) },
    (_, i) => `s:${words.slice(i, i + n).join(' ')}`,
  );
}

function grams(text: string, n: number): string[] {
  return Array.from({ length: Math.max(0, text.length - n + 1) }, (_, i) => text.slice(i, i + n));
}
