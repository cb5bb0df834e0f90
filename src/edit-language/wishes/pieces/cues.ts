import { isMisspelt, isShuffled } from '../../english/prompt-words.ts';

/**
 * What words of a wish do in it, apart from naming things. Each role is one letter, so that what is typed
 * is a string of roles, and what becomes of each thing that it names a pattern around it.
 */
export type Role =
  /** it, him */
  | 'I'
  /** change, swap: what is named first goes */
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
  /** be, become, should be */
  | 'b'
  /** wear, have, need */
  | 'h'
  /** add, put, give */
  | 'a'
  /** instead of, than */
  | 'i'
  /** not */
  | 'n'
  /** remove, without, do not like */
  | 'z'
  /** off, away, has to go, is ugly */
  | 'o'
  /** take, get: “take … off” */
  | 'k'
  /** keep, the same */
  | 's'
  /** more */
  | '+'
  /** less */
  | '-'
  /** too much */
  | '!'
  /** on, in, at */
  | 'p'
  /** next to, beside */
  | 'j'
  /** any, anything: all of a kind */
  | 'e'
  /** so should, too */
  | 't'
  /** stays, is fine */
  | 'y';

/** “|” separates alternatives; longer ones are tried before shorter ones. */
const CUES: Readonly<Record<Role, string>> = {
  I: 'it|him|her|them|he|she|they|this|that|this one|that one|this guy|the guy|little guy|the little guy|the picture|the image|the photo|the pic|the subject|subject|this picture|this image|this photo|that picture|the thing|everything|itself|himself|herself|themselves|bro|my boy|my girl|buddy|the whole thing|the whole picture|both of them|its head|his head|her head|the head|its face|his face|her face|its neck|his neck|her neck|its body|his body|its eyes|his eyes|its hair|his hair|her hair|its fur|its ears|his ears|her ears|its nose|his nose|ya boy|the main character|little fellow|the little fellow|fellow|the little one|this little one|little one|the scene|the whole scene|the entire scene|this scene|the poor thing|poor thing|the whole image',
  c: 'change|swap|sub|switch|replace|exchange|transform|convert|morph|trade|alter|modify|turn|trade in|change out|swap out|switch out|be replaced|be swapped|be swapped out|be switched|be switched out|be changed|be exchanged|be traded|swapped out|switched out|switched|exchanged|replaced|swapped|changed|changing|swapping|replacing|turned|transformed|turning|transmute|trade out|from',
  u: 'substitute|sub in|swap in|substituting',
  m: 'make|making|made|draw|paint|painting over|render|color|colour|dye|tint|recolor|recolour|repaint|create|do|doing|use|using|go with|go for|going for|show|show me|give me|give us|get us|bring me|draw me|make me|try|trying|make that|get me|rather have|rather see|prefer to have|prefer to see|i need|we need|choose|pick|set|set to|do it|let us see|let me see',
  l: 'to|into|in to|to be|to become|to look like|2|→|turn into|change to|change into|turn to|converted to|turned into|turned to|changed to|changed into|transformed into|made into',
  w: 'with|w',
  f: 'for|by|4',
  b: 'be|become|being|were|was|look|look like|looks like|looks|as|be more like|be like|like|be a|:|=|is|are|becomes|is now|being a|look more|look more like|b|turns into|turn out|look a bit|be a bit|look more|get',
  h: 'hold|carry|carrying|holds|carries|wear|wears|wearing|wore|have|has|having|had|hold|holding|get to wear|be wearing|wear on|was wearing|were wearing|is wearing|needs|need|gets|rock|rocking|deserves|could use|could do with|put on|sport|sporting|carry|carrying|riding|wants',
  a: 'chuck|bung|plonk|whack|shove|smack|perch|add|adding|put|putting|give|giving|place|stick|include|insert|throw in|throw on|throw|slap|bring|introduce|attach|pop|add on|bring in|let there be|there be|dress|dress up|sprinkle|plop|chuck in|toss in|toss on|chuck on|add in|put in|plus|drop in|hang|drop a|drop an|drop some|bring on|bring on a|let it|make it so|surround|fill|cover',
  i: 'instead of|rather than|in place of|in lieu of|in stead of|insted of|over|in exchange for|instead the|than|better than|more than|and not|but not|as opposed to|not the|vs|where the|where his|where her|where its|where their|where that',
  n: 'not|never',
  z: 'quit|no|bye bye|bye|goodbye|farewell|put away|put off|remove|removing|delete|erase|lose|losing|ditch|hide|scrap|without|minus|get rid of|getting rid of|do away with|no more|not any|omit|skip|cut|cut out|kill|leave out|leave off|take off|take away|take out|taking off|toss|toss out|bin|axe|nix|strip|eliminate|clear|banish|yeet|sans|subtract|away with|off with|out with|lose all|no need for|need no|free of|rid of|with no|with out|w/o|do not want|do not like|do not need|does not need|does not want|does not have to|would rather not have|hate|dislike|not a fan of|better off without|better without|nicer without|could do without|can do without|sick of|tired of|fed up with|do not really like|do not love|should not wear|should not have|should not be wearing|must not wear|must not have|not wear|not have|stop|enough of|enough with|had enough of|do not want to see|do not want any|would lose|done with|not feeling|do not have|dont want|anything but|anything other than|something other than|other than|no longer|cannot stand|can not stand|drop|forget|forget about|never mind|nevermind|nvm|not into|wipe|erasing|de|un|not be wearing|not wearing|kinda over|loose the|loose that|loose his|loose its|loose her|undo the|not loving|not liking|not really feeling|not keen on|not digging|not crazy about|do not care for|do not fancy',
  o: 'off|goes|is over|away|out|gone|vanish|disappear|begone|go away|be gone|be removed|be taken off|be taken away|be taken out|removed|deleted|taken off|off of|👎|has to go|have to go|must go|needs to go|should go|got to go|has got to go|have got to go|gotta go|can go|not needed|is not needed|is unnecessary|does not suit|do not suit|does not fit|do not fit|does not match|does not work|does not go with|does not look good|should be gone|is ugly|is boring|are boring|are ugly|is so boring|is so ugly|is kinda ugly|is kind of ugly|looks bad|look bad|looks ugly|looks weird|look weird|sucks|is not good|is distracting|is annoying|are annoying|are distracting|hurt my eyes|hurts my eyes|is lame|is ruining it|ruins it|is not it|is not working|needs to disappear|is depressing|is meh|is gross|has gotta go',
  k: 'take|get|taking|getting',
  s: 'keep|keeping|leave|same|the same|still|preserve|retain|as well as the|along with the|on top of the|do not touch|do not change|but keep|only keep|leave the',
  y: 'is fine|are fine|is good|are good|is perfect|can stay|stays|should stay|is great|are great|is ok|is okay|look good|looks good|unchanged|untouched|stays the same|as is|stay|the way it is|like it is|kept|retained|preserved|maintained|unaltered|as they are|as it is|in place|kept as is|intact|remains|remain|should remain|staying|is kept|are kept',
  '+': 'more|stronger|heavier|harder|thicker|denser|more of|increase|boost|strengthen|intensify|amplify|extra|additional|a lot more|way more|much more|some more|bit more|a bit more|a little more|not enough|double|twice|even more|lots more|lot more|crank up|turn up|ramp up|more intense|more visible|more of the|twice as much|twice as many|even heavier|bump up|dial up|up the|emphasize|emphasise|lacking|barely visible|barely there|hardly visible|hard to see|can not see|could not see|can hardly see|can barely see|can not really see|too weak|too faint|too subtle|lots of it|loads of it|plenty of it|a lot of it|tons of it|lots of them|loads of them|a lot of them|tons of them|plenty of them',
  '-': 'just a little bit|only a little bit|not too much|nothing crazy|nothing too heavy|just a little|only a little|just a bit|only a bit|just a touch|just a tad|a little of it|tone it down|dial it back|turn it down|calm it down|less|fewer|weaker|fainter|softer|less of|reduce|decrease|weaken|tone down|bit less|a bit less|much less|way less|a lot less|a little less|way fewer|a lot fewer|not so|not so much|not as much|not so many|not that many|not as many|not that much|calm down|dial down|dial back|halve|cut down on|cut back on|go easy on|easy on|half|half as much|half the|not quite as|lighten up|lighten up on|ease up on|ease off on|ease off|tone back|less intense|less visible|tone',
  '!': 'too|too much|too many|bit much|a bit much|little much|a little much|too strong|too heavy|too intense|way too|way too much|way too many|overdone|excessive|overpowering|a bit too|a little too|a bit too much|much too',
  p: 'on|in|at|onto|upon|under|among|amid|inside|in front of|in the middle of|by the|near|through|against|behind|around the|on top of|underneath|over by|across|out in|out on|over at|near the',
  j: 'next to|beside|alongside|besides|close to|near|together with|next to the|accompanied by|beside the|sitting next to|standing next to',
  e: 'any|anything|nothing|all|any of the|all the|all of the',
  t: 'too|also|as well|so should|so should the|so does|both|and so should',
};

