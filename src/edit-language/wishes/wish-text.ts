import { keyOf, normaliseText, saysSomething, textWords } from '../../pipeline/text/text.ts';
import { normaliseChatText } from '../edit-tokens.ts';
import { wordOfEmoji } from '../english/emoji-words.ts';
import { isColour, LEXICON, plainName } from '../english/lexicon.ts';
import { isMisspelt, isShuffled } from '../english/prompt-words.ts';

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
  [/\blemme\b/gu, 'let me'],
  [/\b(do|did|does|can)nt\b/gu, '$1 not'],
  [/\b(?:pl[sz]+|ple+a*s+e+)\b/gu, 'please'],
  [/\bi'?m\b/gu, 'i am'],
  [/\b(?:wat|wut)\b/gu, 'what'],
  [/\bhows\b/gu, 'how'],
  [/\b(how|what) bout\b/gu, '$1 about'],
  [/\bits (?=an? )/gu, 'it is '],
  [/\b2 be\b/gu, 'to be'],
  [/\bde (?=[\p{L}])/gu, 'the '],
  [/(?:there is |it is |that is )?(?:way |far )?too much /gu, 'too much '],
  [/\bpretty please\b/gu, 'please'],
  [/(?<=^(?:make|put|add|change|give|turn|remove) )please (?=\S)/gu, ''],
  [/\blike (?=a lot|a bit|a ton|way|much|more|less|really)/gu, ''],
  [/\b(?:of|in|with) (?:the |a )?([\p{L}]+) colou?r\b(?! of)/gu, '$1'],
  [/\b(to|into) (?:the |a )?([\p{L}]+) colou?r\b(?! of)/gu, '$1 $2'],
  [/\bad(?= an? )/gu, 'add'],
  [/(?<=\S )(?:possibly|basically|kinda|literally|somehow) /gu, ''],
  [/\b(?:teh|hte)\b/gu, 'the'],
  [/\b(?:wit|whit)\b/gu, 'with'],
  [/\b(?:adn|nad)\b/gu, 'and'],
  [/\b(?:mak|mke|amke)\b/gu, 'make'],
  [/\b(?:gib|giv|gve|igve)\b/gu, 'give'],
  [/\b(?:moer|mroe|mor)\b/gu, 'more'],
  [/\binto a more\b/gu, 'into a'],
  [/\bpolka[ -]dot(?:s|ted)?\b/gu, 'dotted'],
];

const ARROWS =
  /\s*(?:[-–—=~]+>|>+|\s=+\s|(?<=\p{Extended_Pictographic}\ufe0f?)=+|[→⇒➔➜➡⟶⇨➙▶▷👉]\ufe0f?|:arrow_right:)\s*/gu;

