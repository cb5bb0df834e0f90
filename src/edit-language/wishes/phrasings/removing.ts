import type { Phrasing } from './phrasing.ts';
import { REMOVING } from './verbs.ts';

/** What goes away. */
export const TAKEN_AWAY: readonly Phrasing[] = [
  {
    pattern:
      /^(?:(?:let |make |have )?(?:it|he|she|him|her|they|them|the [\p{L}]+) )?(?:tak(?:e|ing)|get) (?<what>.+?) (?:off|away|out|down)(?:(?: of| from)? (?:it|him|her|them|(?:its|his|her) (?:head|face|neck))| again)?$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern:
      /^(?<what>.+?) (?:has to go|have to go|needs to go|must go|should go|(?:(?:should|could|can|must|may|to) be )?(?:removed|deleted|erased|taken (?:off|away|out))|should be gone|should not be there|can go|go away|gone|away|off|out)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern:
      /^(?:make |let |have )?(?:.+? )?(?:(?:should|must|does|do|need|needs|can|could|will) not|not|never) (?:wear|have|need|be wearing|carry|hold|wearing|to wear|to have|any)(?: to wear)? (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern: new RegExp(
      `^(?:make (?:it|the picture) |(?:the )?[a-z]+ (?=without )|(?:let |make |have )?(?:it|he|she|him|her|they|them|the [\\p{L}]+) )?${REMOVING} (?<what>.+?)(?: (?:from|off|on|of) (?:it|him|her|the (?!background).+|its .+|his .+))?$`,
      'u',
    ),
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
];
