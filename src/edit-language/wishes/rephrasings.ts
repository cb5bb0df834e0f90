/** What is said shortly, or another way round, in the words that the phrasings have. */

export const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\blet'?s\b/gu, 'let us'],
  [/\bi'd\b|\bid(?= (?:love|like|rather|prefer|want|say|go)\b)/gu, 'i would'],
  [/\b(?:in front of|against|on) something ([\p{L}]+)$/gu, 'on a $1 background'],
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

/** Other ways round, put the plain way; a leading clause is kept apart by a comma or the beginning. */
export const REPHRASINGS: readonly (readonly [RegExp, string])[] = [
  // “the background, can it be orange”
  [
    /^(the [\p{L}]+), (?:please )?((?:can|could|should|would|may|might|make|turn|change|paint) )?(?:it|he|she|they|him|her|them) /u,
    '$2$1 ',
  ],
  // “that hat is silly, remove it”
  [
    /\b((?:the|that|this) [\p{L}]+)[,;.!]* (?:and |so |please |just )*(remove|delete|lose|drop|ditch|take) (?:it|them)\b/gu,
    '$1, $2 $1',
  ],
  [
    /^(?:and |but |or |so )?if (?=(?:it|he|she|they|the [\p{L}]+) (?:is|was|were|had|wore) )/u,
    'what if ',
  ],
  // “snow is a bit much, no?”
  [/,? (?:no|right|eh|innit)\s?\?+$/u, ''],
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
