import { type Finding, type Orderings, orderings } from './findings.ts';
import type { LadderFigures } from './ladder.ts';

/** What the null-text paper found, and whether it is so here. */
export function ladderOrderings(ladder: LadderFigures['ladder'], fromNoise: number): Orderings {
  const db = (rung: string) => ladder[rung]!;
  const others = Object.entries(ladder).filter(([rung]) => rung !== 'vae' && rung !== 'null-text');
  const without = db('null-text-without-pivot');
  const findings: readonly Finding[] = [
    ['the VAE is the upper bound', others.every(([, value]) => value <= db('vae'))],
    ['null-text is above DDIM', db('null-text') > db('ddim')],
    ['null-text is above one global null text', db('null-text') > db('global-null-text')],
    ['null-text is above a random pivot', db('null-text') > db('random-pivot')],
    ['null-text is above textual inversion', db('null-text') > db('textual-inversion')],
    [
      'null-text is at least as near as textual inversion with the pivot',
      db('null-text') >= db('textual-inversion-with-pivot'),
    ],
    ['null-text without the pivot falls below DDIM, started from z*_T', without < db('ddim')],
    ['and so it does started from a random noise', fromNoise < db('ddim')],
  ];
  return orderings(
    'The paper’s orderings, and whether they hold here:',
    findings,
    `Without the pivot, started from z*_T: ${without.toFixed(2)} dB; from a random noise: ` +
      `${fromNoise.toFixed(2)} dB. [methods.md](methods.md#ways-to-invert) says why some do not hold.`,
  );
}
