import { keyOf, normaliseText, saysSomething, textWords } from '../../pipeline/text/text.ts';
import { normaliseChatText } from '../edit-tokens.ts';
import { wordOfEmoji } from '../english/emoji-words.ts';
import { isColour, kindNamed, LEXICON, plainName } from '../english/lexicon.ts';
import { isMisspelt, isShuffled } from '../english/prompt-words.ts';
import { CONTRACTIONS, REPHRASINGS } from './rephrasings.ts';
import { partOf, type WishPart } from './wish-part.ts';

const ARROWS =
  /\s*(?:[-–—=~]+>|>+|\s=+\s|(?<=\p{Extended_Pictographic}\ufe0f?)=+|[→⇒➔➜➡⟶⇨➙▶▷👉]\ufe0f?|:arrow_right:)\s*/gu;

const COMMANDS =
  'change replace remove delete turn make swap switch exchange transform convert background instead give without paint color colour erase become wear wearing with into'.split(
    ' ',
  );
/** Too short to tell from other words by more than letters in another order. */
const SHORT_COMMANDS = 'take make lose drop turn give'.split(' ');
/** Words that look like a misspelt command and are none. */
const NO_COMMANDS = new Set(
  'removed replaced deleted changed erased turned charge slap snap burn width wish take maker male mask fake lake wake cake bake tune wore bear near hear tear into gave gives made wire care wider within colors making'.split(
    ' ',
  ),
);
const known = new Set(LEXICON);

/**
 * What was typed as one, and its parts: “make it a lion, and the background blue” has two.
 *
 * @param isKnown whether a word is one of the model's or of the sentence
 */
export function wishText(
  typed: string,
  isKnown: (word: string) => boolean,
): { readonly whole: WishPart; readonly parts: readonly WishPart[] } {
  let text = plain(typed, isKnown);
  for (const [pattern, replacement] of [...CONTRACTIONS, ...REPHRASINGS])
    text = text.replace(pattern, replacement);
  text = text.replace(COLOURED, (all, word: string) => (isColour(word) ? word : all));
  text = correctCommands(text, isKnown);
  const parts = text.split(PARTING).filter((part) => part.trim() !== '');
  return { whole: partOf(text), parts: parts.length > 1 ? parts.map(partOf) : [partOf(text)] };
}

/** “a red colour” */
const COLOURED = /\b(?:an? )?([\p{L}]+) colou?r\b(?! of)/gu;

const PARTING =
  /\s*[,;.!?]+\s*(?:and |but |then |also |plus )*|\s+(?:and then|and also|and|(?<!\b(?:it|this|that|same|picture) )but|then|plus|also)\s+|\s+(?=without )|(?<!\b(?:to|you|u|we|i|please|just|and|then|now|also|not|could|can|someone|me|maybe|or|first|did|would))\s+(?=(?:add|remove|delete|erase) )/u;

/** Lower case, quotation marks gone, emoji as words, arrows as “→”. */
function plain(typed: string, isKnown: (word: string) => boolean): string {
  const text = normaliseText(normaliseChatText(typed))
    .replace(/(?:^- ?|\s-)(?=\p{L}|\p{Extended_Pictographic})/gu, ' without ')
    .replace(/(?:^\+ ?|\s\+)(?=\p{L}|\p{Extended_Pictographic})/gu, ' add ')
    .trim()
    .replace(/(^|\s)w\/o(?=\s)/giu, '$1without')
    .replace(/(^|\s)w\/(?=\s|\p{L})/giu, '$1with ')
    .replace(/^([\p{L} ]+)=+\s*([\p{L} ]+)$/u, '$1 → $2')
    .replace(
      /(?<=^|[.;,] ?)((?:\p{L}+ )?(\p{L}+)): ?(?=\p{L})/gu,
      (all, named: string, last: string) =>
        isKnown(keyOf(last)) || kindNamed(last) !== undefined ? `${named} → ` : all,
    )
    .replace(/\s+(?:--+|[–—])\s+/gu, ', ')
    .replace(ARROWS, ' → ');
  const words: string[] = [];
  for (const { lead, text: core, trail } of textWords(text)) {
    const isEmoji = !/[\p{L}\p{N}]/u.test(core) && saysSomething(core);
    const word = isEmoji ? (wordOfEmoji(core, isKnown) ?? '') : lacking(keyOf(core), isKnown);
    const mark = /[,;.!?]/u.exec(trail)?.[0] ?? '';
    const opening = /[,;]/u.exec(lead)?.[0] ?? '';
    if (opening !== '' && words.length > 0) words[words.length - 1] += opening;
    // “a fox 🦊” is one.
    if (isEmoji && word !== '' && plainName(words.at(-1) ?? '') === word) continue;
    if (word === '' && mark !== '' && words.length > 0) words[words.length - 1] += mark;
    else if (word !== '' && (saysSomething(word) || /[→&+]/u.test(word)))
      words.push(`${word}${mark}`);
  }
  return words.join(' ').replace(/ & | \+ /gu, ' and ');
}

/** “hatless”, “snow-free”, “un-hat” */
function lacking(word: string, isKnown: (word: string) => boolean): string {
  const [, what] = /^(?:un-|de-)?(\p{L}{3,}?)(?:-?less|-?free)?$/u.exec(word) ?? [];
  return what !== undefined && what !== word && isKnown(what) ? `without ${what}` : word;
}

function correctCommands(text: string, isKnown: (word: string) => boolean): string {
  return text
    .split(' ')
    .map((word) => {
      const [, core = '', mark = ''] = /^(.*?)([,;.!?]*)$/u.exec(word) ?? [];
      if (core.length < 4 || known.has(core) || isKnown(core) || NO_COMMANDS.has(core)) return word;
      if (COMMANDS.includes(core)) return word;
      const meant =
        SHORT_COMMANDS.find((command) => isShuffled(core, command)) ??
        COMMANDS.find((command) => isMisspelt(core, command));
      return meant === undefined ? word : `${meant}${mark}`;
    })
    .join(' ');
}
