import { clausesOf, selections } from './clauses.ts';
import { type Reading, type ReadingContext, readingOf } from './reading/reading.ts';
import { type Likelihood, wishLikelihood } from './talk/wish-likelihood.ts';

export interface Heard {
  /** Whole edits, the likeliest first. */
  readonly edits: readonly string[];
  /** Whether it can be nothing but the first of them. */
  readonly isSure: boolean;
  /** How likely it is that the line is a wish at all, 0 … 1. */
  readonly likelihood: number;
}

/** So likely a wish, a line is answered among people. */
export const LIKELY = 0.65;
/** No clause says more than this of its being a wish or none. */
const CLIP = 0.02;
/** What a thing that a reading leaves out speaks against it. */
const LEFT_OUT = 0.7;
/** What a thing speaks for that takes the place of one in another clause: “red is ugly, go with teal”. */
const PAIRED = 2.5;
/** So much likelier than the next one, a reading is the one that is meant. */
const CLEAR = 1;

/**
 * What a plain line asks for. The clauses that are wishes, most likely, are read together, and what is only
 * said beside them is left out: a selection S of the clauses c scores Σ_{c ∈ S} log p(c) + Σ_{c ∉ S} log(1 − p(c)).
 */
export function heardIn(
  plain: string,
  typed: string,
  prompt: string,
  context: ReadingContext,
  likelihoodOf: Likelihood = wishLikelihood,
): Heard {
  const whole = readingOf(plain, prompt, context);
  const ofWhole = likelihoodOf(plain, typed, prompt, whole);
  const firsts = alternatives(plain).flatMap(
    (each) => heardIn(each, typed, prompt, context, likelihoodOf).edits[0] ?? [],
  );
  if (new Set(firsts).size === 2) return { edits: firsts, isSure: false, likelihood: ofWhole };
  const clauses = withTopics(clausesOf(plain), (text) => readingOf(text, prompt, context));
  // A single word is no request yet.
  const isSaid = plain.trim().includes(' ');
  if (clauses.length === 1)
    return { edits: whole.edits, isSure: whole.isSure && isSaid, likelihood: ofWhole };
  const alone = clauses.map((text) => readingOf(text, prompt, context));
  const chances = alone.map((reading, i) => {
    const chance = likelihoodOf(clauses[i]!, clauses[i]!, prompt, reading);
    return reading.items.length === 0 ? null : Math.min(1 - CLIP, Math.max(CLIP, chance));
  });
  const ofBest = chances.filter((p, i) => p !== null && alone[i]!.edits.length > 0);
  const likelihood = between(ofWhole, Math.max(CLIP, ...ofBest.map((p) => p ?? 0)));
  const readingWith = (kept: readonly number[]): Reading => {
    if (kept.length === clauses.length) return whole;
    const [first = 0] = kept;
    if (kept.length === 1) return alone[first]!;
    return readingOf(kept.map((i) => clauses[i]!).join(', '), prompt, context);
  };
  const ranked = selections(clauses.length)
    .map((kept) => {
      const reading = readingWith(kept);
      const told = chances.map((p, i) => (p === null ? 0 : Math.log(kept.includes(i) ? p : 1 - p)));
      const fit = PAIRED * reading.paired - LEFT_OUT * leftOut(reading);
      return { reading, score: told.reduce((a, b) => a + b, 0) + fit };
    })
    .filter(({ reading }) => reading.edits.length > 0)
    .sort((a, b) => b.score - a.score);
  const [best, ...others] = ranked;
  if (!best) return { edits: [], isSure: false, likelihood };
  const likeliest = [best, ...others.slice(0, 2)].map(({ reading }) => reading.edits[0]!);
  const rival = others.find(({ reading }) => reading.edits[0] !== likeliest[0]);
  const isExplained = best.reading === whole && leftOut(whole) === 0;
  const isClear = !rival || isExplained || best.score - rival.score > CLEAR;
  return {
    edits: [...new Set([...likeliest, ...best.reading.edits])],
    isSure: best.reading.isSure && isClear,
    likelihood,
  };
}

/** “the background, make it darker”: what a clause only names is what the next one is about. */
function withTopics(
  clauses: readonly string[],
  readingOfClause: (text: string) => Reading,
): readonly string[] {
  const [topic = '', next, ...rest] = clauses;
  if (next === undefined) return clauses;
  const letters = readingOfClause(topic)
    .items.map(({ letter }) => letter)
    .join('');
  return /^[TG]$/u.test(letters) ? [`${topic}, ${next}`, ...rest] : clauses;
}

const OR = /((?:an? |the )?\p{L}+) or (?:maybe |even |rather )?((?:an? |the )?\p{L}+)/u;

/** “make it a lion or a tiger”: with the one, and with the other; none where it says “or” more than once. */
function alternatives(plain: string): readonly string[] {
  return OR.test(plain) && plain.split(' or ').length === 2
    ? [plain.replace(OR, '$1'), plain.replace(OR, '$2')]
    : [];
}

/** A wish with a remark is likelier one than the line as a whole looks: halfway, in log odds, to its best clause. */
function between(whole: number, best: number): number {
  const odds = (p: number) => p / (1 - p);
  const both = Math.sqrt(odds(Math.min(1 - CLIP / 10, Math.max(CLIP / 10, whole))) * odds(best));
  return both / (1 + both);
}

/** Of how many things something is wished that the edit has not. */
function leftOut({ named, used }: Reading): number {
  return Math.max(0, named.filter(({ stance }) => !/anchor|keep/u.test(stance)).length - used);
}
