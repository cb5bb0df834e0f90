/** What is said shortly, or another way round, in the words that the phrasings have. */

import { SAID_OTHERWISE } from './said-otherwise.ts';

const NAMELESS =
  '(?:(?:the|that|this)(?: \\p{L}+)? (?:thing|things|stuff|object)|whatever|what|everything|anything)';
const WORN_ON =
  "on (?:its|his|her|their|the|(?:the |that )?\\p{L}+'?s) (?:head|face|eyes|nose|ears|neck)";

/** “whatever is on its head”, “the thing that he is wearing” */
const WORN_THERE = new RegExp(
  `\\b${NAMELESS}(?:(?:'s| is| that is)? ${WORN_ON}|(?: that)? (?:it|he|she) (?:is wearing|wears|has on)(?: ${WORN_ON})?)`,
  'gu',
);

/** “a darker shade of blue” */
const SHADE =
  /(?<=^|[^\p{L}])(?:an? |the |some )?((?:nice |lovely )?(?:\p{L}+er |deep |dark |light |pale |bright |soft |warm )?)(?:shade|tone|tint|hue)s? of (\p{L}+)/gu;

export const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  ...SAID_OTHERWISE,
  [/\blet'?s\b/gu, 'let us'],
  [/\bi'd\b|\bid(?= (?:love|like|rather|prefer|want|say|go)\b)/gu, 'i would'],
  [/\b(?:in front of|against|on) something ([\p{L}]+)$/gu, 'on a $1 background'],
  [/\b(he|she|it|we|they|you)'d\b/gu, '$1 would'],
  [/\b(can|could|should|would|do|does|must|is|was|are|were|has|have|need)n'?t\b/gu, '$1 not'],
  [/\bwon't\b/gu, 'will not'],
  [/\bca(?:n'?t|nt)\b/gu, 'can not'],
  [/\bwhy not(?= (?:an? |some |the |two |three |make |add |put |give |try |use ))/gu, 'how about'],
  [SHADE, '$1$2'],
  [
    /\b(?:is it|would it be|wouldn't it be|might it be) (?:possible|ok|okay|feasible)(?: for (?:you|us|me))? to\b/gu,
    'can we',
  ],
  [/\bneither (?!is\b|are\b|do\b)/gu, 'no '],
  [/(?<=\bno \p{L}+(?: \p{L}+)? )nor /gu, 'and no '],
  [
    /^(?:(?:o+ps|sorry|ah|oh|wait|no|whoops|my bad|scratch that|nvm|never mind),? )*(?:i (?:meant|ment|mean|said|told|wrote|typed|ordered|asked for|wanted|have (?:said|written|asked for))(?: to say)?),? (?=(?:an? |the |two )?\p{L}+(?: \p{L}+)?(?:[,.!]|$| (?:and )?not | instead))/gu,
    '',
  ],
  [/\b(it|he|she|that|there)'s\b/gu, '$1 is'],
  [WORN_THERE, 'the accessory'],
  [
    /\b(\p{L}+)'s (?=(?:an? )?(?:bit|little|too|way|so|really|kinda|very|not|got|gotta|going|been|just|still|fine|ok|okay|nice|cute|great|good|a|an|all|on|it)\b)/gu,
    '$1 is ',
  ],
  [
    /\b(?:turn|crank|dial|bump|ramp) ((?:the|that|this|his|its|those) \p{L}+(?: \p{L}+)?) up\b(?: to (?:\d+|eleven|(?:the )?max))?/gu,
    'more $1',
  ],
  [/\b(?:turn|dial|tone|bring) (the \p{L}+(?: \p{L}+)?) down\b/gu, 'less $1'],
  [/\b(the \p{L}+),? like,? it\b/gu, '$1'],
  [/\bthe words? (?=\p{L})/gu, ''],
  [/\b(?:it )?is not (snow|rain)ing (?:hard |heavily |much )?enough\b/gu, 'not enough $1'],
  [/\bnot (?!enough)(\p{L}+) enough\b/gu, 'more $1'],
  [/\b(?:clear|sunny|cloudless) (?:sky|skies)\b|\b(?:clear|nice|good|fine) weather\b/gu, 'sunny'],
  [/\b(\p{L}+) made (?:out )?of (?:some )?(\p{L}+?)s?\b/gu, '$2 $1'],
  [
    /(?<!\b(?:let|watch|see|saw|make|hear) )\bthe (\p{L}+) go(?:es)?(?=[,.!]|$)/gu,
    'the $1 has to go',
  ],
  [/\b(snow|rain)(?:s|ing)? (?:really |very )?(?:hard|heavily|strongly)\b/gu, 'heavy $1'],
  [/\b(snow|rain)(?:s|ing)? (?:really |very )?(?:lightly|gently|softly|a little)\b/gu, 'light $1'],
  [/\bfull[ -](?:on|blown) (?=\p{L})/gu, ''],
  [/(?<=\S )'?em\b/gu, 'them'],
  [/ n (?=\p{L})/gu, ' and '],
  [/\bsmo+l(?=er|\b)/gu, 'small'],
  [/(?<=, )(lots|loads|tons|plenty)(?=[.!]|$)/gu, '$1 of it'],
  [/\b(?:a |an )?(?:tiny|little|wee|teeny|small|lil|smol) bit\b/gu, 'a bit'],
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
  [/\b(?:wit|whit)\b/gu, 'with'],
  [/\b(?:adn|nad)\b/gu, 'and'],
  [/\b(?:mak|mke|amke)\b/gu, 'make'],
  [/\b(?:gib|giv|gve|igve)\b/gu, 'give'],
  [/\b(?:moer|mroe|mor)\b/gu, 'more'],
  [/\binto a more\b/gu, 'into a'],
  [/\bpolka[ -]dot(?:s|ted)?\b/gu, 'dotted'],
  [/\bgood (?:evening|morning|day|night|afternoon)\b/gu, 'hello'],
  [/\bnight time\b/gu, 'nighttime'],
  [/\bcolou?r (?:of|in|for) (?=(?:the |its |his |her )?[\p{L}]+)/gu, ''],
  [/\b(background|backdrop|bg)(?:'s)? colou?r\b/gu, '$1'],
  [/\b(?:behind|around) (?:it|him|her|them)\b/gu, 'for the background'],
  [/ (?:to|for) (?:me|us)\b(?= |[,.;!?]|$)/gu, ''],
  [/\b(\p{L}+)[ -]sized?\b/gu, '$1'],
  [/ (?:this time|for now|next time)\b/gu, ''],
  [/\b(\p{L}+) (?:x ?|times )(?:2|two)\b/gu, 'twice as much $1'],
  [/\b(\p{L}+) (?:x ?|times )(?:[345]|three|four|five)\b/gu, 'much more $1'],
  [/\bcan ?not\b/gu, 'can not'],
  [/\b(?:an? )?bit of (?=\p{L})/gu, 'a little '],
  [/\b(?:an? )?(?!bit )([\p{L}]+) (?:amount|bit) of (?=[\p{L}])/gu, '$1 '],
];
