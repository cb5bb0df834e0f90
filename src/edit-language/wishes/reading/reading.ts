import { parseEdit } from '../../edit-language.ts';
import type { Vocabulary } from '../../english/known-words.ts';
import { plural } from '../../english/lexicon.ts';
import { findPhrase, wordsOf } from '../../english/prompt-words.ts';
import { isEdit } from '../is-edit.ts';
import type { Item } from '../pieces/item.ts';
import { itemsOf } from '../pieces/items.ts';
import { likeness, swap } from '../wish-phrases.ts';
import { bringing } from './bringing.ts';
import type { Clause, Named, On } from './clause.ts';
import { anew, describing, doing, furthered, isBeside, sharing } from './describing.ts';
import { exchanging, sourcesOf } from './exchanging.ts';
import { described } from './qualities.ts';
import { isCounting, saidOf } from './said.ts';
import { isOpinion, isUnheardOf, type Stance, stancesOf } from './stances.ts';
import { removing, undressing, weighing, weighingAgain } from './weighing.ts';

/** What is wished, as whole edits, the likeliest first. */
export interface Reading {
  readonly edits: readonly string[];
  /** Whether it can be nothing but the first of them. */
  readonly isSure: boolean;
  readonly items: readonly Item[];
  readonly named: readonly Named[];
  /** How many of them are in the edit, and how many take the place of another. */
  readonly used: number;
  readonly paired: number;
}

export interface ReadingContext {
  readonly vocabulary: Vocabulary;
  /** The words that the last edit changed. */
  readonly edited: readonly string[];
}

/** Reads a plain line by what each thing is that it names, and what is wished of each. */
export function readingOf(text: string, prompt: string, context: ReadingContext): Reading {
  const { vocabulary } = context;
  const items = itemsOf(text, { words: wordsOf(prompt), vocabulary });
  const stances = stancesOf(items);
  const reading = interpreted(text, prompt, context, items, stances);
  // What nobody here has heard of may be no part of it: both are offered.
  const isDoubtful = ({ letter, kind, words }: Item) =>
    (/[NQ]/u.test(letter) && kind === undefined && words.some(isUnheardOf)) ||
    (letter === 'Q' && words.every(isOpinion));
  const known = stances.map((stance, i) =>
    // “jumping over a log” is one.
    stance === 'want' && items[i - 2]?.letter !== 'V' && isDoubtful(items[i]!) ? undefined : stance,
  );
  if (known.every((stance, i) => stance === stances[i])) return reading;
  const [other] = interpreted(text, prompt, context, items, known).edits;
  const [first, ...others] = reading.edits;
  if (first === undefined || other === undefined || other === first) return reading;
  return { ...reading, edits: [...new Set([first, other, ...others])], isSure: false };
}

