import { BECOMING } from './becoming.ts';
import { INSTEAD } from './instead.ts';
import { MORE_AND_LESS } from './more-and-less.ts';
import type { Wish } from './phrasing.ts';
import { PUT_AND_WORN } from './putting.ts';
import { TAKEN_AWAY } from './removing.ts';
import { ADDING, MAKING, REMOVING, SWAPPING } from './verbs.ts';

/** The phrasings that are understood, the more telling ones first. */
const PHRASINGS = [...INSTEAD, ...MORE_AND_LESS, ...TAKEN_AWAY, ...PUT_AND_WORN, ...BECOMING];

/** All readings of one part of a wish; the last is always that it is a phrase. */
export function readingsOf(clause: string): Wish[] {
  const wishes = PHRASINGS.flatMap(({ pattern, wish }) => {
    const groups = pattern.exec(clause)?.groups;
    return groups
      ? [wish(Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, text ?? ''])))]
      : [];
  });
  return [...wishes, { do: 'say', phrase: clause }];
}

const LEADING_VERB = new RegExp(
  `^(?<verb>${SWAPPING}|${REMOVING}|${ADDING}|${MAKING}|giv(?:e|ing))(?<it> (?:it|him|her|them))?(?= )`,
  'u',
);

const INNER_COMMAND =
  /(?<= )(?:make|turn|change|replace|swap|switch|transform|convert|remove|delete|erase|add|put|give|take off|take away|lose|get rid|paint|let it)(?= )/gu;

/** What asks for something, however it goes on. */
const ASKING =
  /\b(?:please|(?:can|could|would|will|might|may) (?:you|we|i)|want|wish|would like|would love|let us|whenever|if you|able to|when you|how about|what about)\b/u;

/** What stands inside a clause whose beginning is not understood, from each command in it on; only where it asks for something. */
export function commandsWithin(clause: string, isWished: boolean): string[] {
  return [...clause.matchAll(INNER_COMMAND)]
    .filter(({ index }) => isWished || ASKING.test(clause.slice(0, index)))
    .map(({ index }) => clause.slice(index));
}

/** What a part without a verb goes on with: “add a hat | and glasses”, “make it a lion | and the sky red”. */
export function verbsOf(clause: string): string[] {
  const { verb, it } = LEADING_VERB.exec(clause)?.groups ?? {};
  if (verb === undefined) return [];
  return it === undefined ? [verb] : [`${verb}${it}`, verb];
}
