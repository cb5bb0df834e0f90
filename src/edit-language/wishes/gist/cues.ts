import { isMisspelt, isShuffled } from '../../english/prompt-words.ts';

/**
 * What words of a wish do in it, apart from naming things. Each role is one letter, so that a clause is a
 * string of roles and what is wished a pattern over them, whatever words stand between.
 */
export type Role =
  /** it, him */
  | 'I'
  /** change, swap */
  | 'c'
  /** substitute: what comes is named first */
  | 'u'
  /** make, draw */
  | 'm'
  /** to, into, → */
  | 'l'
  /** with */
  | 'w'
  /** for, by */
  | 'f'
  /** be, become */
  | 'b'
  /** wear, have, need */
  | 'h'
  /** add, put, give */
  | 'a'
  /** instead of */
  | 'i'
  /** not, where it contrasts */
  | 'n'
  /** remove, without, do not like */
  | 'z'
  /** off, away, has to go */
  | 'o'
  /** take, get: “take … off” */
  | 'k'
  /** more */
  | '+'
  /** less */
  | '-'
  /** too much */
  | '!'
  /** on, in, at */
  | 'p'
  /** any, anything: all of a kind */
  | 'e';

export interface Cue {
  /** Null for what only says that something is, or is not, a wish. */
  readonly role: Role | null;
  /** How much it speaks for a wish; below zero, for talk about something else. */
  readonly weight: number;
}

const ASKING = 2;
const TALKING = -3;