function interpreted(
  text: string,
  prompt: string,
  { vocabulary, edited }: ReadingContext,
  items: readonly Item[],
  stances: readonly (Stance | undefined)[],
): Reading {
  const words = wordsOf(prompt);
  const letters = items.map(({ letter }) => letter).join('');
  const named = items.flatMap((item, at): Named[] => {
    const stance = stances[at];
    return stance ? [{ ...item, stance, at }] : [];
  });
  const isInstead = /\binstead\b(?! of)|\bin (?:his|her|its|their) (?:place|stead|spot)\b/u.test(
    text,
  );
  const sources = sourcesOf({ items, named, letters, isInstead }, words);
  const given = new Set([...sources.values()].map(({ at }) => at));
  const seats = new Map(named.flatMap((item) => seatOf(item, named, items)));
  const draft = new Draft(prompt);
  const used = new Set<number>();
  const act = (item: Named, editsOn: (on: On, here: Named, clause: Clause) => string[]): void => {
    const now = wordsOf(draft.target);
    const here = (each: Named): Named => ({
      ...each,
      old: findPhrase(
        draft.target,
        each.key === '' && each.stance === 'unwant' ? each.words.join(' ') : each.key,
      ),
    });
    if (
      !draft.take(
        editsOn({ words: now, vocabulary }, here(item), {
          items,
          named: named.map(here),
          letters,
          isInstead,
        }),
      )
    )
      return;
    for (const { at } of [item, sources.get(item.at), seats.get(item.at)].flatMap(
      (each) => each ?? [],
    ))
      used.add(at);
  };
  const want = (item: Named): void =>
    act(item, (on, here, clause) => {
      const source = sources.get(item.at);
      const found = source && clause.named.find(({ at }) => at === source.at);
      if (found) return exchanging(on, found, here, clause);
      if (isBeside(here, clause)) return bringing(on, here, clause);
      if (item.letter === 'V')
        return doing(
          on,
          here,
          seats.has(item.at) ? ` ${items[item.at + 1]!.text} ${seats.get(item.at)!.text}` : '',
        );
      if (item.letter === 'W') return anew(on, here);
      if (item.letter === 'T') return renaming(on, here);
      return /[QO]/u.test(item.letter) ? describing(on, here, clause) : bringing(on, here, clause);
    });
  for (const item of named) {
    if (used.has(item.at) || given.has(item.at)) continue;
    if (item.stance === 'want' && !isWeak(item, letters) && !isRemark(item, items)) want(item);
    else if (item.stance === 'unwant') {
      // “a hot dog instead of the dog”
      if (
        named.some((other) => used.has(other.at) && other.letter === 'W' && other.key === item.key)
      )
        continue;
      act(item, removing);
      // It went with something else: the flowers with the field.
      if (item.key !== '' && findPhrase(draft.target, item.key) === null) used.add(item.at);
    } else if (item.stance === 'more' || item.stance === 'less') act(item, weighing);
  }
  const last = named.findLast((item) => item.letter === 'T' && item.stance === 'anchor');
  const behind = last ? letters.slice(last.at + 1) : '';
  // “that hat is silly, remove it”
  if (last && /(?<!h)z(?:I|,|$)|kIo/u.test(behind)) act(last, removing);
  for (const item of named) if (draft.isEmpty && item.stance === 'want') want(item);
  for (const item of named)
    if (given.has(item.at) && !used.has(item.at) && item.stance === 'unwant') act(item, removing);
  // “three dogs wearing hats”
  const several = named.find(
    ({ letter, determiner }) => /[WN]/u.test(letter) && isCounting(determiner),
  );
  for (const item of named)
    if (several && item.at > several.at && item.letter === 'T' && item.stance === 'anchor')
      if (item.words.at(-1) === plural(item.key)) act(item, renaming);
  // “the hat should be yellow, and so should the background”
  for (const item of named) {
    const quality = named.findLast(({ at, letter }) => at < item.at && letter === 'Q');
    if (
      quality &&
      item.stance === 'anchor' &&
      /^(?:and )?so /u.test(items[item.at - 1]?.text ?? '')
    )
      act(item, (on, here) => (here.old ? [described(on, here.old, saidOf(on, quality))] : []));
  }
  for (const item of named) if (item.stance === 'anchor') act(item, sharing);
  if (/z[^,]*h[^,]*e|zIh?e/u.test(letters))
    draft.take(undressing({ words: wordsOf(draft.target), vocabulary }));
  if (draft.isEmpty && last && /[-+](?:$|[I,&])/u.test(behind))
    act({ ...last, stance: behind.includes('+') ? 'more' : 'less' }, weighing);
  if (draft.isEmpty && last && /a[IT]?$/u.test(letters.slice(0, last.at))) act(last, weighing);
  // “even smaller”; “a kitten”, of a cat
  for (const item of named)
    if (item.letter === 'O' && item.stance === 'anchor')
      if (draft.isEmpty || /m[TI]$/u.test(letters.slice(0, item.at))) act(item, furthered);
  for (const item of named)
    if (draft.isEmpty && item.letter === 'T' && item.stance === 'anchor') act(item, renaming);
  if (draft.isEmpty && /^[^TNQ]*[-+]/u.test(letters)) draft.take(weighingAgain(letters, edited));
  const paired = [...sources.keys()].filter((at) => used.has(at)).length;
  const { edits, isSure } = draft.edits();
  // “make the dog a lion”, of a cat
  const isElsewhere = named.some(
    (item) => /^(?:the|that|those)$/u.test(item.determiner) && isWeak(item, letters),
  );
  return { edits, isSure: isSure && !isElsewhere, items, named, used: used.size, paired };
}

/** A whole edit while it is made, with what else it may be. */
class Draft {
  readonly #prompt: string;
  readonly #done: string[] = [];
  #others: string[] = [];
  #isSure = true;
  target: string;

