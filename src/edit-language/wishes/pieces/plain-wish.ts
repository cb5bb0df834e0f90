import { keyOf, normaliseText, saysSomething, textWords } from '../../../pipeline/text/text.ts';
import { normaliseChatText } from '../../edit-tokens.ts';
import { wordOfEmoji } from '../../english/emoji-words.ts';
import { isColour, isMass, kindAtLarge, kindNamed, kindOf, plural } from '../../english/lexicon.ts';
import { openKindOf } from '../../english/open-words.ts';
import { FUNCTION_WORDS, isShuffled } from '../../english/prompt-words.ts';
import { CONTRACTIONS } from './contractions.ts';
import { isShortened } from './cues.ts';
import { asMeant } from './typing.ts';

const ARROWS =
  /\s*(?:[-–—=~]+>|>+|\s=+\s|(?<=\p{Extended_Pictographic}\ufe0f?)=+|[→⇒➔➜➡⟶⇨➙▶▷👉]\ufe0f?|:arrow_right:)\s*/gu;

/** What was typed as one plain line: lower case, words of emoji and arrows, contractions written out. */
export function plainWish(typed: string, isKnown: (word: string) => boolean): string {
  let text = plain(typed, isKnown);
  for (const [pattern, replacement] of CONTRACTIONS) text = text.replace(pattern, replacement);
  // “tiger's boring”
  text = text.replace(/(\p{L}+)'s (\p{L}+)(?=[,.;!?]|$)/gu, (all, what: string, how: string) =>
    openKindOf(how) === 'adjectives' && kindOf(how) === undefined ? `${what} is ${how}` : all,
  );
  // “one more dog”, “add a second horse”
  text = text.replace(ONE_MORE, (all, what: string) =>
    isKnown(what) && /^(?:animals|people)$/u.test(kindOf(what) ?? '') ? `two ${what}s` : all,
  );
  text = text.replace(OPINION, ' ').replace(FITTING, ' ').replace(PURPOSE, '').replace(/ +/gu, ' ');
  // “a field of 🌻”
  text = text.replace(/\bfield of (\p{L}+)/gu, (all, what: string) =>
    isMass(what) || kindAtLarge(what) === undefined ? all : `field of ${plural(what)}`,
  );
  text = text.replace(LIKENED, (all, word: string) =>
    isColour(word) || kindOf(word) === 'worn' ? word : all,
  );
  return text.replace(COLOURED, (all, word: string) => (isColour(word) ? word : all));
}

