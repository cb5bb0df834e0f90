import type { RedrawSpec } from '../../edit-types.ts';

/** Where the dials of the methods that redraw from noise stand until they are turned. */
export const REDRAW_DEFAULTS = {
  sdedit: { strength: 0.6 },
  diffedit: { ratio: 0.9, threshold: 0.2, repeats: 10 },
  'fast-diffedit': { strength: 0.8, threshold: 0.2, repeats: 12 },
  inpaint: { strength: 1 },
} as const satisfies Record<RedrawSpec['method'], object>;
