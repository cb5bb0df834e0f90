/** What begins a request. */
const ASKED_ANEW =
  '(?:please )?(?:(?:can|could|would) (?:you|we|it|he|she)|(?:make|turn|change|give) (?:it|him|her|them|the)|i (?:want|would like|need)|(?:remove|lose|replace|swap) (?:it|that|the))';
/** Behind these it goes on: “could you make it …”, “to make the …”, “and change it”. */
const LEADING =
  '(?:to|and|or|not|please|just|you|we|us|i|then|also|maybe|but|so|if|that|what|how|when|bot|kindly|pls|could|can|would|hey|hi|hello|ok|okay|now|instead|rather|let|really|just|actually|than|why|do|does|who|as|where)';
/** “rain, just a little”, “snow, lots of it”: how much of it belongs to it. */
const DEGREE = String.raw`(?:\s*(?:and )?(?:just an?|only an?|not too much|an? (?:lot|little) of|lots of|loads of|tons of|plenty of)\b)`;
const NO_DEGREE = `(?!${DEGREE})`;
/** A wish often comes with a word about it: “less flowers, it looks like an advertisement”. */
const PARTING = new RegExp(
  [
    // “…, because it is …”
    String.raw`\s*[,.;!?:]+\s+${NO_DEGREE}(?:(?:and|but|so|then|because|cause|cuz|since) )?`,
    String.raw`\s+(?:because|cause|cuz|since|so that|otherwise|but(?!${DEGREE})|then|so(?= (?:can|could|please|make|let|i|we|the|it|change|add|remove|maybe)))\s+`,
    // “it looks sad make it happy”
    String.raw`(?<=\p{L})(?<!(?:^|\s)${LEADING})\s+(?=${ASKED_ANEW}\b)`,
    // “I want a hat and I want the background blue”
    String.raw`\s+and\s+(?=i (?:want|would like|need|think)\b)`,
  ].join('|'),
  'u',
);
const MOST = 5;

/** The clauses of a plain line; one where nothing parts it, or too much does. */
export function clausesOf(plain: string): readonly string[] {
  const clauses = plain.split(PARTING).filter((clause) => /[\p{L}\p{N}→]/u.test(clause));
  return clauses.length > MOST ? [plain] : clauses.length === 0 ? [plain] : clauses;
}

/** Which of `n` clauses may be the wish: all of them, or the others without some. The whole comes first. */
export function selections(n: number): readonly (readonly number[])[] {
  const all = Array.from({ length: n }, (_, i) => i);
  const subsets = Array.from({ length: 2 ** n - 1 }, (_, bits) =>
    all.filter((i) => ((bits + 1) >> i) & 1),
  );
  return subsets.sort((a, b) => b.length - a.length);
}
