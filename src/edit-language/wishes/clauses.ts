/** A wish often comes with a word about it: “less flowers, it looks like an advertisement”. */
const PARTING =
  /\s*[,.;!?:]+\s+(?:(?:and|but|so|then|because|cause|cuz|since) )?|\s+(?:because|cause|cuz|since|so that|otherwise|but|then|so(?= (?:can|could|please|make|let|i|we|the|it|change|add|remove|maybe)))\s+/u;
const MOST = 4;

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
