/** A part of what somebody typed, in lower case and single spaces, ready for the table of phrasings. */
export interface WishPart {
  readonly text: string;
  /** The same with the words around the wish. */
  readonly typed: string;
  /** Whether it was put as a wish: “how about …”, “I want …”, “please”. */
  readonly isWished: boolean;
  /** Whether it asks or tells about something, and is no wish. */
  readonly isTalk: boolean;
}

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
      /^(?:why not|try|maybe|perhaps|instead(?! of)|just|simply|rather(?! than)|(?:take|choose|pick)(?= (?:an?|some) )|let me see|let me have|show me|show|give me|give us|get me|go for|use|draw me|i vote for|vote for|my vote is)\s+/u,
    wish: true,
  },
  { words: /^(?:have|see|trying|do|go with|go)\s+(?=(?:an?|the|some|more|less|no) )/u },
  { words: /^get\s+(?=(?:an?|some|more|less|no) )/u },
];

const AFTER =
  /[\s,]+(?:please|pls|plz|thanks|thx|thank you|ty|instead|(?<!right )now|(?<=^(?:make|turn|change|give|put|add|remove|replace|swap|take) .*)right now|for me|for us|if possible|if you (?:do not|would not) mind|if (?:that|it) is (?:ok|okay|alright|fine|possible)|if you can|if you could|maybe|perhaps|too|as well|then|tho|though|lol|haha+|ok|okay|right|in there|in here|here|there|to it|in it|in (?:the|this) (?:picture|image|photo|pic)|(?:to|on|of) the (?:picture|image|photo|pic)|this time|or so|bot|wordbrush|dude|man|guys|x|xx|cheers|asap|today|anymore|any more|lmf?ao+|omg|fr|bro|k|better|i think|i guess|i suppose|you know|sir|kind regards)$/u;
/** “a lion would be nice”: an opinion of what is not there yet is a wish. */
const OPINION_AFTER =
  /[\s,]+(?:would|could|might|will|should) (?:be|look|work|do|fit|feel)(?: (?:so|really|very|even|much|way|pretty|quite|a lot))*(?: (?:nice|nicer|cool|cooler|great|good|better|best|cute|cuter|fun|funny|funnier|lovely|awesome|amazing|sweet|neat|perfect|hilarious|fine|well|ok|okay|preferable|it))?$|(?<=^an? [\p{L}]+(?: [\p{L}]+)?)[\s,]+work$/u;
const WISHING_AFTER = /[\s,](?:please|pls|plz|instead|(?<!right )now)$/u;

/** Openings of questions and of talk about something. “What if” and “how about” are wishes. */
const TALK =
  /^(?:no cap$|who|whom|whose|why(?! not)|when|where|which|what(?! if| about)|how(?! about)|is|are|was|were|did|does|do(?! you mind)|has|have you|am|looks|seems|sounds|that(?:'s| is| was)|this (?:is|was|looks)|it(?: is|'s| was| looks)|there (?:is|are)|i (?:love|like|am|was|had|have|did|do|saw|think it|know|thought|liked|loved|changed|replaced|added|removed|moved|made)|we (?:had|have|did|are|were|add)|my|our|your|his|her|she|they|if|because|since|don't|do not|never|see (?!it |him |her |them |the |an? )|https?:|www)\b/u;

/** A clause without the words around its wish, and what those say of it. */
export function partOf(clause: string): WishPart {
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
  return { text, typed: clause.trim(), isWished, isTalk: isTalking(text) };
}

function isTalking(text: string): boolean {
  return (
    TALK.test(text) &&
    !/^(?:it|that|this|she|her|his|they)(?: \p{L}+)? (?:is to|should|could|needs?|must|has to|can)\b/u.test(
      text,
    )
  );
}
