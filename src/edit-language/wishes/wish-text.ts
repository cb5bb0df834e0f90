import { keyOf, normaliseText, saysSomething, textWords } from '../../pipeline/text/text.ts';
import { normaliseChatText } from '../edit-tokens.ts';
import { wordOfEmoji } from '../english/emoji-words.ts';
import { LEXICON } from '../english/lexicon.ts';
import { isMisspelt } from '../english/prompt-words.ts';

/** A part of what somebody typed, in lower case and single spaces, ready for the table of phrasings. */
export interface WishPart {
  readonly text: string;
  /** Whether it was put as a wish: “how about …”, “I want …”, “please”. */
  readonly isWished: boolean;
  /** Whether it asks or tells about something, and is no wish. */
  readonly isTalk: boolean;
}

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\blet'?s\b/gu, 'let us'],
  [/\bi'?d\b/gu, 'i would'],
  [/\b(he|she|it|we|they|you)'d\b/gu, '$1 would'],
  [/\b(can|could|should|would|do|does|must|is|was|are|were|has|have|need)n'?t\b/gu, '$1 not'],
  [/\bwon't\b/gu, 'will not'],
  [/\b(it|he|she|that|there)'s\b/gu, '$1 is'],
  [/\bwanna\b/gu, 'want to'],
  [/\bgonna\b/gu, 'going to'],
  [/\b(?:gimme)\b/gu, 'give me'],
  [/\binto a more\b/gu, 'into a'],
];

const ARROWS = /\s*(?:[-–—=~]+>|>+|[→⇒➔➜➡⟶⇨➙▶▷]\ufe0f?|:arrow_right:)\s*/gu;

/** Words around a wish that do not belong to it. `wish` ones make a wish of what follows. */
const BEFORE: readonly { readonly words: RegExp; readonly wish?: true }[] = [
  {
    words:
      /^(?:hey|hi|hello|yo|ok|okay|alright|so|well|um+|uh+|hm+|oh|ah|lol|haha+|yes|yeah|yep|no wait|wait|actually|btw|then|and|but|also|too|plus|next|again|hmm+|omg)(?:,| (?=\S))\s*/u,
  },
  { words: /^(?:wordbrush|bot|dear bot|dude|guys|everyone)[,:]?\s+/u },
  { words: /^(?:please|pls|plz|plse|kindly|now)[,]?\s+/u, wish: true },
  {
    words:
      /^(?:could|can|would|will) (?:you|u|we|i|someone|somebody|anyone)(?: guys)?(?: please| pls)?(?: just| maybe| also| kindly)*(?: be so kind (?:as )?to| try to)?\s+/u,
    wish: true,
  },
  {
    words:
      /^(?:could|can|would|should|may|might|must|shall|will) (?=(?:it|he|she|they|the|this|that|its|his) )/u,
    wish: true,
  },
  { words: /^(?:would|do) you mind\s+/u, wish: true },
  {
    words:
      /^(?:i|we) (?:would|'d)?\s*(?:really |rather |just |also |now )*(?:want|like|love|prefer|wish|need|see|have)(?: you)?(?: for)?(?: to)?(?: see| have| get)?\s+/u,
    wish: true,
  },
  { words: /^(?:i|we) (?:think|guess|believe|suggest|propose)(?: that)?\s+/u },
  { words: /^(?:we|you) (?:could|should|can|might)\s+/u },
  { words: /^(?:let us|shall we)(?: just| try to| try| please)*\s+/u, wish: true },
  { words: /^(?:how|what) about(?: we)?\s+/u, wish: true },
  { words: /^what if (?:we |you |it were |it was )?/u, wish: true },
  {
    words:
      /^(?:why not|try|maybe|perhaps|instead|just|simply|rather|let me see|let me have|show me|show|give me|give us|get me|go for|use|draw me|i vote for|vote for|my vote is)\s+/u,
    wish: true,
  },
  { words: /^(?:have|get|see|trying|do|go with|go)\s+(?=(?:an?|the|some|more|less|no) )/u },
];

const AFTER =
  /[\s,]+(?:please|pls|plz|thanks|thx|thank you|ty|instead|now|for me|for us|if possible|if you can|if you could|maybe|perhaps|too|as well|then|tho|though|lol|haha+|ok|okay|right|in there|in here|here|there|to it|in it|in (?:the|this) (?:picture|image|photo|pic)|(?:to|on|of) the (?:picture|image|photo|pic)|this time|or so|bot|wordbrush|dude|man|guys|x|xx|cheers|asap|today)$/u;
const WISHING_AFTER = /[\s,](?:please|pls|plz|instead|now)$/u;

/** Openings of questions and of talk about something. “What if” and “how about” are wishes. */
const TALK =
  /^(?:who|whom|whose|why|when|where|which|what(?! if| about)|how(?! about)|is|are|was|were|did|does|do(?! you mind)|has|have you|am|looks|seems|sounds|that(?:'s| is| was)|this (?:is|was|looks)|it(?: is|'s| was| looks)|there (?:is|are)|i (?:love|like|am|was|had|have|did|do|saw|think it|know|thought|liked|loved|changed|replaced|added|removed|moved|made)|we (?:had|have|did|are|were|add)|my|our|your|his|her|she|they|if|because|since|don't|do not|never|see|https?:|www)\b/u;

const COMMANDS =
  'change replace remove delete turn make swap switch exchange transform convert background instead give without paint color colour erase become wear wearing with into'.split(
    ' ',
  );
/** Words that look like a misspelt command and are none. */
const NO_COMMANDS = new Set(
  'charge burn width wish take maker male mask fake lake wake cake bake tune wore bear near hear tear into gave gives made wire care wider within colors making'.split(
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
  for (const [pattern, replacement] of CONTRACTIONS) text = text.replace(pattern, replacement);
  text = correctCommands(text, isKnown);
  const parts = text.split(PARTING).filter((part) => part.trim() !== '');
  return { whole: partOf(text), parts: parts.length > 1 ? parts.map(partOf) : [partOf(text)] };
}

const PARTING =
  /\s*[,;.!?]+\s*(?:and |but |then |also |plus )*|\s+(?:and then|and also|and|but|then|plus|also)\s+/u;

function partOf(clause: string): WishPart {
  let text = clause.trim();
  let isWished = false;
  let isChanged = true;
  while (isChanged) {
    const before = text;
    if (WISHING_AFTER.test(` ${text}`)) isWished = true;
    text = text.replace(AFTER, '').replace(/^[\s,.!?;:…]+|[\s,.!?;:…]+$/gu, '');
    if (!isTalking(text))
      for (const { words, wish } of BEFORE) {
        const rest = text.replace(words, '');
        if (rest === text || rest === '') continue;
        text = rest;
        if (wish) isWished = true;
      }
    isChanged = text !== before;
  }
  return { text, isWished, isTalk: isTalking(text) };
}

function isTalking(text: string): boolean {
  return (
    TALK.test(text) &&
    !/^(?:it|that|this|she|her|his|they) (?:is to|should|could|needs?|must|has to|can)\b/u.test(
      text,
    )
  );
}

/** Lower case, quotation marks gone, emoji as words, arrows as “→”. */
function plain(typed: string, isKnown: (word: string) => boolean): string {
  const text = normaliseText(normaliseChatText(typed)).replace(ARROWS, ' → ');
  const words: string[] = [];
  for (const { lead, text: core, trail } of textWords(text)) {
    const isEmoji = !/[\p{L}\p{N}]/u.test(core) && saysSomething(core);
    const word = isEmoji ? (wordOfEmoji(core, isKnown) ?? '') : keyOf(core);
    const mark = /[,;.!?]/u.exec(trail)?.[0] ?? '';
    const opening = /[,;]/u.exec(lead)?.[0] ?? '';
    if (opening !== '' && words.length > 0) words[words.length - 1] += opening;
    if (word === '' && mark !== '' && words.length > 0) words[words.length - 1] += mark;
    else if (word !== '' && (saysSomething(word) || /[→&+]/u.test(word)))
      words.push(`${word}${mark}`);
  }
  return words.join(' ').replace(/ & | \+ /gu, ' and ');
}

function correctCommands(text: string, isKnown: (word: string) => boolean): string {
  return text
    .split(' ')
    .map((word) => {
      const [, core = '', mark = ''] = /^(.*?)([,;.!?]*)$/u.exec(word) ?? [];
      if (core.length < 4 || known.has(core) || isKnown(core) || NO_COMMANDS.has(core)) return word;
      if (COMMANDS.includes(core)) return word;
      const meant = COMMANDS.find((command) => isMisspelt(core, command));
      return meant === undefined ? word : `${meant}${mark}`;
    })
    .join(' ');
}