const cues = new Map<string, Role>();
for (const [role, words] of entries(CUES))
  for (const phrase of words.split('|')) if (!cues.has(phrase)) cues.set(phrase, role);
const LONGEST = Math.max(...[...cues.keys()].map((phrase) => phrase.split(' ').length));
const cueWords = new Set([...cues.keys()].flatMap((phrase) => phrase.split(' ')));

function entries(table: Readonly<Record<Role, string>>): [Role, string][] {
  const isRole = (letter: string): letter is Role => letter in table;
  return Object.entries(table).flatMap(([letter, words]) =>
    isRole(letter) ? [[letter, words] as [Role, string]] : [],
  );
}

/** The longest cue that begins at a word, of no fewer words than `atLeast`. */
export function cueAt(
  words: readonly string[],
  start: number,
  atLeast = 1,
): { readonly role: Role; readonly length: number } | null {
  for (let length = Math.min(LONGEST, words.length - start); length >= atLeast; length--) {
    const role = cues.get(words.slice(start, start + length).join(' '));
    if (role) return { role, length };
  }
  return null;
}

/** Small words and words around a wish: none of them names anything. */
const FILLING = new Set(
  (
    'hey hi hello yo ok okay so well um uh hmm hm oh ah lol lmao haha hahaha yes yeah yep yup nah nope wow omg damn ' +
    'bro dude man guys bot wordbrush dear excuse me sorry sry thanks thank thx ty many cheers ngl tbh imo imho fr btw ' +
    'idk really just also very quite pretty actually basically honestly literally kind sort kinda sorta somehow ' +
    'possibly already then now there here today think guess believe feel reckon says said say tell tells see looking ' +
    'appreciated preferable preferred welcome somewhat somewhere ought entirely completely missing following supposed hardly otherwise hehe hehehe needful nobody someone somebody barely seems great good nice cool awesome amazing lovely perfect fantastic wonderful beautiful cute fun funny ' +
    'better nicer best fine neat came come works work but a an the of some bit thing things something sort ' +
    'because else only one ones do does did up if that which i you we us u my our his its their your ' +
    'first second next finally after yet even ever about entire whole much far totally completely simply maybe ' +
    'perhaps quickly picture image photo pic sir madam team folks everyone friend mate pal fam love day regards ' +
    'happen happens suit suits fit fits go going let will would should could can may might must shall ' +
    'million lots hope hoping trying try times moment please pls plz kindly want wanted ' +
    'wanna prefer like liked wish wishing imagine imagined pretend suppose wonder wondering possible chance way ' +
    'version thinking thought required necessary x xx asap am own new real same color colour instead rather ' +
    'what how who why where when whatever however stuff colors colours type idea lil super hella lowkey highkey ' +
    'gonna gotta lets again mind able appreciate ask asking said mean meant suggest suggestion vote request please ' +
    'tiny-bit tad slightly little-bit most any exactly plain-old literally fully ' +
    'spot pose position oops whoops woops plus btw and cuz cause since though tho although while until till pleaseee plss kindly ask asks says wants want'
  ).split(' '),
);

