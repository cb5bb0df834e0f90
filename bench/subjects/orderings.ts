import { type Finding, type Orderings, orderings } from '../findings.ts';

/** What of a way to learn the papers compare. */
interface Figures {
  readonly way: string;
  readonly right: number;
  readonly composed: number;
  readonly objectSsim: number;
  readonly othersAfter: number;
}

/** What DreamBooth's paper found of ways to learn a subject, and whether it is so here; of those that were measured. */
export function subjectOrderings(ways: readonly Figures[]): Orderings[] {
  const of = (name: string) => ways.find(({ way }) => way === name);
  const [ours, bare, token] = [of('dreambooth'), of('without-prior'), of('textual-inversion')];
  const findings: Finding[] = [];
  if (ours && token)
    findings.push(
      [
        'DreamBooth is truer to the subject than textual inversion',
        ours.right >= token.right && ours.objectSsim > token.objectSsim,
      ],
      ['and to what else is asked for', ours.composed > token.composed],
    );
  if (ours && bare)
    findings.push(
      ['prior preservation keeps the other words', ours.othersAfter > bare.othersAfter],
      ['and costs a little of the subject', ours.objectSsim < bare.objectSsim],
    );
  if (findings.length === 0) return [];
  return [
    orderings(
      'The paper’s orderings (Ruiz et al. 2023, tables 1 to 3), and whether they hold here:',
      findings,
    ),
  ];
}
