import { WordbrushError } from '../errors.ts';
import type { ModelFolder } from '../model/folder.ts';
import type { EncodedPrompt } from '../model/tokenizer.ts';
import type { Tensor } from '../tensor.ts';
import type { EditKind, PromptToPromptSpec } from '../types.ts';
import { canReplace, refineAlignment, replaceAlignment, type TokenAlignment } from './align.ts';
import { type AttentionControl, attentionControl } from './attention-control.ts';
import { swappedObject } from './auto-blend.ts';
import type { FreshNoise } from './fresh-noise.ts';
import type { BlendTokens, LocalBlend, Size } from './local-blend.ts';
import { tokensOfPhrase } from './phrase.ts';
import { promptsWithout } from './word-guidance.ts';

/** What an edit does, decided from the two prompts and the wishes of its spec. */
export interface EditPlan {
  readonly kind: EditKind;
  readonly control: AttentionControl;
  readonly blend: LocalBlend | null;
  /** Guidance away from the empty prompt by this scale; null for the inversion's own guidance. */
  readonly objectGuidanceScale: number | null;
  /** On the guidance scale, whichever it is. */
  readonly guidanceFactor: number;
  /** Null to start from the inverted noise as it is. */
  readonly noise: FreshNoise | null;
  /** The target prompt without each phrase that is weighed, and its factor. */
  readonly weighed: readonly { readonly prompt: string; readonly factor: number }[];
}

const BLEND_START = 0.2;
const USUAL_STRENGTH = 0.5;

/** The inverted picture that an edit starts from. */
export interface EditSource {
  readonly prompt: EncodedPrompt;
  /** What its words looked at, [cells, L]. */
  readonly attention: Tensor;
  readonly latent: Size;
  /** T */
  readonly steps: number;
}

/** Throws `bad-edit` for words that do not occur and prompts that cannot be aligned as asked. */
export function planEdit(
  spec: PromptToPromptSpec,
  source: EditSource,
  target: EncodedPrompt,
  settings: ModelFolder['settings'],
): EditPlan {
  const { prompt, attention, latent, steps } = source;
  const align = spec.align ?? (canReplace(prompt, target) ? 'replace' : 'refine');
  const alignment = { replace: replaceAlignment, refine: refineAlignment }[align](prompt, target);
  const kind = prompt.ids.every((id, i) => id === target.ids[i]) ? 'reweight' : align;
  const object = kind === 'replace' ? swappedObject(prompt, target, attention, latent) : null;
  const blend = planBlend(spec, object, source, target, settings.blendThreshold);
  const scope = object && blend?.tokens ? 'object' : 'picture';
  const { cross, self } = settings.windows[scope];
  const shares = settings.noise[scope];
  const isFresh =
    (shares.renewed > 0 || shares.restored > 0) &&
    (scope === 'object' || addsToPicture(spec, kind, alignment, target));
  const pull = pullOf(share('strength', spec.strength ?? USUAL_STRENGTH), cross);
  const windows = {
    cross: spec.crossWindow ?? ([0, pull.crossEnd] as const),
    self: spec.selfWindow ?? ([0, self] as const),
  };
  return {
    kind,
    control: attentionControl(spec, target, alignment, windows, steps),
    blend,
    objectGuidanceScale: scope === 'object' ? (settings.objectGuidanceScale ?? null) : null,
    guidanceFactor: pull.guidanceFactor,
    noise: isFresh ? { ...shares, seed: spec.seed ?? 0 } : null,
    weighed: promptsWithout(spec, target),
  };
}

/**
 * What a strength makes of the end of a cross-attention window and of the guidance scale. At 0.5 it
 * leaves both alone; at 0 the source's attention stays to the end and guidance is halved, at 1 the
 * window is half as long and guidance half as strong again.
 */
export function pullOf(
  strength: number,
  crossEnd: number,
): { readonly crossEnd: number; readonly guidanceFactor: number } {
  const isWeak = strength <= USUAL_STRENGTH;
  return {
    crossEnd: isWeak ? 1 - 2 * strength * (1 - crossEnd) : crossEnd * (1.5 - strength),
    guidanceFactor: 0.5 + strength,
  };
}

/**
 * What is new needs noise to take shape from, also where no object takes another's place: a phrase
 * behind the whole prompt, which tells of the scene (“… in the snow”), or more of what is weighed.
 * What changes has the noise of what it was.
 */
function addsToPicture(
  { weights = [] }: PromptToPromptSpec,
  kind: EditKind,
  { unmatched }: TokenAlignment,
  target: EncodedPrompt,
): boolean {
  const lastWord = target.length - 2; // before the end token
  return (
    (kind === 'refine' && unmatched[lastWord] === true) || weights.some(({ factor }) => factor > 1)
  );
}

/** Where pixels may change; null for everywhere. */
function planBlend(
  { blend = 'auto' }: PromptToPromptSpec,
  object: BlendTokens | null,
  { prompt, steps }: EditSource,
  target: EncodedPrompt,
  threshold: number,
): LocalBlend | null {
  if (blend === 'none') return null;
  if (blend === 'auto')
    return (
      object && {
        tokens: object,
        subtract: null,
        firstStep: Math.floor(BLEND_START * steps),
        threshold,
      }
    );
  const { subtract, start = BLEND_START } = blend;
  const find = (words: { readonly source: string; readonly target: string }) => ({
    source: words.source ? tokensOfPhrase(prompt, words.source) : [],
    target: words.target ? tokensOfPhrase(target, words.target) : [],
  });
  return {
    tokens: blend.source || blend.target ? find(blend) : null,
    subtract: subtract ? find(subtract) : null,
    firstStep: Math.floor(share('start of the blend', start) * steps),
    threshold: share('threshold of the blend', blend.threshold ?? threshold),
  };
}

/** Throws `bad-option` unless the value is from 0 to 1. */
export function share(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new WordbrushError('bad-option', `The ${name} is ${value}; it must be from 0 to 1.`);
}