export function isFilling(word: string): boolean {
  return (
    FILLING.has(word) ||
    /^(?:a+h+|o+h+|h+m+|u+h+|l+o+l+|(?:ha)+h?|w+o+w+|y+e+s+|lmf?ao+|pl+[ea]*s+e*|pl[sz]+|uwu|e+h+|u+m+|a+w+)$/u.test(
      word,
    )
  );
}

/** Whether a word belongs to a cue, alone or with others. */
export function isCueWord(word: string): boolean {
  return cueWords.has(word);
}

/** What is worth mending: the verbs and links of a wish. */
const MENDED = [...cues.keys()].filter((word) => /^[a-z]{4,}$/u.test(word));
const SHORT = 'to it the add put and of him'.split(' ');

/** A cue as it was most likely meant: “ot” → “to”, “ad” → “add”, “chagne” → “change”. */
export function mendedCue(word: string): string {
  if (cueWords.has(word) || isFilling(word) || !/^[a-z]+$/u.test(word)) return word;
  if (word.length <= 3)
    return SHORT.find((meant) => isShuffled(word, meant) || isShortened(word, meant)) ?? word;
  // A letter for another makes too many words of short ones: late, hate.
  return (
    MENDED.find(
      (meant) =>
        isMisspelt(word, meant) &&
        (word.length >= 6 || word.length !== meant.length || isShuffled(word, meant)),
    ) ?? word
  );
}

/** “te” for “the”, “ad” for “add” */
export function isShortened(word: string, meant: string): boolean {
  return (
    word.length === meant.length - 1 &&
    word.startsWith(meant[0]!) &&
    [...meant].some((_, i) => meant.slice(0, i) + meant.slice(i + 1) === word)
  );
}
