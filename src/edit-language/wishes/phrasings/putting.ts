import type { Phrasing } from './phrasing.ts';
import { SHOULD } from './verbs.ts';

/** What is put somewhere, given or worn; the weather. */
export const PUT_AND_WORN: readonly Phrasing[] = [
  // putting
  {
    pattern:
      /^(?:put|place|stick|slap|throw|set|plop|pop|draw|paint|add|hang) (?<rest>.+?) (?:on|onto|over|upon|to) (?:it|him|her|them|top|its head|his head|her head|the head|(?:the |its |his |her )?[\p{L}]+'?s head)$/u,
    wish: ({ rest = '' }) => ({ do: 'add', what: rest }),
  },
  {
    pattern:
      /^(?:put|place|set|move|show|have|draw|drop|bring|slap|stick|pop|throw|hang) (?<what>.+?) (?<preposition>in front of|on|onto|in|into|at|against|under|inside|to) (?<where>.+)$/u,
    wish: ({ what = '', preposition = '', where = '' }) => ({
      do: 'put',
      what,
      preposition,
      where,
    }),
  },
  { pattern: /^put (?<what>.+?) on$/u, wish: ({ what = '' }) => ({ do: 'add', what }) },
  {
    pattern: /^(?:put|place|stick|pop|drop|set) (?<what>.+?) (?:there|here|in)$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: /^cover(?:ing)? (?:.+?) (?:in|with) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: /^(?:use )?(?<to>.+?) (?:for|as) (?<from>the .+|its .+|background|bg)$/u,
    wish: ({ to = '', from = '' }) => ({ do: 'make', rest: `${from} ${to}` }),
  },
  {
    pattern: /^(?:be )?as (?<to>an? .+)$/u,
    wish: ({ to = '' }) => ({ do: 'become', to }),
  },
  {
    pattern: /^(?<from>.+?) (?:is now|2) (?<to>.+)$/u,
    wish: ({ from = '', to = '' }) => ({ do: 'swap', from, to }),
  },
  // giving and wearing
  {
    pattern:
      /^(?:giv(?:e|ing)|hand|lend|get|buy|put (?=(?:it|him|her|them) (?:an?|one|some) )) ?(?<rest>.+)$/u,
    wish: ({ rest = '' }) => ({ do: 'give', rest }),
  },
  {
    pattern: /^dress (?<rest>.+?)(?: up)? (?:in|with) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: /^(?:dress (?:.+?) (?:up )?as|disguise (?:.+?) as) (?<to>.+)$/u,
    wish: ({ to = '' }) => ({ do: 'become', to }),
  },
  {
    pattern: new RegExp(
      `^(?:make |let |have |with |i want |get )?(?<what>it|he|she|him|her|they|them|the .+?|this .+?|that .+?|[a-z]+) (?:${SHOULD} )?(?:to )?(?:wear|wears|wearing|have|has|having|need|needs|want|wants|get|gets|hold|holds|deserves|be wearing|carry)(?: on)? (?<rest>.+)$`,
      'u',
    ),
    wish: ({ what = '', rest = '' }) => ({ do: 'give', rest: `${what} ${rest}` }),
  },
  {
    pattern: /^needs (?<what>(?:more|less|a bit|some|a lot) .+)$/u,
    wish: ({ what = '' }) =>
      /less/u.test(what)
        ? { do: 'weigh', what: what.replace(/^.*less /u, ''), factor: 0.5 }
        : {
            do: 'weigh',
            what: what.replace(/^(?:.*more|.*bit of|some|a lot of) /u, ''),
            factor: 2,
          },
  },
  {
    pattern: /^needs (?<rest>.+)$/u,
    wish: ({ rest = '' }) => ({ do: 'give', rest: `it ${rest}` }),
  },
  {
    pattern:
      /^(?:see |show |have |picture )?(?<what>it|him|her|them|this|the [\p{L}]+|an? [\p{L}]+|[\p{L}]+)(?: but)? (?:with|in|wearing) (?<rest>(?!the |that |this |his |her |its |no ).+)$/u,
    wish: ({ what = '', rest = '' }) => ({ do: 'dressed', what, rest }),
  },
  {
    pattern:
      /^(?:see |show |have |picture )(?<what>it|him|her|them|this|the [\p{L}]+) (?<rest>(?:on|in|at|under) .+)$/u,
    wish: ({ rest = '' }) => ({ do: 'add', what: rest }),
  },
  {
    pattern:
      /^(?:see |show |have |picture )?(?:it|him|her|them|this|the [\p{L}]+)(?: but)? (?:without|with no) (?<what>.+)$/u,
    wish: ({ what = '' }) => ({ do: 'remove', what }),
  },
  {
    pattern:
      /^(?:see |show |have |picture )?(?<what>it|him|her|them|this|the [\p{L}]+)(?: but)? as (?<to>.+)$/u,
    wish: ({ what = '', to = '' }) => ({ do: 'swap', from: what, to }),
  },
  // weather as a verb
  {
    pattern:
      /^(?:make it |let it |have it |it should |should |could it |it could |it must |it )(?:be )?(?<what>rain|snow|storm|hail)(?:ing|y)?(?: harder| more| heavily)?(?: on (?:it|him|her))?$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: /^(?:make it|let it|have it) (?<what>rain|snow)(?:ing|y)?(?: (?:on|in|over) .+)?$/u,
    wish: ({ what = '' }) => ({ do: 'add', what }),
  },
];
