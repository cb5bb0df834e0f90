import type { Wish } from '../phrasings/phrasing.ts';

/** What is wished, as a pattern over the roles of a clause; groups hold the pieces that it needs. */
export interface RolePattern {
  /** Letters of `Role` and `Naming`. */
  readonly pattern: RegExp;
  readonly wish: (groups: Readonly<Record<string, string>>) => Wish;
  /** How much the pattern itself speaks for a wish. */
  readonly weight: number;
}

/** Something in the picture; something that may come instead. */
const OLD = '(?<old>[TG])';
const NEW = '(?<new>[AESQPHW])';

function roles(pattern: string): RegExp {
  return new RegExp(pattern, 'duy');
}

/** The more telling ones first. What they name is judged again by what makes the edits. */
export const ROLE_PATTERNS: readonly RolePattern[] = [
  // swapping
  swapping(`(?:[acmh]|I)*${NEW}[bp]?I?i[lm]?${OLD}`, 2),
  swapping(`i${OLD}[acmhb]*${NEW}`, 2),
  swapping(`u${NEW}f${OLD}`, 2),
  swapping(`[cm]${OLD}o?[lwfb]+${NEW}`, 2),
  swapping(`${OLD}b?c[lwfb]+${NEW}`, 2),
  swapping(`(?:[TI]?[hb])?(?<new>[AESQ])n${OLD}`, 1),
  swapping(`n${OLD}[acmhb]*${NEW}`, 1),
  swapping(`c${OLD}(?<new>[AESQ])`, 1),
  // more and less
  swapping(`-${OLD}\\+(?<new>Q)`, 2),
  weighing('\\+(?<old>T)', 2),
  weighing('(?<old>T)b?\\+', 2),
  weighing('-(?<old>T)', 0.5),
  weighing('(?<old>T)b?-', 0.5),
  weighing('(?<old>T)b?!', 0.5, 2),
  weighing('!(?<old>T)', 0.5),
  // removing
  {
    pattern: roles('z[TI][lbh]*e'),
    weight: 1,
    wish: () => ({ do: 'remove', what: 'clothes' }),
  },
  removing('[TI]?[hwb]?z(?<old>[TW])(?:[fp][TIG])?(?:kIo|zI)?'),
  removing('o(?<old>[TW])(?:fI)?'),
  removing('k(?<old>[TW])o(?:f?[TI])?'),
  removing('(?<!a)(?<old>T)[lbk]*[zo]I?'),
  // the background
  {
    pattern: roles('[amch]*T?[wp]*(?<new>H)'),
    weight: 0.5,
    wish: ({ new: phrase = '' }) => say(phrase),
  },
  {
    pattern: roles('[amc]*(?<old>G)I?[lbpwm]*(?<new>[QPAS])'),
    weight: 1,
    wish: ({ old = '', new: to = '' }) => ({ do: 'make', rest: `${old} ${to}` }),
  },
  {
    pattern: roles('p(?<new>Q)'),
    weight: 0,
    wish: ({ new: to = '' }) => ({ do: 'make', rest: `background ${bare(to)}` }),
  },
  {
    pattern: roles('[amc]*(?<new>Q)[fp]+(?<old>G)'),
    weight: 1,
    wish: ({ old = '', new: to = '' }) => ({ do: 'make', rest: `${old} ${to}` }),
  },
  // another look
  // “a red dog”, and nothing else
  { pattern: roles('^(?<new>W)$'), weight: 1, wish: ({ new: phrase = '' }) => described(phrase) },
  {
    pattern: roles('[amchp]*(?<new>W)'),
    weight: 0.5,
    wish: ({ new: phrase = '' }) => described(phrase),
  },
  {
    pattern: roles('(?:[amc]+(?<old>T)I?[lbp]*|(?<bare>T)I?[lbp]+)(?<new>Q)'),
    weight: 0.5,
    wish: ({ old, bare: own = '', new: to = '' }) => ({
      do: 'make',
      rest: `${old ?? own} ${bare(to)}`,
    }),
  },
  // something else
  swapping(`[acm]*${OLD}I?[lb]+(?<new>[AES])`, 1),
  {
    pattern: roles('(?:[acm]*I[lbcw]+|[cm]I)(?<new>A)'),
    weight: 0.5,
    wish: ({ new: to = '' }) => ({ do: 'become', to }),
  },
  // something more
  {
    pattern: roles('[amhkw]*(?:[TI][pwhabf]*)?(?<new>[ES])(?:[pl][TI])?'),
    weight: 0.5,
    wish: ({ new: what = '' }) => ({ do: 'add', what }),
  },
  {
    pattern: roles('(?:[ambhT]*)(?<where>p)(?<new>[PS])'),
    weight: 0.5,
    wish: ({ where = '', new: place = '' }) => ({
      do: 'put',
      what: 'it',
      preposition: where,
      where: place,
    }),
  },
  {
    pattern: roles('[amkwf]*(?<new>A)'),
    weight: -0.5,
    wish: ({ new: to = '' }) => ({ do: 'become', to }),
  },
  {
    pattern: roles('[amcp]*I?[lb]*(?<new>Q)'),
    weight: -0.5,
    wish: ({ new: phrase = '' }) => say(bare(phrase)),
  },
];

function swapping(pattern: string, weight: number): RolePattern {
  return {
    pattern: roles(pattern),
    weight,
    wish: ({ old: from = '', new: to = '' }) => ({ do: 'swap', from, to }),
  };
}

function weighing(pattern: string, factor: number, weight = 1): RolePattern {
  return {
    pattern: roles(pattern),
    weight,
    wish: ({ old: what = '' }) => ({ do: 'weigh', what, factor }),
  };
}

function removing(pattern: string): RolePattern {
  return {
    pattern: roles(pattern),
    weight: 1,
    wish: ({ old: what = '' }) => ({ do: 'remove', what }),
  };
}

function say(phrase: string): Wish {
  return { do: 'say', phrase };
}

/** “white horse” as “horse white” */
function described(phrase: string): Wish {
  const typed = bare(phrase).split(' ');
  return { do: 'make', rest: [typed.at(-1), ...typed.slice(0, -1)].join(' ') };
}

function bare(phrase: string): string {
  return phrase.replace(/^an? /u, '');
}
