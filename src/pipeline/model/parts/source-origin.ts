import type { SourceOrigin } from '../../graph/index.ts';
import type { EditStep, SourceLook } from './noise-predictor.ts';

/** What a step looks at of its source. */
export function looksOf(step: EditStep): Omit<SourceLook, 'parts'> {
  const { crossAttention, replaceSelfAttention, observe } = step;
  return { crossAttention: crossAttention !== null, replaceSelfAttention, observe };
}

/** Where a step finds what it looks at of its source. */
export function originOf(step: EditStep): SourceOrigin {
  const { crossAttention, replaceSelfAttention, observe } = looksOf(step);
  const isLookedAt = crossAttention || replaceSelfAttention || observe;
  if (!isLookedAt || step.predictSource) return 'run';
  const { kept } = step;
  const isEnough =
    kept &&
    (kept.crossAttention || !crossAttention) &&
    (kept.replaceSelfAttention || !replaceSelfAttention) &&
    (kept.observe || kept.crossAttention || !observe); // the layers that are observed are some of all
  if (isEnough) return 'kept';
  return step.keepSource ? 'keep' : 'run';
}
