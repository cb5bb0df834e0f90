import type { Wish } from '../phrasings/phrasing.ts';
import { type Item, itemsOf, type Surroundings } from './items.ts';
import { ROLE_PATTERNS } from './role-patterns.ts';

/** What a clause asks for by the roles of its words, and how much speaks for its being a wish at all. */
export interface Gist {
  readonly wishes: readonly Wish[];
  readonly evidence: number;
  /** Whether nothing in it is unexplained. */
  readonly isWhole: boolean;
}

/** Each thing that is named makes it likelier that the picture is meant. */
const NAMED = 0.5;
/** Of what it says to do, or names, something is left over. */
const LEFT_OUT = -1;
const MOST_ASKING = 4;
/** No word of it is left unexplained. */
const WHOLE = 1;

/**
 * The gist of a clause that no phrasing of the table has: the words of the picture, the new ones, and those
 * that wish are found wherever they stand, and the rest counts for or against it.
 */
export function gistOf(clause: string, surroundings: Surroundings): Gist {
  const { items, weight } = itemsOf(clause, surroundings);
  const letters = items.map(({ role }) => role).join('');
  const wishes: Wish[] = [];
  let evidence = weight;
  let asked = 0;
  let isWhole = true;
  for (let at = 0; at < items.length; ) {
    const found = patternAt(items, letters, at);
    if (found) {
      wishes.push(found.wish);
      evidence += found.weight;
    }
    for (const item of items.slice(at, at + (found?.length ?? 1))) {
      if (item.weight > 0) asked += found || !/[zo!+-]/u.test(item.role) ? item.weight : 0;
      else evidence += item.weight;
      const isNaming = /[A-HJ-Z]/u.test(item.role);
      if (found && isNaming) evidence += NAMED;
      if (!found && (isNaming || /[czo!ni+-]/u.test(item.role))) evidence += LEFT_OUT;
      if (item.role === 'x' || (!found && /[A-HJ-Z]/u.test(item.role))) isWhole = false;
    }
    at += found?.length ?? 1;
  }
  if (isWhole && wishes.length > 0) evidence += WHOLE;
  return { wishes, evidence: evidence + Math.min(MOST_ASKING, asked), isWhole };
}

function patternAt(
  items: readonly Item[],
  letters: string,
  at: number,
): { readonly wish: Wish; readonly weight: number; readonly length: number } | null {
  for (const { pattern, wish, weight } of ROLE_PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(letters);
    if (!match) continue;
    const groups = Object.fromEntries(
      Object.entries(match.groups ?? {})
        .filter(([, letter]) => letter !== undefined)
        .map(([name]) => [name, textOf(items, match, at, name)]),
    );
    return { wish: wish(groups), weight, length: match[0].length };
  }
  return null;
}

/** The words of the piece that a group of a pattern matched; a group is one letter, which no other has. */
function textOf(items: readonly Item[], match: RegExpExecArray, at: number, name: string): string {
  const [start = 0] = match.indices?.groups?.[name] ?? [];
  return items[start]?.text ?? items[at]!.text;
}
