/** Words that begin a wish, and those between its parts, as pieces of patterns. */
export const SWAPPING =
  '(?:change|chang|set|recolou?r|replace|swap|switch|exchange|transform|convert|morph|trade|substitute|alter|turn|transmute|evolve|modify)(?:ing|e?d)?(?: out| up| over)?';
export const MAKING =
  '(?:make|making|do|turn|turning|render|paint|painting|color|colour|colou?ring|dye|tint|get|change|changing|recolou?r|re-?paint)';
export const REMOVING =
  '(?:remov(?:e|ing)|delet(?:e|ing)|eras(?:e|ing)|drop|los(?:e|ing)|ditch|hide|kill|scrap|cancel|banish|yeet|chuck|bin|dump|nix|axe|toss|enough(?: of| with)?|eliminate|subtract|clear|strip|cut|stop|get(?:ting)? rid of|do away with|(?:tak(?:e|ing)|put(?:ting)?) (?:off|away|out)|leave (?:out|off|away)|cut out|rub out|throw (?:out|away)|bye bye|bye|goodbye|minus|without|no need for|no more|no|not any|away with|out with|omit|forget|skip)';
export const ADDING =
  '(?:add(?:ing)?(?: in| on)?|in with|sprinkle|insert(?:ing)?|include|including|attach|append|put in|put on|throw in|bring in|bring|introduce|place|stick on|with|plus|wearing|wear|holding|having|including)';
export const PREPOSITION =
  '(?:on|onto|in|into|at|in front of|under|next to|near|against|by|inside)';
export const SHOULD =
  '(?:should|shall|must|could|can|may|might|would|will|ought to|has to|have to|needs to|need to|is to|wants to)(?: now| also| rather| really| just)?';
export const MORE =
  '(?:more|stronger|heavier|harder|thicker|denser|bolder|bigger amount of|extra|additional|intenser)';
export const LESS = '(?:less|fewer|weaker|lighter|softer|thinner|fainter|milder|calmer)';
export const AMOUNT =
  '(?<amount>(?:(?:an? (?:bit|little|tad|touch|lot|tiny bit)|slightly|somewhat|much|way|lots|far|even|some|a whole lot|loads|tons|so much|a great deal|quite a bit) )*)';
export const OF = '(?:of )?';