/** Other ways round, put the plain way; a leading clause is kept apart by a comma or the beginning. */
const REPHRASINGS: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:my|our|the|his|her) [\p{L}]+ (?:wants|would like|would love|prefers|asks for)(?: for)? (?=(?:it|him|her|them|the [\p{L}]+) )/gu,
    'please ',
  ],
  [
    /\bi (?:am not (?:a (?:big |huge )?fan of|keen on|into)|do not (?:really )?(?:like|love)|hate|dislike) (the [\p{L}]+(?: [\p{L}]+)?)[,;.]? (?:and |so |but )?(?:(?:let us|can we|could we|please|make it|try|use|have|go for) )+(an? [\p{L}]+|[\p{L}]+)$/gu,
    'change $1 to $2',
  ],
  [
    /^(with|without|as|in) (.+?) (?:it )?(?:is|looks|would be)(?: much| so| way)? (?:more [\p{L}]+|better|nicer|prettier|cooler|cuter)$/gu,
    'please $1 $2',
  ],
  [
    /\b(the [\p{L}]+) (?:is|are) (?:way |far )?too (?:much|strong|heavy|dense|thick|many)\b/gu,
    'less $1',
  ],
  [
    /\b(?:i|we) would be (?:[\p{L}]+ )?(?:grateful|happy|glad|delighted|thankful|pleased) if (it|he|she|they|the [\p{L}]+) (?:was|were|is) /gu,
    'please make $1 be ',
  ],
  [
    /\b(?:i|we) would be (?:[\p{L}]+ )?(?:grateful|happy|glad|delighted|thankful|pleased) if (?:you |we )(?:could |would )?/gu,
    'please ',
  ],
  [/^(?:is|are) (an? .+) possible$/gu, 'please $1'],
  [/^(?:needs|has|must|should)(?: to)? be (?=an? )/gu, 'make it be '],
  [/\bi am (?:done|finished|fed up) with /gu, 'without '],
  [
    /\b(the (?:background|backdrop|bg)) (?:would|could|might) (?:be|look)(?: so| really| even| much| way)* [\p{L}]+ (?:in|as) /gu,
    'make $1 be ',
  ],
  [
    /\b(?:i|we) (?:was|were|am|are) (?:just )?(?:wondering|hoping|asking|thinking)(?: if| whether| that| about| of)?(?: (?:you|we|i) (?:could|can|might|would))? /gu,
    'please ',
  ],
  [
    /(?<=^|[,;.!?] |\b(?:and|but|so|hello|hi|hey) )(?:(?:(?:is|was|would|might|will) (?:it|there) (?:be )?|it (?:is|would be) )(?:any |a )?(?:possible|ok|okay|alright|fine|way|chance|possibility)|any (?:chance|way|possibility))(?: for you)?(?: of| that| if| to)?(?: (?:you|we|i) (?:could|can|might))?(?: have| get| see)? /gu,
    'please ',
  ],
  [/\b(?:sorry,? )?(?:i|we) mean[t]?,? (?=an? |the |\p{L}+$)/gu, 'please '],
  [
    /\b(?:what|how) (?:would|does|will|might) (?:it|this|that|he|she|they) look(?: like)? (?=(?:as|with|without|in|on) )/gu,
    'please ',
  ],
  [
    /\b(?:imagine|pretend|suppose|what if)(?: that)? (it|he|she|they|the [\p{L}]+) (?:is|was|were)(?: actually| really| rather| instead)? (?=an? |the |\p{L}+$)/gu,
    'make $1 be ',
  ],
  [
    /\b(?:imagine|pretend|suppose|what if)(?: that)? (it|he|she|they|the [\p{L}]+) (?:had|has|wore|wears) /gu,
    'make $1 wear ',
  ],
  [
    /(^|[,;.!?] |\b(?:and|but|please|so) )(?:i |we )?do not (?:want|need|let it|make it|have)(?: to (?:have|see|wear))?(?: (?:any|the|that|this))? /gu,
    '$1without ',
  ],
  [
    /\b(?:i|we) (?:want|wish|would like|would love|hope|prefer|need)(?: that| if)? (the [\p{L}]+|it|he|she|they) (?:is|was|were|becomes|became|turns into) /gu,
    'make $1 be ',
  ],
  [
    /\b(?:i |we )?(?:want|wish|would like|would love|hope|prefer|need)(?: that| if)? (the [\p{L}]+|it|he|she|they) (?:has|had|wears|wore|wear) /gu,
    'make $1 wear ',
  ],
  [
    /\b(?:it|he|she|they|this|that|the [\p{L}]+) (?:would|could|might) (?:be|look|do)(?: so| really| even| much| way)* (?:nicer|cooler|better|great|good|cool|nice|cuter|cute|awesome|amazing|fun|funny|funnier|fine|lovely|prettier)(?: (?=(?:with|without|as|in|wearing) )|$)/gu,
    'please ',
  ],
  [
    /\b(the (?:background|backdrop|bg|hat|[\p{L}]+)) (?:would|could|might) (?:be|look)(?: so| really| even| much| way)* (?:nicer|cooler|better|great|good|cool|nice|cuter|cute|awesome|amazing|fine|lovely|prettier) (?:in|as) /gu,
    'make $1 be ',
  ],
  [/^would look(?: so| much| even)? [\p{L}]+ (?=(?:with|without|as|in) )/gu, 'please '],
  [/\b(it|he|she|they|the [\p{L}]+) (?:could|can) (?:really )?(?:use|do with) /gu, '$1 needs '],
];

