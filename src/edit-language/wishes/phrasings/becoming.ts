import type { Phrasing } from './phrasing.ts';
import { ADDING, MAKING, PREPOSITION, SHOULD, SWAPPING } from './verbs.ts';

/** What becomes something else, and what is added. */
export const BECOMING: readonly Phrasing[] = [
  {
    pattern: new RegExp(
      `^(?:make |let |have |get )?(?<from>.+?) (?:${SHOULD} )(?:be|become|turn into|turn to|look like|change to|change into)(?: more like)? (?<to>.+)$`,
      'u',
    ),
    wish: ({ from = '', to = '' }) => ({ do: 'make', rest: `${from} ${to}` }),
  },
  {
    pattern:
      /^(?:make |let |have |get )?(?<from>.+?) (?:to be|be|become|becomes|become like|look like|looks like|to become|was|were|into|as|to look like|in to) (?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'make', rest: `${from} ${to}` }),
  },
  {
    pattern: new RegExp(`^(?:${SWAPPING}|${MAKING}) (?:to|into|in to|for|with) (?<to>.+)$`, 'u'),
    wish: ({ to = '' }) => ({ do: 'become', to }),
  },
  {
    pattern: new RegExp(
      `^${SWAPPING} (?<from>.+?) (?:with|for|by|to|into|in to|against|as) (?<to>.+)$`,
      'u',
    ),
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: new RegExp(`^${SWAPPING} (?<from>.+?) and (?<to>.+)$`, 'u'),
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: new RegExp(`^${MAKING} (?<rest>.+)$`, 'u'),
    wish: ({ rest = '' }) => ({ do: 'make', rest }),
  },
  {
    pattern: /^(?<from>.+?) to (?:be )?(?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  // adding
  {
    pattern: new RegExp(
      `^${ADDING} (?<what>.+?)(?: (?:to|on|onto|for) (?:it|him|her|them|the (?!background).+|its .+|his .+))?$`,
      'u',
    ),
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: new RegExp(`^(?<preposition>${PREPOSITION}) (?<where>.+)$`, 'u'),
    wish: ({ preposition = '', where = '' }) => ({ do: 'put', what: 'it', preposition, where }),
  },
  {
    pattern:
      /^(?<what>(?!the |that |this )(?:an? |some )?[\p{L}]+(?: [\p{L}]+)?) (?:on|around|onto) (?<where>it|him|her|them|(?:the|that|this|its|his|her) [\p{L}']+)$/u,
    wish: ({ what = '', where = '' }) => ({
      do: 'dressed',
      what: /^(?:its|his|her) /u.test(where) ? 'it' : where,
      rest: what,
    }),
  },
  {
    pattern: /^(?:rather )?(?<to>.+?) (?:rather )?than (?<from>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: /^(?:turn|change|transform|convert) (?<from>.+?) in (?<to>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: /^(?:make )?(?<from>.+?) (?:to be |be |is )?more (?<to>[\p{L}]+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'make', rest: `${from} ${to}` }),
  },
  {
    pattern: /^(?<from>.+?) in (?<to>[\p{L}]+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'say', phrase: `${from} ${to}` }),
  },
  {
    pattern: /^(?<what>[\p{L}]+) (?:on|in)$/u,
    wish: ({ what = '' }) => ({ do: 'say', phrase: what }),
  },
  { pattern: /^put (?<what>an? .+)$/u, wish: ({ what = '' }) => ({ do: 'add', what }) },
  {
    pattern: /^(?:swap|switch|change|take|cut) out (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
];
