import type { Phrasing } from './phrasing.ts';
import { AMOUNT, LESS, MORE, OF } from './verbs.ts';

/** How much “a bit more” and the like weigh, either way. */
function factorFor(amount: string, more: boolean): number {
  if (/bit|little|tad|touch|slight|somewhat|some/u.test(amount)) return more ? 1.5 : 0.7;
  if (/much|way|lot|far|loads|tons|deal/u.test(amount)) return more ? 3 : 0.2;
  return more ? 2 : 0.5;
}

const TIMES: Readonly<Record<string, number>> = {
  twice: 2,
  double: 2,
  two: 2,
  three: 3,
  triple: 3,
  thrice: 3,
  four: 4,
  five: 5,
  half: 0.5,
  '2': 2,
  '3': 3,
  '4': 4,
  '5': 5,
};

/** More of it and less of it. */
export const MORE_AND_LESS: readonly Phrasing[] = [
  {
    pattern: new RegExp(
      `^(?:make (?:it |the picture )?|add |put |get |bring |have |give it )?${AMOUNT}${MORE} ${OF}(?<what>.+)$`,
      'u',
    ),
    wish: ({ amount = '', what = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, true) }),
  },
  {
    pattern: new RegExp(
      `^(?:make (?:it |the picture )?|with |use |get |have )?${AMOUNT}${LESS} ${OF}(?<what>.+)$`,
      'u',
    ),
    wish: ({ amount = '', what = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, false) }),
  },
  {
    pattern: new RegExp(
      `^(?:make |let |have |turn )?(?<what>.+?) (?:(?:should|could|must|can|needs to|has to|to) be |be |is )?${AMOUNT}${MORE.replace('|extra', '').replace('|additional', '')}(?: visible| intense| obvious| prominent)?$`,
      'u',
    ),
    wish: ({ amount = '', what = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, true) }),
  },
  {
    pattern: new RegExp(
      `^(?:make |let |have |turn )?(?<what>.+?) (?:(?:should|could|must|can|needs to|has to|to) be |be |is )?${AMOUNT}${LESS}(?: visible| intense| obvious| prominent)?$`,
      'u',
    ),
    wish: ({ amount = '', what = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, false) }),
  },
  {
    pattern:
      /^(?:increase|boost|strengthen|intensify|amplify|emphasi[sz]e|crank up|turn up|dial up|raise|pump up|enhance|exaggerate) (?<what>.+?)(?<amount> a bit| a little| slightly| a lot| much)?$/u,
    wish: ({ what = '', amount = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, true) }),
  },
  {
    pattern:
      /^(?:decrease|reduce|weaken|lower|tone down|turn down|dial down|dial back|soften|lessen|diminish|de-emphasi[sz]e|calm) (?<what>.+?)(?<amount> a bit| a little| slightly| a lot| much)?$/u,
    wish: ({ what = '', amount = '' }) => ({ do: 'weigh', what, factor: factorFor(amount, false) }),
  },
  {
    pattern:
      /^(?:make (?:it )?)?(?<times>twice|double|triple|half)(?: as much| the amount of| the)? (?<what>.+)$/u,
    wish: ({ times = '', what = '' }) => ({ do: 'weigh', what, factor: TIMES[times] ?? 2 }),
  },
  {
    pattern: /^(?<what>.+?) (?:times |x ?)(?<times>two|three|four|five|2|3|4|5)$/u,
    wish: ({ times = '', what = '' }) => ({ do: 'weigh', what, factor: TIMES[times] ?? 2 }),
  },
  {
    pattern: /^(?:[\p{L}\p{N}]+ times (?:as much |the |more ))(?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 3 }),
  },
  {
    pattern: /^(?:there is )?(?:way )?too much (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 0.5 }),
  },
  {
    pattern: /^not enough (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 2 }),
  },
  {
    pattern: /^(?<amount>(?:an? (?:bit|little) |much |even )?)(?:stronger|more of (?:it|that))$/u,
    wish: ({ amount = '' }) => ({ do: 'weigh', what: 'it', factor: factorFor(amount, true) }),
  },
  {
    pattern: /^(?<amount>(?:an? (?:bit|little) |much |even )?)(?:weaker|less of (?:it|that))$/u,
    wish: ({ amount = '' }) => ({ do: 'weigh', what: 'it', factor: factorFor(amount, false) }),
  },
];
