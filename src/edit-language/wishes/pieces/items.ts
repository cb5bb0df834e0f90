import { isDeterminer } from '../../english/grammar.ts';
import type { Vocabulary } from '../../english/known-words.ts';
import { isColour, kindOf } from '../../english/lexicon.ts';
import { openKindOf } from '../../english/open-words.ts';
import type { Word } from '../../english/prompt-words.ts';
import { cueAt, isFilling, type Role } from './cues.ts';
import { bare, type Item } from './item.ts';
import { namingAt } from './naming.ts';
import { type Token, tokensOf } from './tokens.ts';

export interface Surroundings {
  readonly words: readonly Word[];
  readonly vocabulary: Vocabulary;
}

/** The pieces of what was typed, one after another. */
export function itemsOf(text: string, { words, vocabulary }: Surroundings): readonly Item[] {
  const isKnown = (word: string) => vocabulary.has(word) || words.some(({ key }) => key === word);
  const tokens = withoutPraise(
    tokensOf(
      text,
      isKnown,
      words.map(({ key }) => key).filter((key) => kindOf(key) !== undefined),
    ),
  );
  const items: Item[] = [];
  for (let i = 0; i < tokens.length; ) {
    const { item, length } = pieceAt(tokens, i, words, items.at(-1));
    if (item) items.push(item);
    i += length;
    if (tokens[i - 1]?.mark === ',') items.push(bare(',', ''));
  }
  return items;
}

/** What somebody thinks of a thing, and nothing that a picture shows. */
const PRAISE = /^(?:nice|proper|decent|good|great|lovely|awesome|regular|normal|ordinary)$/u;

/** “a nice warm hat” is a warm hat. */
function withoutPraise(tokens: readonly Token[]): readonly Token[] {
  const isPraise = ({ word, mark }: Token, i: number) =>
    PRAISE.test(word) && mark === '' && /^an?$/u.test(tokens[i - 1]?.word ?? '');
  return tokens.filter((token, i) => i === tokens.length - 1 || !isPraise(token, i));
}

interface Piece {
  readonly item: Item | null;
  readonly length: number;
}

/** What begins at a token: a cue of several words, a thing, a cue, or a word that does nothing. */
function pieceAt(
  tokens: readonly Token[],
  i: number,
  words: readonly Word[],
  last: Item | undefined,
): Piece {
  const { word } = tokens[i]!;
  const before = last?.letter ?? ',';
  if (word === '' || isInterjection(tokens, i)) return { item: null, length: 1 };
  const typed = tokens.map((token) => token.word);
  const cue = cueAt(typed, i, 2);
  const long = cue && isUnbroken(tokens, i, cue.length) ? cue : null;
  // “render the horse smaller”, “draw it …”
  const isTelling = /^[,&]$/u.test(before) && isDeterminer(tokens[i + 1]?.word ?? '');
  const cueOf = isTelling ? cueAt([word], 0) : null;
  const told = cueOf?.role === 'm' ? cueOf : null;
  const named = long || told ? null : namingAt(tokens, i, words, before);
  // “my wife wants …”: somebody, and nothing of the picture
  const isOurs = named?.item.letter === 'N' && /^(?:my|our|your)\b/u.test(named.item.determiner);
  if (named) return isOurs ? { ...named, item: bare('x', named.item.text) } : named;
  const broken = tokens.findIndex(({ mark }, k) => k >= i && mark !== '');
  // “a softer pink”
  if (/^(?:softer|stronger|deeper)$/u.test(word) && isColour(tokens[i + 1]?.word ?? ''))
    return { item: null, length: 1 };
  const found = long ?? cueAt(broken < 0 ? typed : typed.slice(0, broken + 1), i);
  if (found) {
    const said = typed.slice(i, i + found.length).join(' ');
    const isAbove = before === 'V' || last?.kind === 'weather';
    const role = isAbove && said === 'over' ? 'p' : roleAt(found.role, tokens, i);
    return { item: bare(role, said), length: found.length };
  }
  if (word === 'but') return { item: bare(',', word), length: 1 };
  if (/^(?:and|&|plus|then|or)$/u.test(word)) return { item: bare('&', word), length: 1 };
  const isNothing = isFilling(word) || isDeterminer(word) || openKindOf(word) === 'adverbs';
  return { item: isNothing ? null : bare('x', word), length: 1 };
}

/** “a scarf too” has no “too much” in it; “swap the cat 4 a wolf” no number. */
function roleAt(role: Role, tokens: readonly Token[], i: number): Role {
  const isLast = tokens[i]!.mark === ',' || i === tokens.length - 1;
  return role === '!' && tokens[i]!.word === 'too' && isLast ? 't' : role;
}

/** “no, wait”, “no i said”: no “no hat”; “…, no?” */
function isInterjection(tokens: readonly Token[], i: number): boolean {
  const { word, mark } = tokens[i]!;
  const next = tokens[i + 1]?.word ?? '';
  if (word !== 'no' && word !== 'nah') return false;
  const isTag = next === '' && i > 1 && tokens[i - 1]!.mark === ',';
  return (
    isTag ||
    (mark === ',' && i === 0) ||
    (mark !== ',' &&
      /^(?:i|wait|we|not|that|it|make|sorry|no|do|please|lol|keep|just|change|use)$/u.test(next))
  );
}

function isUnbroken(tokens: readonly Token[], start: number, length: number): boolean {
  return tokens.slice(start, start + length - 1).every(({ mark }) => mark === '');
}
