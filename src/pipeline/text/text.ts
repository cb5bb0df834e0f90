/** Text as prompts hold it: one normalisation and one way to split words, for people and models alike. */

/** After these a joiner changes what is seen: emoji, marks, and letters of scripts that join. */
const JOINING = String.raw`[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{M}\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}]`;
const JOINER = String.raw`[\u200c\u200d]`;
/** Letters that are drawn as nothing: Hangul fillers, the empty Braille cell. */
const BLANK = String.raw`[\u115f\u1160\u2800\u3164\uffa0]`;
const UNSEEN = new RegExp(
  String.raw`(?<!${JOINING})${JOINER}|(?!${JOINER})[\p{Cf}\p{Co}]|(?!\n)\p{Cc}|${BLANK}`,
  'gu',
);

/** Takes out what is not seen: format and control characters but line breaks, and blank letters. */
export function withoutUnseen(text: string): string {
  return text.replace(UNSEEN, '');
}

/**
 * A prompt or a phrase of one as it is compared, kept and read by the model: NFKC, nothing unseen,
 * single spaces, straight apostrophes inside words.
 */
export function normaliseText(text: string): string {
  const spaced = text
    .toWellFormed()
    .normalize('NFKC')
    .replace(/[\s\p{Z}\u0085\ufeff]+/gu, ' ');
  return withoutUnseen(spaced)
    .replace(/(?<=[\p{L}\p{N}\p{M}])[’ʼ‘](?=\p{L})/gu, "'")
    .trim();
}

/** A word of a text with what touches it. */
export interface TextWord {
  /** Whether white space stands before it. */
  readonly spaced: boolean;
  /** Opening punctuation that touches it. */
  readonly lead: string;
  /** As written. Punctuation only where it stands alone, such as “&”. */
  readonly text: string;
  /** Closing punctuation that touches it. */
  readonly trail: string;
}

const LETTER = String.raw`[\p{L}\p{N}\p{M}]`;
const EMOJI_PART = String.raw`(?:\p{RI}\p{RI}|[#*0-9]\ufe0f?\u20e3|\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}\u{e0020}-\u{e007f}]*)`;
const EMOJI = String.raw`${EMOJI_PART}(?:\u200d${EMOJI_PART})*`;
/** What parts words even where no space follows: “red,blue”. Other signs may be inside of one. */
const PARTING = String.raw`\s,;:!?()\[\]{}"“”„«»…/—–\p{Extended_Pictographic}\p{RI}`;
const PIECE = new RegExp(
  String.raw`(?<emoji>${EMOJI})|(?<word>${LETTER}+(?:[^${PARTING}\p{L}\p{N}\p{M}]+${LETTER}+|(?<=\p{N})[,:/](?=\p{N})\p{N}+)*)|(?<space>\s+)|(?<other>.)`,
  'gsu',
);
/** Scripts that write no spaces between words. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Whether anything in a text can be a word: letters, digits, emoji. */
export function saysSomething(text: string): boolean {
  return /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{RI}]/u.test(text);
}

/**
 * Splits a text into words: at white space, around emoji, at commas and the like, and where a script
 * without spaces has its word boundaries (UAX #29).
 */
export function textWords(text: string): TextWord[] {
  const words: { spaced: boolean; lead: string; text: string; trail: string }[] = [];
  let spaced = false;
  let lead = '';
  const push = (core: string): void => {
    words.push({ spaced, lead, text: core, trail: '' });
    spaced = false;
    lead = '';
  };
  const close = (): void => {
    if (lead !== '') {
      const mark = lead;
      lead = '';
      push(mark);
    }
  };
  for (const { groups } of text.matchAll(PIECE)) {
    const { emoji, word, space, other } = groups ?? {};
    if (space !== undefined) {
      close();
      spaced = words.length > 0;
    } else if (emoji !== undefined) push(emoji);
    else if (word !== undefined) for (const part of unspacedParts(word)) push(part);
    else if (other !== undefined) {
      const last = words.at(-1);
      const touches = last && !spaced && lead === '' && saysSomething(last.text);
      if (touches) last.trail += other;
      else lead += other;
    }
  }
  close();
  return words;
}

function unspacedParts(word: string): string[] {
  return UNSPACED.test(word) ? [...segmenter.segment(word)].map(({ segment }) => segment) : [word];
}

/** The text of some words; `textWords` undone. */
export function joinWords(words: readonly TextWord[]): string {
  return words
    .map(
      ({ spaced, lead, text, trail }, i) => `${spaced && i > 0 ? ' ' : ''}${lead}${text}${trail}`,
    )
    .join('');
}

/** What of a word is compared: lower case, emoji without their variation selectors. */
export function keyOf(text: string): string {
  return text.toLowerCase().replace(/\ufe0f/gu, '');
}

/** Nouns that look like participles; so does every word with no vowel before its “ing” (ring, king). */
const NOUNS_IN_ING = new Set(
  (
    'building painting drawing ceiling morning evening earring clothing pudding wedding starling ' +
    'duckling gosling sapling seedling darling herring viking lightning dumpling sibling railing ' +
    'icing stocking frosting landing fledgling nestling awning inkling bowling crossing opening ' +
    'clearing dwelling topping bedding lining piping stuffing shilling plaything something nothing ' +
    'anything everything boxing lettering carving etching engraving scaffolding coating lodging ' +
    'farthing gelding cutting filling offering outing wing wellbeing offspring hamstring drawstring ' +
    'shoestring handwriting beijing reading peking boeing mooring flooring paneling panelling'
  ).split(' '),
);

/** Whether a word is a verb in -ing, such as “wearing”, and not a ring, a starling or a building. */
export function isParticiple(word: string): boolean {
  const [, stem] = /^([\p{L}-]+)ing$/u.exec(keyOf(word)) ?? [];
  return stem !== undefined && /[aeiouy]/u.test(stem) && !NOUNS_IN_ING.has(keyOf(word));
}
