import { HEARD_ALIKE } from './typing.ts';

/** What goes with “has to go”: “needs to be dropped”, “should be taken out”. */
const DROPPED =
  '(?:dropped|removed|deleted|erased|ditched|hidden|cleared|cut|scrapped|binned|taken (?:out|off|away))';

/** Turns of phrase for what the grammar reads in plainer words, first of all: contractions are still in them. */
export const SAID_OTHERWISE: readonly (readonly [RegExp, string])[] = [
  ...HEARD_ALIKE,
  [
    new RegExp(
      `\\b(?:needs?|ha[sd]|have|ought|is|are) to be ${DROPPED}(?: (?:from|in) (?:this|the|that) \\p{L}+)?`,
      'gu',
    ),
    'has to go',
  ],
  [
    new RegExp(
      `\\b(?:can|could|may|might|should|must) (the \\p{L}+(?: \\p{L}+)?) be ${DROPPED}`,
      'gu',
    ),
    'remove $1',
  ],
  [/^\p{L}+ (?:has |have )?(?:asked|asks|is asking) for /gu, 'i want '],
  [
    /\b(?:relocate|move|transport|teleport|send|transfer|transplant) ((?:the |our |that |this )?\p{L}+) (?:in)?to /gu,
    'put $1 in ',
  ],
  [
    /\b(?:replace|swap|change|exchange) ((?:the |his |her |its )?\p{L}+) (?:with|for|to|by) (?:nothing|none)\b/gu,
    'remove $1',
  ],
  // “change the animal but not the hat”
  [
    /(?<=^(?:please )?(?:change|swap|replace) .*)\b(?:but|and) not (?=(?:the|his|her|its) \p{L}+(?:[:,.!]|$))/gu,
    'but keep ',
  ],
  [
    /\b(?:do not|don'?t) make (?:it|him|her|them|the \p{L}+) (?:so |too )?(?=\p{L}+(?:[,.!]|$))/gu,
    'without ',
  ],
  [
    /\b(?:relieve|rid|free|strip) (?:\p{L}+ ){1,3}of (?:his|her|its|their|the|that) (\p{L}+)/gu,
    'remove the $1',
  ],
  [
    /\b(?:chuck|throw|toss|put|give) ((?:the|that|his|its|her|those) \p{L}+) (?:away|out)\b/gu,
    'remove $1',
  ],
  [/\bthe (snow|rain|fog|storm) (?:stops|stopped|would stop|to stop)\b/gu, 'the $1 has to go'],
  [/\bstart(?:s|ed)? (snow|rain)ing\b/gu, 'add $1'],
  [
    /\b(?:enlarge|embiggen|grow) ((?:the |this |that )?\p{L}+)(?= please|[,.!]|$)/gu,
    'make $1 bigger',
  ],
  [/\bshrink ((?:the |this |that )?\p{L}+)(?= please|[,.!]|$)/gu, 'make $1 smaller'],
  [/^(\p{L}+) out,? (\p{L}+) in[.!]*$/gu, '$2 instead of the $1'],
  [/\b(exchange|swap|change|replace|trade) ((?:the |his |its )?\p{L}+) against /gu, '$1 $2 with '],
  [/\bit would please me(?: very much| a lot)? if /gu, 'please '],
  [/^(background|backround|backdrop|bg) (\p{L}+)[.!]*$/gu, '$2 $1'],
  [/\bshould have (?:read|been|said)\b/gu, 'should be'],
  [
    /\bthe (snow|rain) (?:to )?falls? (?:more strong(?:ly)?|stronger|harder|heavier|more heavily)\b/gu,
    'more $1',
  ],
  [/\b(snowy|rainy|foggy|misty|stormy|sunny) weather\b/gu, 'make it $1'],
  [/\bwould (need|require|want)\b/gu, '$1'],
  [/,? or (?:smth|sth|something|whatever|so|sumthin|somethin)(?=[.!?]|$)/gu, ''],
  [
    /\b(?:it |this )?(?:might|could|may|would) be (?:worth|nice) (?:a try|trying|seeing)(?: (?:it|this))?(?= )/gu,
    'try it',
  ],
  [/\bsuper[ -]duper\b/gu, 'very'],
  [/\b(?:teeny|itty|eensy|tiny|ickle)[ -](?:tiny|weeny|bitty|weensy)\b/gu, 'tiny'],
  [/\bvery much (?=(?:appreciate|like|love|prefer|enjoy))/gu, ''],
  [
    /\b(?:would be|am|was|be|are|is|were) (wanting|needing|hoping for|wishing for|asking for)\b/gu,
    'want',
  ],
  [/^(?:may|can|could|might) i (?:please |kindly )?ask (?:that|for|if) /gu, ''],
  [/^(?:as )?per (?:the |our |my )?\p{L}+(?: \p{L}+)?, /gu, ''],
  [/\bin the (\p{L}+)'s (?:stead|place|spot)\b/gu, 'instead of the $1'],
  [
    /\b(?:lacks|is missing|misses|is lacking|could do with|needs) (?=(?:an? |some )?(?:snow|rain|fog|mist|sun))/gu,
    'needs ',
  ],
  [
    /\bnot (?:the |an? |in )?(\p{L}+),? but (?:rather |in )?((?:an? |the )?\p{L}+(?: \p{L}+)?)(?=[,.!;]|$| (?:and|please|instead|with)\b)/gu,
    '$2 instead of $1',
  ],
  [
    /\b(?:the )?(\p{L}+) (?:are|is) (?:far |way )?too few\b|\btoo few (?:of the )?(\p{L}+)/gu,
    'more $1$2',
  ],
  [
    /\b(?:the )?(snow|rain|fog|mist) is (?:far |way )?too little\b|\btoo little (?:of the )?(snow|rain|fog|mist)\b/gu,
    'more $1$2',
  ],
  [
    / than (?:it is |it was |he is |she is )?(?:now|before|currently|right now|at the moment)\b/gu,
    '',
  ],
  [/\b(?:the )?(?:background|backdrop|bg)(?:'s)? (stripes|dots|lines|pattern)\b/gu, 'the $1'],
  [/\b(stripes|dots|lines|pattern) behind (?:the \p{L}+|it|him|her)\b/gu, '$1'],
  [
    /\b(?:make |get |turn )?(?:the )?(\p{L}{2,}) (?:even |a bit |much |way )?\1[dt]?e?r\b/gu,
    'more $1',
  ],
  [
    /\b(?:an? )?(?:little|bit|tad|touch|smidge|slightly|somewhat)(?: bit)? (?=(?:dark|bright|pale|deep|pink|red|green|blu|grey|gray|warm|cold|tall|fluffi|happi|sadd)\p{L}*er\b)/gu,
    '',
  ],
  [
    /\bwouldn'?t (an? \p{L}+(?: \p{L}+)?) (?:be|look) (?:\p{L}+er|nice|grand|great|lovely|cool|fun|good|perfect)\b/gu,
    'how about $1',
  ],
  [
    /\bi (?:have |had )?(?:told|written|wrote|said|asked for|ordered|typed|requested)(?: you)? (?=(?:an? |the )?\p{L})/gu,
    'i want ',
  ],
  [
    /^(the \p{L}+) i (?:would |w)?(?:like|want|prefer) (?:it |them |him )?(\p{L}+)(?=[,.!]|$)/gu,
    '$1 should be $2',
  ],
  [
    /\b(?:scale|size|blow) (it|him|her|the \p{L}+|subject) up\b|\b(?:scale|size) up (the \p{L}+)/gu,
    'make $1$2 bigger',
  ],
  [
    /\b(?:scale|size|shrink) (it|him|her|the \p{L}+|subject) down\b|\b(?:scale|size) down (the \p{L}+)/gu,
    'make $1$2 smaller',
  ],
  [/\b(stripes|dots|spots) of (\p{L}+)\b/gu, '$2 $1'],
  [/\b(?:the )?(\p{L}{3,}?)e?st \1e?\b/gu, 'more $1'],
  [
    /\bi(?:'?m| am| was) thinking(?: of| about| maybe)?,? (?=(?:an? |some )?\p{L}+[.!?]*$)/gu,
    'i want ',
  ],
  [/\b(?:is not|isn'?t) there (?=an? )/gu, 'is there '],
  [/\blet it pour\b/gu, 'add heavy rain'],
  [/\b(?:is|was|were|be) pouring\b(?! rain)/gu, 'heavy rain'],
  [/ (?:a)?round here\b/gu, ''],
  [/\b(remove|delete|change|replace) the same\b/gu, '$1 it'],
  [
    /^(?:good )?(?:morning|evening|afternoon|day)(?: (?:all|everyone|everybody|team|folks|guys))?[!,.]+ /gu,
    '',
  ],
  [
    /(?<=^|[,.!] )(?:just )?one (?:more )?(?:tweak|change|request|wish|edit|thing|note)(?: (?:from|on) (?:my|our) (?:side|end))?[:,]? (?=\p{L}+ )/gu,
    '',
  ],
  [/\b(?:wo|would|could|ca)n'?t you\b/gu, 'please'],
  [
    /^(?!(?:why|please|do|does|is|are|if|or|but|and|just|so|it|that|this|i|we|he|she|they|you|maybe|can|could|would|will|should|must|may|might|let|make|still|am|not)\b)((?:an? |the )?\p{L}+(?: \p{L}+)?),? not (?:an? |the )?(\p{L}+)[.!]*$/gu,
    '$1 instead of $2',
  ],
  [/\bmore (dark|bright|light|pale|warm|cold)\b(?! \p{L}+er\b)/gu, '$1er'],
  [/\bfalling (rain|snow)\b/gu, '$1'],
  [/\b(?:strong|hard|intense|thick|proper) (rain|snow)\b/gu, 'heavy $1'],
  [/\b(?:gentle|mild|slight|weak|soft) (rain|snow)\b/gu, 'light $1'],
  [/\b(?:a little|a bit of|some) light (?=rain|snow)/gu, 'light '],
  [/\bproper(?:ly)? (?=heavy|light|big|\p{L}+y\b)/gu, ''],
  [/\b(?:an? |the )?(\p{L}+) of colou?r (\p{L}+)\b/gu, 'a $2 $1'],
  [/\bconsider(?:ing)?:? (?=\p{L}+$)/gu, 'make it '],
];
