/** What one part of a sentence asks for; the words are as typed, in lower case. */
export type Wish =
  | { readonly do: 'swap'; readonly from: string; readonly to: string }
  /** “make the background blue”: where the first part ends is for the picture's sentence to say. */
  | { readonly do: 'make'; readonly rest: string }
  /** The picture's subject becomes it. */
  | { readonly do: 'become'; readonly to: string }
  | { readonly do: 'add'; readonly what: string }
  /** “give the cat a hat” */
  | { readonly do: 'give'; readonly rest: string }
  /** “the cat with a hat”: a thing that the picture shows, with something worn or a kind of weather. */
  | { readonly do: 'dressed'; readonly what: string; readonly rest: string }
  | { readonly do: 'remove'; readonly what: string }
  | { readonly do: 'weigh'; readonly what: string; readonly factor: number }
  /** “put the cat on a blue background”: a place, after something that is in the picture. */
  | {
      readonly do: 'put';
      readonly what: string;
      readonly preposition: string;
      readonly where: string;
    }
  /** A phrase without a verb: “blue background”, “at night”. */
  | { readonly do: 'say'; readonly phrase: string };

type Groups = Readonly<Record<string, string>>;
interface Phrasing {
  readonly pattern: RegExp;
  readonly wish: (groups: Groups) => Wish;
}

const SWAPPING =
  '(?:change|chang|set|recolou?r|replace|swap|switch|exchange|transform|convert|morph|trade|substitute|alter|turn|transmute|evolve|modify)(?:ing|e?d)?(?: out| up| over)?';
const MAKING =
  '(?:make|making|do|turn|turning|render|paint|painting|color|colour|colou?ring|dye|tint|get|change|changing|recolou?r|re-?paint)';
const REMOVING =
  '(?:remov(?:e|ing)|delet(?:e|ing)|eras(?:e|ing)|drop|los(?:e|ing)|ditch|hide|kill|scrap|cancel|banish|yeet|chuck|bin|dump|nix|axe|toss|enough(?: of| with)?|eliminate|subtract|clear|strip|cut|stop|get(?:ting)? rid of|do away with|(?:tak(?:e|ing)|put(?:ting)?) (?:off|away|out)|leave (?:out|off|away)|cut out|rub out|throw (?:out|away)|bye bye|bye|goodbye|minus|without|no need for|no more|no|not any|away with|out with|omit|forget|skip)';
const ADDING =
  '(?:add(?:ing)?(?: in| on)?|in with|sprinkle|insert(?:ing)?|include|including|attach|append|put in|put on|throw in|bring in|bring|introduce|place|stick on|with|plus|wearing|wear|holding|having|including)';
const PREPOSITION = '(?:on|onto|in|into|at|in front of|under|next to|near|against|by|inside)';
const SHOULD =
  '(?:should|shall|must|could|can|may|might|would|will|ought to|has to|have to|needs to|need to|is to|wants to)(?: now| also| rather| really| just)?';
const MORE =
  '(?:more|stronger|heavier|harder|thicker|denser|bolder|bigger amount of|extra|additional|intenser)';
const LESS = '(?:less|fewer|weaker|lighter|softer|thinner|fainter|milder|calmer)';
const AMOUNT =
  '(?<amount>(?:(?:an? (?:bit|little|tad|touch|lot|tiny bit)|slightly|somewhat|much|way|lots|far|even|some|a whole lot|loads|tons|so much|a great deal|quite a bit) )*)';
const OF = '(?:of )?';

/** How much “a bit more” and the like weigh, either way. */
function factorFor(amount: string, more: boolean): number {
  if (/bit|little|tad|touch|slight|somewhat|some/u.test(amount)) return more ? 1.5 : 0.7;
  if (/much|way|lot|far|loads|tons|deal/u.test(amount)) return more ? 3 : 0.2;
  return more ? 2 : 0.5;
}

const TIMES: Readonly<Record<string, number>> = {
  twice: 2,
  double: 2,
  two: 2,
  three: 3,
  triple: 3,
  thrice: 3,
  four: 4,
  five: 5,
  half: 0.5,
  '2': 2,
  '3': 3,
  '4': 4,
  '5': 5,
};

