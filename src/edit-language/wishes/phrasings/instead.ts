import type { Phrasing } from './phrasing.ts';

/** One thing for another, by “instead of”, arrows and the like; what is told most plainly. */
export const INSTEAD: readonly Phrasing[] = [
  {
    pattern: /^substitut(?:e|ing) (?<to>.+?) for (?<from>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: /^(?:make|making|create|do) (?<to>an? .+?) (?:out of|of|from) (?<from>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern:
      /^(?:make |let |have )?(?<what>.+?) (?:(?:should|could|must|can|to) )?(?:disappear|vanish|begone|be gone|go|go away)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern:
      /^(?:make |let |have )?it (?:should |must |could |does |to )?not (?:to )?(?:be )?(?<what>rain|snow)(?:ing)?$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern: /^halv(?:e|ing) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 0.5 }),
  },
  {
    pattern: /^(?:shrink(?:ing)?|minimi[sz]e) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'make', rest: `${what} small` }),
  },
  {
    pattern: /^(?:enlarg(?:e|ing)|grow|embiggen|magnify) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'make', rest: `${what} big` }),
  },
  {
    pattern: /^(?:not (?:so|that|as|too)|too)(?: much| many)? (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'weigh', what, factor: 0.5 }),
  },
  // X instead of Y
  {
    pattern:
      /^(?:(?:it|he|she|they|the [\p{L}]+) (?:to )?(?:wear|have|get|be|become) |(?:give|make|let) (?:it|him|her|them|[\p{L}]+ [\p{L}]+(?= an? )) |make |use |put |have |add |show |do |with )?(?<to>.+?)(?: there| here| in)? (?:instead(?: of)?|rather than|in place of|in lieu of|not|over) (?<from>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern:
      /^(?:instead of|rather than|in place of|not) (?<from>.+?)(?: but|,| use| put| make it| have| give (?:it|him|her)| add| draw| i want| we want)+ (?<to>.+)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'swap', from, to }),
  },
  // arrows, from X to Y
  {
    pattern: /^(?<from>.+?) → (?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  {
    pattern: /^(?:go |going |change |turn )?from (?<from>.+?) (?:in)?to (?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
];
