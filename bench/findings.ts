/** What a paper found, and whether it is so here. */
export type Finding = readonly [finding: string, holds: boolean];

/** A part of a bench's table that lists findings, and the same for `--json`. */
export interface Orderings {
  /** Markdown. */
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** `above` is what they are, `below` what is to be said of them; both are Markdown. */
export function orderings(above: string, findings: readonly Finding[], below = ''): Orderings {
  const list = findings.map(([finding, holds]) => `- ${holds ? 'yes' : '**no**'}: ${finding}`);
  return { text: [above, '', ...list, ...(below ? ['', below] : [])].join('\n'), findings };
}

export function findingsOf(parts: readonly Orderings[]): { finding: string; holds: boolean }[] {
  return parts.flatMap(({ findings }) => findings.map(([finding, holds]) => ({ finding, holds })));
}
