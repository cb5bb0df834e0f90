import type { InpaintSpec, RedrawSpec } from '../../edit-types.ts';
import { WordbrushError } from '../../errors.ts';
import type { Mask } from '../blend/mask.ts';
import { checkShare } from '../prompt-to-prompt/plan-edit.ts';
import type { DdimStep } from '../schedule/schedule.ts';
import type { MaskDials } from './contrast-mask.ts';
import { diffedit, diffeditUnits, fastDiffedit, fastDiffeditUnits } from './diffedit.ts';
import { inpaint, inpaintUnits } from './inpaint.ts';
import { REDRAW_DEFAULTS } from './redraw-defaults.ts';
import type { Redrawn, RedrawRun } from './redraw-run.ts';
import { sdedit, sdeditUnits } from './sdedit.ts';

/** A redrawing with its dials checked and filled in. */
export interface Redrawing {
  readonly draw: (run: RedrawRun) => Promise<Redrawn>;
  /** Units of progress that `draw` reports. */
  readonly units: number;
}

/**
 * The redrawing that a spec asks for; `maskOf` finds the mask of an inpainting. Throws `bad-option`
 * for a dial outside its range.
 */
export async function planRedrawing(
  spec: RedrawSpec,
  schedule: readonly DdimStep[],
  maskOf: (spec: InpaintSpec) => Promise<Mask>,
): Promise<Redrawing> {
  const usual = REDRAW_DEFAULTS;
  switch (spec.method) {
    case 'sdedit': {
      const strength = checkShare('strength', spec.strength ?? usual.sdedit.strength);
      return { draw: (run) => sdedit(run, strength), units: sdeditUnits(schedule, strength) };
    }
    case 'diffedit': {
      const ratio = checkShare('encoding ratio', spec.ratio ?? usual.diffedit.ratio);
      const dials = { ...maskDials(spec, usual.diffedit), ratio };
      return { draw: (run) => diffedit(run, dials), units: diffeditUnits(schedule, dials) };
    }
    case 'fast-diffedit': {
      const strength = checkShare('strength', spec.strength ?? usual['fast-diffedit'].strength);
      const dials = { ...maskDials(spec, usual['fast-diffedit']), strength };
      return { draw: (run) => fastDiffedit(run, dials), units: fastDiffeditUnits(schedule, dials) };
    }
    case 'inpaint': {
      const strength = checkShare('strength', spec.strength ?? usual.inpaint.strength);
      const mask = await maskOf(spec);
      return {
        draw: (run) => inpaint(run, mask, strength),
        units: inpaintUnits(schedule, strength),
      };
    }
  }
}

export function maskDials(spec: UndefinedDials, usual: MaskDials): MaskDials {
  const repeats = spec.repeats ?? usual.repeats;
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new WordbrushError(
      'bad-option',
      `The number of repeats is ${repeats}; it must be a whole number from 1 up.`,
    );
  return { threshold: checkShare('threshold', spec.threshold ?? usual.threshold), repeats };
}

type UndefinedDials = { readonly [Dial in keyof MaskDials]?: MaskDials[Dial] | undefined };
