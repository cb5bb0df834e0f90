import { contentWords, findPhrase, wordsOf } from './english/prompt-words.ts';

/** Words that often stand in each other's place; they make examples, they limit nothing. */
const FAMILIES: readonly (readonly string[])[] = [
  [
    'cat',
    'lion',
    'tiger',
    'dog',
    'fox',
    'bear',
    'panda',
    'rabbit',
    'horse',
    'zebra',
    'owl',
    'frog',
    'cow',
    'pig',
    'wolf',
    'monkey',
  ],
  ['apple', 'pear', 'orange', 'strawberry', 'cherry', 'lemon'],
  ['cake', 'ball', 'tree', 'car', 'house', 'flower'],
  ['red', 'blue', 'green', 'yellow', 'purple', 'pink', 'orange', 'brown', 'white'],
  ['hat', 'crown', 'scarf', 'glasses', 'bow'],
  ['small', 'big'],
  ['striped', 'dotted'],
  ['snow', 'rain'],
  ['light', 'heavy'],
];
const ANIMALS = new Set(FAMILIES[0]);

/** Whole edits that make sense on a prompt, the most telling first. */
export function exampleEdits(prompt: string): string[] {
  const words = contentWords(prompt);
  const swaps = words.flatMap((word) => {
    const family = FAMILIES.find(
      (members) => members.includes(word) && !isColourHere(word, members, prompt),
    );
    const other = family?.find((member) => member !== word && !words.includes(member));
    return other === undefined ? [] : [{ word, other, weather: family?.includes('snow') ?? false }];
  });
  const animal = words.find((word) => ANIMALS.has(word));
  return [
    ...swaps.filter(({ word }) => word === animal).map(arrow),
    ...(animal && !/wear|hat|crown/u.test(prompt)
      ? [`"${animal}" -> "${animal} wearing a crown"`]
      : []),
    ...swaps.filter(({ word, weather }) => word !== animal && !weather).map(arrow),
    ...words.filter((word) => word === 'snow' || word === 'rain').map((word) => `"${word}" * 2`),
    ...(words.some((word) => word === 'snow' || word === 'rain') ? [] : ['+ "in the snow"']),
    ...(swaps.length === 0 && words[0] !== undefined ? [`"${words[0]}" * 2`] : []),
  ];
}

/** What the `edit` option may become: the prompt's words, then what to do with them. */
export function suggestEdits(typed: string, prompt: string): string[] {
  const text = typed.trimStart();
  const examples = exampleEdits(prompt);
  if (text === '') return distinct(examples);
  const clauses = text.split(';');
  const clause = clauses.at(-1)?.trimStart() ?? '';
  const before = clauses
    .slice(0, -1)
    .map((part) => `${part.trim()}; `)
    .join('');
  const completed = /->|→|=>|[*+]/u.test(clause)
    ? completions(clause)
    : leftSides(clause, prompt).flatMap((words) => [
        ...examples.filter((example) => example.startsWith(`"${words}" `)),
        `"${words}" -> "`,
        `"${words}" * 2`,
        `- "${words}"`,
      ]);
  return distinct([
    ...(clause.trim() === '' ? examples : completed).map((end) => before + end),
    typed,
  ]);
}

function arrow({ word, other }: { readonly word: string; readonly other: string }): string {
  return `"${word}" -> "${other}"`;
}

/** “orange” is a colour before “background” and a fruit elsewhere. */
function isColourHere(word: string, members: readonly string[], prompt: string): boolean {
  return (
    word === 'orange' &&
    members.includes('apple') &&
    findPhrase(prompt, 'orange background') !== null
  );
}

/** The right side of an arrow, from the left side's family. */
function completions(clause: string): string[] {
  const match = /^(.*?(?:->|→|=>)\s*)["“]?([^"”]*)$/u.exec(clause);
  if (!match) return [];
  const left = wordsOf(match[1]!.replace(/["“”]|->|→|=>/gu, ' ')).map(({ key }) => key);
  const noun = left.at(-1) ?? '';
  const typed = (match[2] ?? '').toLowerCase();
  const others = FAMILIES.filter((members) => members.includes(noun)).flat();
  const article = left.length > 1 && /^an?$/u.test(left[0] ?? '');
  return others
    .filter((other) => other !== noun)
    .map((other) => (article ? `${/^[aeiou]/u.test(other) ? 'an' : 'a'} ${other}` : other))
    .filter((other) => other.startsWith(typed))
    .map((other) => `${match[1]}"${other}"`);
}

/** Single words and article-noun pairs of the prompt that begin as typed. */
function leftSides(clause: string, prompt: string): string[] {
  const typed = clause.replace(/^["“'`]/u, '').toLowerCase();
  const keys = wordsOf(prompt).map(({ key }) => key);
  const pairs = keys.slice(0, -1).map((key, i) => `${key} ${keys[i + 1]}`);
  const all = [...contentWords(prompt), ...pairs.filter((pair) => /^(a|an|the) /u.test(pair))];
  return [...new Set(all)].filter((words) => words.startsWith(typed));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value.trim() !== '' && value.length <= 100);
}