  constructor(prompt: string) {
    this.#prompt = prompt;
    this.target = prompt;
  }

  get isEmpty(): boolean {
    return this.#done.length === 0;
  }

  /** Goes on with the first edit that works; the others are other readings. */
  take(edits: readonly string[]): boolean {
    const [edit, ...others] = edits.filter((each) => isEdit(each, this.target));
    // A quality that it has by now is no wish for more of it.
    if (
      edit === undefined ||
      (!this.isEmpty &&
        / \* [\d.]+$/u.test(edit) &&
        this.target.includes(edit.split('"')[1]!) &&
        !this.#prompt.includes(edit.split('"')[1]!))
    )
      return false;
    if (others.length > 0) this.#others = others.map((other) => [...this.#done, other].join('; '));
    else this.#others = this.#others.map((other) => `${other}; ${edit}`);
    this.#isSure &&= others.length === 0;
    this.#done.push(edit);
    this.target = parseEdit(edit, this.target).targetPrompt;
    return true;
  }

  edits(): { readonly edits: readonly string[]; readonly isSure: boolean } {
    if (this.isEmpty) return { edits: [], isSure: false };
    const all = this.#done.join('; ');
    // Wishes that take each other back, and one that another overtakes: a lion, and then a dog.
    if (!isEdit(all, this.#prompt))
      return { edits: this.#done.filter((edit) => isEdit(edit, this.#prompt)), isSure: false };
    const { replacements } = parseEdit(all, this.#prompt);
    const isOvertaken = replacements.some(({ to }, i) =>
      replacements.slice(i + 1).some(({ from }) => to.split(' ').at(-1) === from),
    );
    const edits = [all, ...this.#others].filter((edit) => isEdit(edit, this.#prompt));
    return { edits, isSure: this.#isSure && !isOvertaken };
  }
}

/** “sitting on a chair” is one. */
function seatOf(
  { at, letter }: Named,
  named: readonly Named[],
  items: readonly Item[],
): [number, Named][] {
  const next = named.find((other) => other.at === at + 2 && other.letter === 'N');
  const link = items[at + 1];
  const isSeat = next && letter === 'V' && link?.letter === 'p' && /^an?$/u.test(next.determiner);
  // “jumping over a log”
  const isSeating = link?.text === 'over' || /^(?:things|food|plants)$/u.test(next?.kind ?? '');
  return isSeat && isSeating ? [[at, next]] : [];
}

/** What may as well be no part of a picture: an unknown word, or somebody, that nothing asks for. */
function isWeak({ letter, kind, determiner, at }: Named, letters: string): boolean {
  if (letter !== 'N') return false;
  // “with the moon”
  if (determiner === 'the' && kind === 'things' && /w$/u.test(letters.slice(0, at))) return false;
  if (/^(?:the|that|those)$/u.test(determiner))
    return !/^(?:places|weather|times|worn|media)$/u.test(kind ?? '');
  if (
    determiner !== '' ||
    /^(?:animals|plants|fruit|worn|weather|places|times|media)$/u.test(kind ?? '')
  )
    return false;
  const isFirst =
    /(?:^|[,&])$/u.test(letters.slice(0, at)) && /^[wihpn]/u.test(letters.slice(at + 1));
  return !isFirst && !/(?:[ahuizwlc+]|[mac]I|[Ib]b)$/u.test(letters.slice(0, at));
}

/** “the hat is ridiculous”: how something is, more likely than how it should be. */
function isRemark({ letter, words, at }: Named, items: readonly Item[]): boolean {
  const [owner, copula] = [items[at - 2], items[at - 1]];
  return (
    letter === 'Q' &&
    /[TGI]/u.test(owner?.letter ?? '') &&
    /^(?:is|are|was|were|looks?)$/u.test(copula?.text ?? '') &&
    !words.some((word) => /^(?:colours|patterns|sizes|amounts|weather)$/u.test(likeness(word)))
  );
}

/** “a kitten” of a cat, “cats” of one */
function renaming(on: On, item: Named): string[] {
  const word = item.words.at(-1) ?? '';
  const own = item.old ? on.words[item.old.end - 1]!.key : word;
  const name = on.vocabulary.nameFor(word);
  return own === name ? [] : [swap(own, name)];
}