/** Alternatives are parted by “|”; words of one by spaces. Longer ones come before shorter ones. */
const CUES: readonly (readonly [role: Role | null, weight: number, words: string])[] = [
  [
    'I',
    0,
    'it|him|her|them|he|she|they|this|that|this one|that one|this guy|the picture|the image|the photo|the subject|everything|itself|himself|my boy|my girl|this picture',
  ],
  [
    'c',
    1,
    'change|swap|sub|switch|replace|exchange|transform|convert|morph|trade|alter|modify|turn|trade in|change out|swap out|be replaced|replaced|swapped|changed into|changed to|turned into|transformed into',
  ],
  ['u', 1, 'substitute'],
  [
    'm',
    1,
    'make|draw|paint|render|color|colour|dye|tint|recolor|recolour|repaint|create|do|use|go with|go for|show|show me|try|make that|made into',
  ],
  [
    'l',
    0,
    'to|into|in to|to be|to become|to look like|2|→|/|turn into|change to|change into|turn to|converted to|for being',
  ],
  ['w', 0, 'with|w|using'],
  ['f', 0, 'for|by|4|against'],
  [
    'b',
    0,
    'be|become|being|were|look|look like|as|be more like|more like|be like|like|be a|:|=|is a|becomes|is now|being a',
  ],
  // What is so tells more often than it asks.
  ['b', -2, 'is|are|was|looks|looks like|seems'],
  [
    'h',
    0,
    'wear|wears|wearing|wore|have|has|having|had|hold|holding|get to wear|be wearing|wear on|was wearing|were wearing|is wearing',
  ],
  [
    'a',
    1,
    'add|put|give|place|stick|include|insert|throw in|throw on|slap|bring|introduce|attach|put on|pop|add on|bring in|let there be|dress|dress up|sprinkle|let it|make it',
  ],
  [
    'i',
    1.5,
    'instead of|rather than|in place of|in lieu of|in stead of|over|in exchange for|and not|instead the|not the',
  ],
  ['i', 0, 'than'],
  ['n', 0.5, 'not|but not'],
  [
    'z',
    1,
    'no|remove|delete|erase|drop|lose|ditch|hide|scrap|without|minus|get rid of|do away with|no more|not any|omit|skip|cut|cut out|kill|leave out|leave off|take off|take away|take out|toss|bin|axe|nix|strip|eliminate|clear|banish|yeet|subtract|away with|off with|out with|lose all|no need for|need no|free of|rid of|with no|with out|w/o',
  ],
  [
    'z',
    ASKING,
    'do not want|do not like|do not need|does not need|does not want|does not have to|would rather not have|hate|dislike|not a fan of|better off without|better without|nicer without|could do without|can do without|sick of|tired of|fed up with|do not really like|do not love|should not wear|should not have|should not be wearing|must not wear|not wear|not have|stop|enough of|enough with|had enough of|do not want to see|do not want any|would lose',
  ],
  [
    'o',
    1,
    'off|away|out|gone|vanish|disappear|begone|go away|be gone|be removed|be taken off|be taken away|be taken out|removed|deleted|taken off|off of|👎',
  ],
  [
    'o',
    ASKING,
    'has to go|have to go|must go|needs to go|should go|got to go|has got to go|have got to go|gotta go|can go|not needed|is not needed|does not suit|do not suit|does not fit|does not match|does not work|does not go with|does not look good|should be gone|is ugly|is boring|are boring|are ugly|looks bad|look bad|looks ugly|sucks|is not good|is distracting|is annoying',
  ],
  ['k', 0.5, 'take|get'],
  [
    '+',
    1,
    'more|stronger|heavier|harder|thicker|denser|more of|increase|boost|strengthen|intensify|amplify|extra|additional|a lot more|way more|much more|some more|bit more|not enough|double|twice|even more|lots more|lot more|crank up|turn up',
  ],
  [
    '-',
    1,
    'less|fewer|weaker|fainter|softer|less of|reduce|decrease|weaken|tone down|bit less|much less|way less|a lot less|a little less|not so|not so much|not as much|not that|calm down|dial down|dial back|halve|cut down on|cut back on|go easy on|easy on|half',
  ],
  [
    '!',
    1,
    'too|too much|too many|bit much|a bit much|little much|a little much|too strong|too heavy|too intense|way too much|overdone|excessive|overpowering',
  ],
  ['p', 0, 'on|in|at|onto|upon|under|among|amid|inside|in front of|in a field of'],
  ['e', 0, 'any|anything|nothing'],
  // What asks for something.
  [
    null,
    ASKING,
    'please|kindly|can you|could you|would you|will you|can we|could we|can i|could i|can someone|could someone|could somebody|can somebody|can anyone|i want|we want|i would like|we would like|i would love|we would love|would love|would prefer|i prefer|prefer|i wish|let us|how about|what about|what if|how would|again with|again but|this with|this in|the same with|the same in|same with|same in|how might|what would happen if|what happens if|what happens when|imagine|imagined|pretend|suppose|wonder|wonder how|wonder if|wondering|is it possible|is possible|be possible|possible|any chance|any way|is there a way|is there any way|should|shall|must|ought to|ought|has to|have to|have got to|has got to|needs to|need to|needs|instead|maybe|perhaps|try it|let me see|one more thing|next one|same picture|same but|this but|that but|version of|version|thinking of|was thinking|i was thinking|we were thinking|i was thinking of|i was hoping for|i was wondering|thinking more of|thinking of|kind of thing|now do|ok now do|appreciate|love to see|like to see|love it if|nice if|lovely if|great if|cool if|happy if|suit it|suit him|suit her|would be better|would look better|would be nicer|would be nice|would be cool|would be great|would be fun|would be lovely|would look good|would look great|would look nice|better with|could use|could do with|want to see|if you could|if possible|if we|if you|to see what happens|do you mind|would mind|needful|be so kind|instead please|rather',
  ],
  [null, 1, 'for my|for our'],
  [
    null,
    3,
    'would like to see|would love to see|would look on|would look with|would look in|would look as',
  ],
  [
    null,
    1,
    'can|could|would|may|might|want|wants|wish|like a|i need|we need|want that|need|got to|👍',
  ],
  [null, -1, 'do not|does not|or|your|your own|again'],
  [null, -1.5, 'before|until|till|once you|when you|after you|while you'],
  [
    null,
    -2,
    'i might|i may|i could|i must|i have to|i need to|will|it will|should we|shall we|should i|shall i|we get|we order|we eat|we have',
  ],
  [null, 1, 'a bit of|this time|suggest|suggests|propose|vote for|think of'],
  // What speaks for talk about something else.
  [
    null,
    TALKING,
    'did you|did we|did he|did they|did i|do you|do they|do we|do i|have you|are you|is there|who|whom|whose|why|when|where|which|how do|how did|how does|how is|how are|how many|how much|how long|how old|what is|what are|what do|what did|what does|what kind|what a|what breed|i have|i had|i saw|i was|i am|i got|i bought|i took|i made|i changed|i replaced|i removed|i put|i went|we had|we have|we were|we are|we saw|we got|you are|you were|you have|you should see|they are|they were|right now|just now|like that|like this|like mine|like yours|such as|yesterday|last night|last week|last year|ever since|these days|took|saw|went|bought|liked|loved|hated|thought|knew|owned|owns|ate|forgot|happened|used to|always|never|every day|every time|everywhere|favourite|favorite|this is|that is|it is|these are|those are|there are|is this|is that|are these|is the|are the|was the|is it|was it|were there|turn off|turn on|turn left|turn right|turn around|turn in|put it on|make sense|make sure|hates|loves|likes|enjoys|reminds|make way|looked|walked|walks|got a|has a point|owe|owes|forecast|approve|lives|goes hard|in boots|of course|am i|i will|i can|we can|we will|we should|i would be|i should|on sale|for sale|person|people|anyone|anybody|every|each other',
  ],
];

