import { WordbrushError } from '../errors.ts';
import type { InpaintSpec, RedrawSpec } from '../types.ts';
import { diffedit, diffeditUnits, fastDiffedit, fastDiffeditUnits } from './diffedit.ts';
import { inpaint, inpaintUnits } from './inpaint.ts';
import { share } from './plan-edit.ts';
import type { Mask, Redrawn, RedrawRun } from './redraw-run.ts';
import type { DdimStep } from './schedule.ts';
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
  switch (spec.method) {
    case 'sdedit': {
      const strength = share('strength', spec.strength ?? 0.5);
      return { draw: (run) => sdedit(run, strength), units: sdeditUnits(schedule, strength) };
    }
    case 'diffedit': {
      const ratio = share('encoding ratio', spec.ratio ?? 0.8);
      const dials = { ...maskDials(spec, 10), ratio };
      return { draw: (run) => diffedit(run, dials), units: diffeditUnits(schedule, dials) };
    }
    case 'fast-diffedit': {
      const strength = share('strength', spec.strength ?? 0.8);
      const dials = { ...maskDials(spec, 20), strength };
      return { draw: (run) => fastDiffedit(run, dials), units: fastDiffeditUnits(schedule, dials) };
    }
    case 'inpaint': {
      const strength = share('strength', spec.strength ?? 1);
      const mask = await maskOf(spec);
      return {
        draw: (run) => inpaint(run, mask, strength),
        units: inpaintUnits(schedule, strength),
      };
    }
  }
}

function maskDials(
  spec: { readonly threshold?: number; readonly repeats?: number },
  defaultRepeats: number,
) {
  const repeats = spec.repeats ?? defaultRepeats;
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new WordbrushError(
      'bad-option',
      `The number of repeats is ${repeats}; it must be a whole number from 1 up.`,
    );
  return { threshold: share('threshold', spec.threshold ?? 0.5), repeats };
}