/** Words around a wish that do not belong to it. `wish` ones make a wish of what follows. */
const BEFORE: readonly { readonly words: RegExp; readonly wish?: true }[] = [
  {
    words:
      /^(?:hey|hi|hello|yo|ok|okay|alright|so|well|um+|uh+|hm+|oh|ah|lol|haha+|yes|yeah|yep|no wait|wait|actually|btw|then|and|but|also|plus|next|again|hmm+|omg)(?:,| (?=\S))\s*/u,
  },
  { words: /^(?:wordbrush|bot|dear bot|dude|guys|everyone)[,:]?\s+/u },
  { words: /^(?:please|pls|plz|plse|kindly|now)[,]?\s+(?:to )?/u, wish: true },
  { words: /^(?:would|do|if) you (?:do not )?mind(?: if (?:we|you|i))?\s+/u, wish: true },
  {
    words:
      /^(?:first|next|after that|and then|finally|lastly|same (?:thing|one|picture|again)?)[,:]?\s+/u,
  },
  { words: /^(?:only|also|even|actually)\s+/u },
  {
    words:
      /^(?:(?:is|was|would|might) it (?:be )?|it (?:is|would be) |would be )?(?:possible|okay|nice|cool|great|good|better|fun|funny|lovely|awesome|cute|sweet)(?: if| to| for)(?: (?:we|you|i) could| you| we)?(?: have| see| get)?\s+/u,
    wish: true,
  },
  { words: /^(?:is it|it is|would it be) possible\s+/u, wish: true },
  {
    words:
      /^(?:i|we) (?:was|were|am|are) (?:just )?(?:wondering|hoping|thinking|asking)(?: if| that| whether| of| about)?(?: (?:we|you|i) (?:could|can|might))?\s+/u,
    wish: true,
  },
  {
    words: /^if (?:it is|that is|it were|at all)? ?(?:possible|okay|ok|allowed)[, ]\s*/u,
    wish: true,
  },
  { words: /^(?:imagine|pretend|suppose|let us (?:say|pretend))(?: that)?\s+/u, wish: true },
  { words: /^would (?=an? )/u, wish: true },
  {
    words: /^(?:do |try |have )?(?:(?:the )?same(?: thing)?|it) (?:but )?(?:with|for|as) (?=an? )/u,
    wish: true,
  },
  {
    words: /^(?:would (?:love|like)|thinking)(?: to| of| about)?(?: see| have| get)?\s+/u,
    wish: true,
  },
  { words: /^(?:want|wants|wanna|wish)(?: to)?(?: see| have| get)?\s+/u, wish: true },
  {
    words:
      /^(?:make|draw|show|bring|paint|do|give) (?:me|us)\s+(?=(?:an?|the|some|more|less|no) )/u,
    wish: true,
  },
  {
    words:
      /^(?:could|can|would|will|may|might) (?:you|u|we|i|someone|somebody|anyone)(?: guys)?(?: please| pls)?(?: just| maybe| also| kindly)*(?: be so kind (?:as )?to| try to)?\s+/u,
    wish: true,
  },
  {
    words:
      /^(?:could|can|would|should|may|might|must|shall|will) (?=(?:it|he|she|they|the|this|that|its|his) )/u,
    wish: true,
  },
  {
    words:
      /^(?:i|we) (?:would|should|'d)?\s*(?:really |rather |just |also |now )*(?:want|like|love|prefer|wish|need|see|have)(?: you)?(?: for)?(?: to)?(?: see| have| get)?(?: that| if)?\s+/u,
    wish: true,
  },
  { words: /^(?:i|we) (?:think|guess|believe|suggest|propose)(?: that)?\s+/u },
  { words: /^(?:we|you) (?:could|should|can|might)\s+/u },
  { words: /^(?:let us|shall we)(?: just| try to| try| please)*\s+/u, wish: true },
  { words: /^(?:how|what) about(?: we)?\s+/u, wish: true },
  { words: /^what if (?:we |you |it were |it was )?/u, wish: true },
  {
    words:
      /^(?:why not|try|maybe|perhaps|instead(?! of)|just|simply|rather(?! than)|let me see|let me have|show me|show|give me|give us|get me|go for|use|draw me|i vote for|vote for|my vote is)\s+/u,
    wish: true,
  },
  { words: /^(?:have|see|trying|do|go with|go)\s+(?=(?:an?|the|some|more|less|no) )/u },
  { words: /^get\s+(?=(?:an?|some|more|less|no) )/u },
];

const AFTER =
  /[\s,]+(?:please|pls|plz|thanks|thx|thank you|ty|instead|now|for me|for us|if possible|if you can|if you could|maybe|perhaps|too|as well|then|tho|though|lol|haha+|ok|okay|right|in there|in here|here|there|to it|in it|in (?:the|this) (?:picture|image|photo|pic)|(?:to|on|of) the (?:picture|image|photo|pic)|this time|or so|bot|wordbrush|dude|man|guys|x|xx|cheers|asap|today|anymore|any more|lmf?ao+|omg|fr|bro|k|better|i think|i guess|i suppose|you know|sir|kind regards)$/u;
/** “a lion would be nice”: an opinion of what is not there yet is a wish. */
const OPINION_AFTER =
  /[\s,]+(?:would|could|might|will|should) (?:be|look|work|do|fit|feel)(?: (?:so|really|very|even|much|way|pretty|quite|a lot))*(?: (?:nice|nicer|cool|cooler|great|good|better|best|cute|cuter|fun|funny|funnier|lovely|awesome|amazing|sweet|neat|perfect|hilarious|fine|well|ok|okay|preferable|it))?$|(?<=^an? [\p{L}]+(?: [\p{L}]+)?)[\s,]+work$/u;
const WISHING_AFTER = /[\s,](?:please|pls|plz|instead|now)$/u;

/** Openings of questions and of talk about something. “What if” and “how about” are wishes. */
const TALK =
  /^(?:no cap$|who|whom|whose|why(?! not)|when|where|which|what(?! if| about)|how(?! about)|is|are|was|were|did|does|do(?! you mind)|has|have you|am|looks|seems|sounds|that(?:'s| is| was)|this (?:is|was|looks)|it(?: is|'s| was| looks)|there (?:is|are)|i (?:love|like|am|was|had|have|did|do|saw|think it|know|thought|liked|loved|changed|replaced|added|removed|moved|made)|we (?:had|have|did|are|were|add)|my|our|your|his|her|she|they|if|because|since|don't|do not|never|see (?!it |him |her |them |the |an? )|https?:|www)\b/u;

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
  /\s*[,;.!?]+\s*(?:and |but |then |also |plus )*|\s+(?:and then|and also|and|but|then|plus|also)\s+|\s+(?=without )|(?<!\b(?:to|you|u|we|i|please|just|and|then|now|also|not|could|can|someone|me|maybe|or|first|did|would))\s+(?=(?:add|remove|delete|erase) )/u;

function partOf(clause: string): WishPart {
  let text = clause.trim();
  let isWished = false;
  let isChanged = true;
  while (isChanged) {
    const before = text;
    if (WISHING_AFTER.test(` ${text}`)) isWished = true;
    if (!isTalking(text) && OPINION_AFTER.test(text)) {
      isWished = true;
      text = text.replace(OPINION_AFTER, '');
    }
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
    !/^(?:it|that|this|she|her|his|they)(?: \p{L}+)? (?:is to|should|could|needs?|must|has to|can)\b/u.test(
      text,
    )
  );
}

/** Lower case, quotation marks gone, emoji as words, arrows as “→”. */
function plain(typed: string, isKnown: (word: string) => boolean): string {
  const text = normaliseText(normaliseChatText(typed))
    .replace(/(^|\s)-(?=\p{L}|\p{Extended_Pictographic})/gu, '$1without ')
    .replace(/(^|\s)\+(?=\p{L}|\p{Extended_Pictographic})/gu, '$1add ')
    .replace(/(^|\s)w\/o(?=\s)/giu, '$1without')
    .replace(/(^|\s)w\/(?=\s|\p{L})/giu, '$1with ')
    .replace(/^([\p{L} ]+)=+\s*([\p{L} ]+)$/u, '$1 → $2')
    .replace(ARROWS, ' → ');
  const words: string[] = [];
  for (const { lead, text: core, trail } of textWords(text)) {
    const isEmoji = !/[\p{L}\p{N}]/u.test(core) && saysSomething(core);
    const word = isEmoji ? (wordOfEmoji(core, isKnown) ?? '') : keyOf(core);
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