/** “… would be so much nicer”: what somebody thinks of it is no part of it. */
const OPINION =
  /(?<=\S) (?:would|could|might|may|will)(?: (?:probably|actually|just|also|definitely|honestly))? (?:be|look|go|do|work|fit|feel)(?: (?:so|really|very|even|much|way|pretty|quite|a lot|kinda|super|just|totally|far|sooo*|absolutely|like))*(?: (?:nice|nicer|cool|cooler|great|good|better|best|cute|cuter|fun|funny|funnier|lovely|lovelier|awesome|amazing|sweet|sweeter|neat|perfect|hilarious|fine|well|ok|okay|preferable|pretty|prettier|sick|dope|fire|epic|beautiful|interesting|hard|happier|fitting|adorable|fabulous|nicest|ideal|chef'?s kiss|appropriate|ace|brill|brilliant|smashing|wicked|superb|super|rad|stellar|mint|grand|swell|wonderful|gorgeous|cosy|cozy|magical|fantastic|classy|classier|happy|glad|grateful|delighted|pleased|thankful|iconic|cursed|wild|more \p{L}+))(?= |[,.;!?]|$)/gu;

/** “… would fit our brand better” */
const FITTING =
  /(?<=\S) (?:would|could|might|will) (?:probably |just |also )?(?:fit|suit|match|work for|go with) (?:\p{L}+ ){0,4}(?:better|best|more|well|nicely)(?= |[,.;!?]|$)/gu;

/** “… so he looks like a detective”, “… so I can see him”: what it is for is not in it. */
const PURPOSE =
  /(?<=\S),? so (?:that )?(?:i|we|he|she|it|they|you) (?:can|could|will|looks?|is|has|gets?|feels?|does)\b[^,.!?]*/gu;

/** “yellow like a banana”, “glasses like my grandpa” */
const LIKENED = /\b(\p{L}+)(?: too| also)?,? (?:just )?like (?:an?|my|our|the|those) [^,.!?]+/gu;

const ONE_MORE = /\b(?:add )?(?:one more|a second|another) (\p{L}+)\b/gu;

/** “a red colour” */
const COLOURED = /\b(?:an? )?([\p{L}]+) colou?r\b(?! of)/gu;

/** “Headgear: crown. Weather: none.”: a list of wishes, and nothing beside them. */
const BRIEFS = /^\p{L}+: ?[^.;,:]+(?:[.;,] ?\p{L}+: ?[^.;,:]+)+[.;,]? ?$/u;

/** “Weather: none. Backdrop: same.” */
const BRIEF =
  /(?<=^|[.;,] ?|and )(\p{L}+): ?(none|no|off|out|gone|nothing|removed?|lose|same|keep|kept|unchanged|as is|stays?)(?:\.|;|,|$|(?= and ))/giu;

/** “🎩❌”, “hat ❌”: it goes; “👑✅”: it comes. */
const SHOWN = String.raw`(\p{L}+|\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f|\u200d\p{Extended_Pictographic})*)`;
const CROSSED = new RegExp(String.raw`${SHOWN}\s?[❌🚫⛔❎🗑]\ufe0f?`, 'gu');
const TICKED = new RegExp(String.raw`${SHOWN}\s?[✅✔☑]\ufe0f?`, 'gu');

/** Lower case, quotation marks gone, emoji as words, arrows as “→”. */
function plain(typed: string, isKnown: (word: string) => boolean): string {
  const typedOut = normaliseText(normaliseChatText(typed)).trim();
  const text = (
    BRIEFS.test(typedOut) ? typedOut.replace(/[.;,] ?(?=\p{L}+:)/gu, ' and ') : typedOut
  )
    .replace(/(?:(?:^|(?<=[,;]) ?)- ?|\s-)(?=\p{L}|\p{Extended_Pictographic})/gu, ' without ')
    .replace(/(?:(?:^|(?<=[,;]) ?)\+ ?|\s\+)(?=\p{L}|\p{Extended_Pictographic})/gu, ' add ')
    .replace(/(?<=^ without .*)\s\+\s(?=\p{L}|\p{Extended_Pictographic})/gu, ' add ')
    .trim()
    .replace(/➕\ufe0f?/gu, ' with ')
    .replace(/➖\ufe0f?/gu, ' without ')
    .replace(/(\p{L}+) (up|down)(?: by)? \d+ ?%/giu, (_, what: string, way: string) =>
      way.toLowerCase() === 'up' ? `more ${what}` : `less ${what}`,
    )
    .replace(BRIEF, (_, what: string, how: string) =>
      /^(?:same|keep|kept|unchanged|as is|stays?)$/iu.test(how)
        ? `keep the ${what}.`
        : `no ${what}.`,
    )
    .replace(CROSSED, ' without $1 ')
    .replace(TICKED, ' with $1 ')
    .replace(/(^|\s)w\/o(?=\s)/giu, '$1without')
    .replace(/(^|\s)w\/(?=\s|\p{L})/giu, '$1with ')
    .replace(/^([\p{L} ]+)=+\s*([\p{L} ]+)$/u, '$1 → $2')
    .replace(
      /(?<=^|[.;,] ?|and )((?:\p{L}+ )?(\p{L}+)): ?(?=\p{L})/gu,
      (all, named: string, last: string) =>
        isKnown(keyOf(last)) || kindNamed(last) !== undefined ? `${named} → ` : all,
    )
    .replace(/\s+(?:--+|[–—])\s+/gu, ', ')
    .replace(ARROWS, ' → ');
  const words: string[] = [];
  const emoji = new Set<number>();
  for (const { lead, text: core, trail } of textWords(text)) {
    const isEmoji = !/[\p{L}\p{N}]/u.test(core) && saysSomething(core);
    const word = isEmoji
      ? (wordOfEmoji(core, isKnown) ?? '')
      : unslipped(
          lacking(isKnown(keyOf(core)) ? keyOf(core) : asMeant(keyOf(core)), isKnown),
          isKnown,
        );
    const mark = /[,;.!?]/u.exec(trail)?.[0] ?? '';
    const opening = /[,;]/u.exec(lead)?.[0] ?? '';
    if (opening !== '' && words.length > 0) words[words.length - 1] += opening;
    // “a fox 🦊” is one.
    if (
      isEmoji &&
      word !== '' &&
      /^[\p{L}-]+[!.]*$/u.test(words.at(-1) ?? '') &&
      !emoji.has(words.length - 1) &&
      isShown(words.at(-1) ?? '', isKnown)
    )
      continue;
    // “🌸🌸🌸” are one, too.
    if (isEmoji && word !== '' && word === words.at(-1)) continue;
    if (isEmoji) emoji.add(words.length);
    if (word === '' && mark !== '' && words.length > 0) words[words.length - 1] += mark;
    else if (word !== '' && (saysSomething(word) || /[→&+]/u.test(word)))
      words.push(`${word}${mark}`);
  }
  return words.join(' ').replace(/ & | \+ /gu, ' and ');
}

/** “hatless”, “snow-free”, “un-hat” */
function isShown(word: string, isKnown: (word: string) => boolean): boolean {
  const bare = word.replace(/[!.]+$/u, '');
  if (FUNCTION_WORDS.has(bare)) return false;
  return kindAtLarge(bare) !== undefined || isKnown(bare) || /^(?:him|her|them)$/u.test(bare);
}

const ASKING = 'should could would please instead maybe perhaps want need'.split(' ');

/** “shuold”, “coud”, “plaese”: what a wish is told from talk by, with a slip in it. */
function unslipped(word: string, isKnown: (word: string) => boolean): string {
  if (word.length < 4 || isKnown(word) || openKindOf(word) !== undefined || kindAtLarge(word))
    return word;
  const isSlip = (meant: string) =>
    word[0] === meant[0] && (isShuffled(word, meant) || isShortened(word, meant));
  return ASKING.find(isSlip) ?? word;
}

function lacking(word: string, isKnown: (word: string) => boolean): string {
  const [, what] = /^(?:un-|de-)?(\p{L}{3,}?)(?:-?less|-?free)?$/u.exec(word) ?? [];
  return what !== undefined && what !== word && isKnown(what) ? `without ${what}` : word;
}