/** The phrasings that are understood, the more telling ones first. */
const PHRASINGS: readonly Phrasing[] = [
  {
    pattern: /^substitut(?:e|ing) (?<to>.+?) for (?<from>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: /^(?:make|making|create|do) (?<to>an? .+?) (?:out of|of|from) (?<from>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern:
      /^(?:make |let |have )?(?<what>.+?) (?:(?:should|could|must|can|to) )?(?:disappear|vanish|begone|be gone|go|go away)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern:
      /^(?:make |let |have )?it (?:should |must |could |does |to )?not (?:to )?(?:be )?(?<what>rain|snow)(?:ing)?$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern: /^halv(?:e|ing) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 0.5 }),
  },
  {
    pattern: /^(?:shrink(?:ing)?|minimi[sz]e) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'make', rest: `${what} small` }),
  },
  {
    pattern: /^(?:enlarg(?:e|ing)|grow|embiggen|magnify) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'make', rest: `${what} big` }),
  },
  {
    pattern: /^(?:not (?:so|that|as|too)|too)(?: much| many)? (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 0.5 }),
  },
  // X instead of Y
  {
    pattern:
      /^(?:(?:it|he|she|they|the [\p{L}]+) (?:to )?(?:wear|have|get|be|become) |(?:give|make|let) (?:it|him|her|them|[\p{L}]+ [\p{L}]+(?= an? )) |make |use |put |have |add |show |do |with )?(?<to>.+?)(?: there| here| in)? (?:instead(?: of)?|rather than|in place of|in lieu of|not|over) (?<from>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern:
      /^(?:instead of|rather than|in place of|not) (?<from>.+?)(?: but|,| use| put| make it| have| give (?:it|him|her)| add| draw| i want| we want)+ (?<to>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  // arrows, from X to Y
  {
    pattern: /^(?<from>.+?) → (?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: /^(?:go |going |change |turn )?from (?<from>.+?) (?:in)?to (?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  // more and less
  {
    pattern: new RegExp(
      `^(?:make (?:it |the picture )?|add |put |get |bring |have |give it )?${AMOUNT}${MORE} ${OF}(?<what>.+)$`,
      'u',
    ),
    wish: ({ amount = '', what = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, true) }),
  },
  {
    pattern: new RegExp(
      `^(?:make (?:it |the picture )?|with |use |get |have )?${AMOUNT}${LESS} ${OF}(?<what>.+)$`,
      'u',
    ),
    wish: ({ amount = '', what = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, false) }),
  },
  {
    pattern: new RegExp(
      `^(?:make |let |have |turn )?(?<what>.+?) (?:(?:should|could|must|can|needs to|has to|to) be |be |is )?${AMOUNT}${MORE.replace('|extra', '').replace('|additional', '')}(?: visible| intense| obvious| prominent)?$`,
      'u',
    ),
    wish: ({ amount = '', what = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, true) }),
  },
  {
    pattern: new RegExp(
      `^(?:make |let |have |turn )?(?<what>.+?) (?:(?:should|could|must|can|needs to|has to|to) be |be |is )?${AMOUNT}${LESS}(?: visible| intense| obvious| prominent)?$`,
      'u',
    ),
    wish: ({ amount = '', what = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, false) }),
  },
  {
    pattern:
      /^(?:increase|boost|strengthen|intensify|amplify|emphasi[sz]e|crank up|turn up|dial up|raise|pump up|enhance|exaggerate) (?<what>.+?)(?<amount> a bit| a little| slightly| a lot| much)?$/u,
    wish: ({ what = '', amount = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, true) }),
  },
  {
    pattern:
      /^(?:decrease|reduce|weaken|lower|tone down|turn down|dial down|dial back|soften|lessen|diminish|de-emphasi[sz]e|calm) (?<what>.+?)(?<amount> a bit| a little| slightly| a lot| much)?$/u,
    wish: ({ what = '', amount = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, false) }),
  },
  {
    pattern:
      /^(?:make (?:it )?)?(?<times>twice|double|triple|half)(?: as much| the amount of| the)? (?<what>.+)$/u,
    wish: ({ times = '', what = '' }) => ({ do: 'weigh', what, factor: TIMES[times] ?? 2 }),
  },
  {
    pattern: /^(?<what>.+?) (?:times |x ?)(?<times>two|three|four|five|2|3|4|5)$/u,
    wish: ({ times = '', what = '' }) => ({ do: 'weigh', what, factor: TIMES[times] ?? 2 }),
  },
  {
    pattern: /^(?:[\p{L}\p{N}]+ times (?:as much |the |more ))(?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 3 }),
  },
  {
    pattern: /^(?:there is )?(?:way )?too much (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 0.5 }),
  },
  {
    pattern: /^not enough (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 2 }),
  },
  {
    pattern: /^(?<amount>(?:an? (?:bit|little) |much |even )?)(?:stronger|more of (?:it|that))$/u,
    wish: ({ amount = '' }) => ({ do: 'weigh', what: 'it', factor: factorFor(amount, true) }),
  },
  {
    pattern: /^(?<amount>(?:an? (?:bit|little) |much |even )?)(?:weaker|less of (?:it|that))$/u,
    wish: ({ amount = '' }) => ({ do: 'weigh', what: 'it', factor: factorFor(amount, false) }),
  },
  // removing
  {
    pattern:
      /^(?:(?:let |make |have )?(?:it|he|she|him|her|they|them|the [\p{L}]+) )?(?:tak(?:e|ing)|get) (?<what>.+?) (?:off|away|out|down)(?: of it| of (?:him|her)| again)?$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern:
      /^(?<what>.+?) (?:has to go|have to go|needs to go|must go|should go|(?:(?:should|could|can|must|may|to) be )?(?:removed|deleted|erased|taken (?:off|away|out))|should be gone|should not be there|can go|go away|gone|away|off|out)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern:
      /^(?:make |let |have )?(?:.+? )?(?:(?:should|must|does|do|need|needs|can|could|will) not|not|never) (?:wear|have|need|be wearing|carry|hold|wearing|to wear|to have|any)(?: to wear)? (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern: new RegExp(
      `^(?:make (?:it|the picture) |(?:the )?[a-z]+ (?=without )|(?:let |make |have )?(?:it|he|she|him|her|they|them|the [\\p{L}]+) )?${REMOVING} (?<what>.+?)(?: (?:from|off|on|of) (?:it|him|her|the (?!background).+|its .+|his .+))?$`,
      'u',
    ),
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  // putting
  {
    pattern:
      /^(?:put|place|stick|slap|throw|set|plop|pop|draw|paint|add|hang) (?<rest>.+?) (?:on|onto|over|upon|to) (?:it|him|her|them|top|its head|his head|her head|the head|(?:the |its |his |her )?[\p{L}]+'?s head)$/u,
    wish: ({ rest = '' }) => ({ do: 'add', what: rest }),
  },
  {
    pattern:
      /^(?:put|place|set|move|show|have|draw|drop|bring|slap|stick|pop|throw|hang) (?<what>.+?) (?<preposition>in front of|on|onto|in|into|at|against|under|inside|to) (?<where>.+)$/u,
    wish: ({ what = '', preposition = '', where = '' }) => ({
      do: 'put',
      what,
      preposition,
      where,
    }),
  },
  { pattern: /^put (?<what>.+?) on$/u, wish: ({ what = '' }) => ({ do: 'add', what }) },
  {
    pattern: /^(?:put|place|stick|pop|drop|set) (?<what>.+?) (?:there|here|in)$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: /^cover(?:ing)? (?:.+?) (?:in|with) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: /^(?:use )?(?<to>.+?) (?:for|as) (?<from>the .+|its .+|background|bg)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'make', rest: `${from} ${to}` }),
  },
  {
    pattern: /^(?:be )?as (?<to>an? .+)$/u,
    wish: ({ to = '' }) => ({ do: 'become', to }),
  },
  {
    pattern: /^(?<from>.+?) (?:is now|2) (?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  // giving and wearing
  {
    pattern:
      /^(?:giv(?:e|ing)|hand|lend|get|buy|put (?=(?:it|him|her|them) (?:an?|one|some) )) ?(?<rest>.+)$/u,
    wish: ({ rest = '' }) => ({ do: 'give', rest }),
  },
  {
    pattern: /^dress (?<rest>.+?)(?: up)? (?:in|with) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: /^(?:dress (?:.+?) (?:up )?as|disguise (?:.+?) as) (?<to>.+)$/u,
    wish: ({ to = '' }) => ({ do: 'become', to }),
  },
  {
    pattern: new RegExp(
      `^(?:make |let |have |with |i want |get )?(?<what>it|he|she|him|her|they|them|the .+?|this .+?|that .+?|[a-z]+) (?:${SHOULD} )?(?:to )?(?:wear|wears|wearing|have|has|having|need|needs|want|wants|get|gets|hold|holds|deserves|be wearing|carry)(?: on)? (?<rest>.+)$`,
      'u',
    ),
    wish: ({ what = '', rest = '' }) => ({ do: 'give', rest: `${what} ${rest}` }),
  },
  {
    pattern: /^needs (?<what>(?:more|less|a bit|some|a lot) .+)$/u,
    wish: ({ what = '' }) =>
      /less/u.test(what)
        ? { do: 'weigh', what: what.replace(/^.*less /u, ''), factor: 0.5 }
        : {
            do: 'weigh',
            what: what.replace(/^(?:.*more|.*bit of|some|a lot of) /u, ''),
            factor: 2,
          },
  },
  {
    pattern: /^needs (?<rest>.+)$/u,
    wish: ({ rest = '' }) => ({ do: 'give', rest: `it ${rest}` }),
  },
  {
    pattern:
      /^(?:see |show |have |picture )?(?<what>it|him|her|them|this|the [\p{L}]+|an? [\p{L}]+|[\p{L}]+)(?: but)? (?:with|in|wearing) (?<rest>(?!the |that |this |his |her |its |no ).+)$/u,
    wish: ({ what = '', rest = '' }) => ({ do: 'dressed', what, rest }),
  },
  {
    pattern:
      /^(?:see |show |have |picture )(?<what>it|him|her|them|this|the [\p{L}]+) (?<rest>(?:on|in|at|under) .+)$/u,
    wish: ({ rest = '' }) => ({ do: 'add', what: rest }),
  },
  {
    pattern:
      /^(?:see |show |have |picture )?(?:it|him|her|them|this|the [\p{L}]+)(?: but)? (?:without|with no) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern:
      /^(?:see |show |have |picture )?(?<what>it|him|her|them|this|the [\p{L}]+)(?: but)? as (?<to>.+)$/u,
    wish: ({ what = '', to = '' }) => ({ do: 'swap', from: what, to }),
  },
  // weather as a verb
  {
    pattern:
      /^(?:make it |let it |have it |it should |should |could it |it could |it must |it )(?:be )?(?<what>rain|snow|storm|hail)(?:ing|y)?(?: harder| more| heavily)?(?: on (?:it|him|her))?$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: /^(?:make it|let it|have it) (?<what>rain|snow)(?:ing|y)?(?: (?:on|in|over) .+)?$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  // becoming
  {
    pattern: new RegExp(
      `^(?:make |let |have |get )?(?<from>.+?) (?:${SHOULD} )(?:be|become|turn into|turn to|look like|change to|change into)(?: more like)? (?<to>.+)$`,
      'u',
    ),
    wish: ({ from = '', to = '' }) => ({ do: 'make', rest: `${from} ${to}` }),
  },
  {
    pattern:
      /^(?:make |let |have |get )?(?<from>.+?) (?:to be|be|become|becomes|become like|look like|looks like|to become|was|were|into|as|to look like|in to) (?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'make', rest: `${from} ${to}` }),
  },
  {
    pattern: new RegExp(`^(?:${SWAPPING}|${MAKING}) (?:to|into|in to|for|with) (?<to>.+)$`, 'u'),
    wish: ({ to = '' }) => ({ do: 'become', to }),
  },
  {
    pattern: new RegExp(
      `^${SWAPPING} (?<from>.+?) (?:with|for|by|to|into|in to|against|as) (?<to>.+)$`,
      'u',
    ),
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: new RegExp(`^${SWAPPING} (?<from>.+?) and (?<to>.+)$`, 'u'),
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: new RegExp(`^${MAKING} (?<rest>.+)$`, 'u'),
    wish: ({ rest = '' }) => ({ do: 'make', rest }),
  },
  {
    pattern: /^(?<from>.+?) to (?:be )?(?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  // adding
  {
    pattern: new RegExp(
      `^${ADDING} (?<what>.+?)(?: (?:to|on|onto|for) (?:it|him|her|them|the (?!background).+|its .+|his .+))?$`,
      'u',
    ),
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: new RegExp(`^(?<preposition>${PREPOSITION}) (?<where>.+)$`, 'u'),
    wish: ({ preposition = '', where = '' }) => ({ do: 'put', what: 'it', preposition, where }),
  },
  {
    pattern:
      /^(?<what>(?!the |that |this )(?:an? |some )?[\p{L}]+(?: [\p{L}]+)?) (?:on|around|onto) (?<where>it|him|her|them|(?:the|that|this|its|his|her) [\p{L}']+)$/u,
    wish: ({ what = '', where = '' }) => ({
      do: 'dressed',
      what: /^(?:its|his|her) /u.test(where) ? 'it' : where,
      rest: what,
    }),
  },
  {
    pattern: /^(?:rather )?(?<to>.+?) (?:rather )?than (?<from>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: /^(?:turn|change|transform|convert) (?<from>.+?) in (?<to>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: /^(?:make )?(?<from>.+?) (?:to be |be |is )?more (?<to>[\p{L}]+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'make', rest: `${from} ${to}` }),
  },
  {
    pattern: /^(?<from>.+?) in (?<to>[\p{L}]+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'say', phrase: `${from} ${to}` }),
  },
  {
    pattern: /^(?<what>[\p{L}]+) (?:on|in)$/u,
    wish: ({ what = '' }) => ({ do: 'say', phrase: what }),
  },
  { pattern: /^put (?<what>an? .+)$/u, wish: ({ what = '' }) => ({ do: 'add', what }) },
  {
    pattern: /^(?:swap|switch|change|take|cut) out (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
];

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