/** “I wish it was …”, “if he were …”: not what is so. */
const SUPPOSED = ['wish', 'if', 'what if', 'wish that'].flatMap((lead) =>
  ['it', 'he', 'she', 'they', 'this'].flatMap((who) => [
    `${lead} ${who} was`,
    `${lead} ${who} were`,
  ]),
);

const cues = new Map<string, Cue>();
for (const phrase of SUPPOSED) cues.set(phrase, { role: null, weight: ASKING });
for (const [role, weight, words] of CUES)
  for (const phrase of words.split('|')) if (!cues.has(phrase)) cues.set(phrase, { role, weight });
const phraseWords = new Set([...cues.keys()].flatMap((phrase) => phrase.split(' ')));
const LONGEST = Math.max(...[...cues.keys()].map((phrase) => phrase.split(' ').length));

/** The longest cue that begins at a word; `only` of more words than one where asked for. */
export function cueAt(
  words: readonly string[],
  start: number,
  atLeast = 1,
): { readonly cue: Cue; readonly length: number } | null {
  for (let length = Math.min(LONGEST, words.length - start); length >= atLeast; length--) {
    const cue = cues.get(words.slice(start, start + length).join(' '));
    if (cue) return { cue, length };
  }
  return null;
}

/** Words around a wish that say nothing of it. */
const FILLING = new Set(
  (
    'hey hi hello yo ok okay so well um uh hmm hm oh ah lol lmao haha hahaha yes yeah yep yup nah nope wow omg damn ' +
    'bro dude man guys guy bot wordbrush dear excuse me sorry thanks thank thx ty many cheers ngl tbh imo imho fr btw ' +
    'idk really just also very quite pretty actually basically honestly literally kind sort kinda sorta somehow ' +
    'possibly already then now there here today think guess believe feel reckon says said say tells see look ' +
    'looking seems great good nice cool awesome amazing lovely perfect fantastic wonderful beautiful cute fun funny ' +
    'better nicer best fine neat turned came come works work and but or & a an the of some bit little lot thing ' +
    'things something sort because all at else only more else one ones do does up is are be if that which as it ' +
    'i you we us u my our his her its their off course first second next finally after keep keeping ' +
    'still yet even ever around about entire whole much less way far totally completely simply maybe quickly ' +
    'picture image photo pic sir madam team folks everyone friend mate pal fam love day regards kind sincerely ' +
    'happen happens suit suits fit fits go going let was were will would should could can head face neck top body ' +
    'million lots yours hope hoping try trying get give little bit big time times moment sec second minute who his ' +
    'up somewhere needed required necessary x xx pls asap hurry am not own new real same color colour colored coloured environment setting scene looks'
  ).split(' '),
);

export function isFilling(word: string): boolean {
  return (
    FILLING.has(word) || /^(?:a+h+|o+h+|h+m+|u+h+|l+o+l+|(?:ha)+h?|w+o+w+|y+e+s+)$/u.test(word)
  );
}

/** People of whom somebody tells that they want it: “my son says …”. */
const SPEAKERS = new Set(
  (
    'son daughter kid kids boss wife husband client customer girlfriend boyfriend mom mum dad mother father ' +
    'sister brother granddaughter grandson grandma grandpa niece nephew partner child children designer manager'
  ).split(' '),
);

export function isSpeaker(word: string): boolean {
  return SPEAKERS.has(word);
}

const singleWords = [...cues.keys()].filter((phrase) => !phrase.includes(' '));
/** What is worth mending: the verbs and links of a wish. */
const MENDED = singleWords.filter(
  (word) => /^[a-z]{2,}$/u.test(word) && cues.get(word)!.role !== null,
);
const SHORT = 'to it the add put and of him'.split(' ');

/** A cue as it was most likely meant: “ot” → “to”, “ad” → “add”, “chagne” → “change”. */
export function mendedCue(word: string): string {
  if (phraseWords.has(word) || isFilling(word) || !/^[a-z]+$/u.test(word)) return word;
  if (word.length <= 3)
    return SHORT.find((meant) => isShuffled(word, meant) || isShortened(word, meant)) ?? word;
  // A letter for another makes too many words of short ones: late, hate.
  return (
    MENDED.find(
      (meant) =>
        meant.length >= 4 &&
        isMisspelt(word, meant) &&
        (word.length >= 6 || word.length !== meant.length || isShuffled(word, meant)),
    ) ?? word
  );
}

/** “te” for “the”, “ad” for “add” */
function isShortened(word: string, meant: string): boolean {
  return (
    word.length === meant.length - 1 &&
    word.startsWith(meant[0]!) &&
    [...meant].some((_, i) => meant.slice(0, i) + meant.slice(i + 1) === word)
  );
}
