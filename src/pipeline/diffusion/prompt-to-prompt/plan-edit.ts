import type { EditKind, PromptToPromptSpec } from '../../edit-types.ts';
import { WordbrushError } from '../../errors.ts';
import type { ModelFolder } from '../../model/folder.ts';
import type { EncodedPrompt } from '../../model/parts/tokenizer.ts';
import type { Tensor } from '../../tensor.ts';
import {
  naturalAlignment,
  refineAlignment,
  replaceAlignment,
  type TokenAlignment,
} from '../attention/align.ts';
import { type AttentionControl, attentionControl } from '../attention/attention-control.ts';
import { tokensOfPhrase } from '../attention/phrase.ts';
import { type SwappedObjects, swappedObjects } from '../blend/auto-blend.ts';
import type { BlendTokens, LocalBlend, Size } from '../blend/local-blend.ts';
import type { Mask } from '../blend/mask.ts';
import { wordMask } from '../redraw/inpaint.ts';
import type { FreshNoise } from './fresh-noise.ts';
import type { NewObject } from './new-object.ts';
import { promptsWithout } from './word-guidance.ts';

/** What an edit does, decided from the two prompts and the wishes of its spec. */
export interface EditPlan {
  readonly kind: EditKind;
  readonly control: AttentionControl;
  readonly blend: LocalBlend | null;
  /** Where the words that must not change look in the source; see `keepObject`. Null for none. */
  readonly kept: Mask | null;
  /** Whether objects take others' places, and nothing else changes. */
  readonly isSwap: boolean;
  /** Whether an object takes another's place, whatever else changes. */
  readonly hasNewObject: boolean;
  /** Whether something comes that needs noise to take shape from; see `addsToPicture`. */
  readonly isMore: boolean;
  /** Null when no other object comes, or everything is as in the paper. */
  readonly newObject: Omit<NewObject, 'away'> | null;
  /** The guidance scale that the strength makes of the usual one. */
  readonly pulled: (guidanceScale: number) => number;
  /** Null to start from the inverted noise as it is, but for a new object. */
  readonly noise: FreshNoise | null;
  /** The target prompt without each phrase that is weighed, and its factor. */
  readonly weighed: readonly { readonly prompt: string; readonly factor: number }[];
}

/** What a model folder says of its edits. */
export type EditSettings = Pick<
  ModelFolder['settings'],
  'windows' | 'noise' | 'newObject' | 'blendThreshold'
>;

const BLEND_START = 0.2;
const USUAL_STRENGTH = 0.5;
/** Measured by the distance between the dial's positions: see docs/methods.md. */
const LEAST_PULL = 2.2;
const LEAST_LOSS = 1;

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
  settings: EditSettings,
): EditPlan {
  const { prompt, attention, latent, steps } = source;
  const align = spec.align ?? naturalAlignment(prompt, target);
  const alignment = { replace: replaceAlignment, refine: refineAlignment }[align](prompt, target);
  const kind = prompt.ids.every((id, i) => id === target.ids[i]) ? 'reweight' : align;
  const objects = kind === 'replace' ? swappedObjects(prompt, target, attention, latent) : null;
  const blend = planBlend(spec, objects, source, target, settings.blendThreshold);
  const kept = keptPlace(spec, source, settings.blendThreshold);
  const isLocal = objects !== null && blend !== null && blend.tokens !== null;
  const isMore = addsToPicture(spec, kind, alignment, target);
  const isFresh = isMore && (settings.noise.renewed > 0 || settings.noise.restored > 0);
  const { cross, self } = settings.windows[isLocal ? 'object' : 'picture'];
  const pull = pullOf(checkShare('strength', spec.strength ?? USUAL_STRENGTH), cross);
  const windows = {
    cross: spec.crossWindow ?? ([0, pull.crossEnd] as const),
    self: spec.selfWindow ?? ([0, self] as const),
  };
  return {
    kind,
    control: attentionControl(spec, target, alignment, windows, steps),
    // What is kept of a whole picture is put back in its pixels: in a latent its edge has the old ground in it.
    blend: kept && blend?.tokens === null ? null : blend,
    kept,
    isSwap: isLocal && objects.isNew,
    hasNewObject: objects?.isNew === true,
    isMore,
    pulled: pull.guidance,
    newObject: objects?.isNew
      ? planNewObject(spec, objects.tokens, isLocal, source, settings)
      : null,
    noise: isFresh ? { ...settings.noise, seed: spec.seed ?? 0 } : null,
    weighed: spec.weighing === 'attention' ? [] : promptsWithout(spec, target),
  };
}

/**
 * What a strength makes of the end of a cross-attention window and of the guidance scale. At 0.5 it
 * leaves both alone; at 0 the source's attention stays to the end and guidance is halved, at 1 the
 * window is half as long and guidance half as strong again, but weaker by `LEAST_LOSS` and stronger by
 * `LEAST_PULL` at least: half of the little guidance of a small model is hardly seen.
 */
export function pullOf(
  strength: number,
  crossEnd: number,
): { readonly crossEnd: number; readonly guidance: (usual: number) => number } {
  const isWeak = strength <= USUAL_STRENGTH;
  const turned = strength - USUAL_STRENGTH;
  return {
    crossEnd: isWeak ? 1 - 2 * strength * (1 - crossEnd) : crossEnd * (1.5 - strength),
    guidance: (usual) => {
      const least = isWeak ? LEAST_LOSS : LEAST_PULL;
      return Math.max(0, usual + turned * Math.max(usual, 2 * least));
    },
  };
}

/**
 * What is new needs noise to take shape from, also where no object takes another's place: a phrase
 * behind the whole prompt, which tells of the scene (“… in the snow”), or more of what is weighed, unless by
 * attention alone.
 * What changes has the noise of what it was.
 */
function addsToPicture(
  { weights = [], weighing }: PromptToPromptSpec,
  kind: EditKind,
  { unmatched }: TokenAlignment,
  target: EncodedPrompt,
): boolean {
  const lastWord = target.length - 2; // before the end token
  return (
    (kind === 'refine' && unmatched[lastWord] === true) ||
    (weighing !== 'attention' && weights.some(({ factor }) => factor > 1))
  );
}

/** Where pixels may change; null for everywhere. */
function planBlend(
  { blend = 'auto', weights = [] }: PromptToPromptSpec,
  objects: SwappedObjects | null,
  { prompt, steps }: EditSource,
  target: EncodedPrompt,
  threshold: number,
): LocalBlend | null {
  if (blend === 'none') return null;
  if (blend === 'auto') {
    const isConfined = objects?.isAll && weighsOnly(objects.tokens.target, weights, target);
    return isConfined ? blendOf(objects.tokens, threshold, steps) : null;
  }
  const { subtract, start = BLEND_START } = blend;
  const find = (words: { readonly source: string; readonly target: string }) => ({
    source: words.source ? tokensOfPhrase(prompt, words.source) : [],
    target: words.target ? tokensOfPhrase(target, words.target) : [],
  });
  return {
    tokens: blend.source || blend.target ? find(blend) : null,
    subtract: subtract ? find(subtract) : null,
    firstStep: Math.floor(checkShare('start of the blend', start) * steps),
    threshold: checkShare('threshold of the blend', blend.threshold ?? threshold),
  };
}

/** Null too where nobody knows where the words look. */
function keptPlace(
  { blend }: PromptToPromptSpec,
  { prompt, attention, latent }: EditSource,
  threshold: number,
): Mask | null {
  const words = typeof blend === 'object' ? blend.subtract?.source : undefined;
  if (!words || attention.dims[0] === 0) return null;
  return wordMask(attention, tokensOfPhrase(prompt, words), threshold, latent);
}

/** Whether nothing but these tokens of the target counts for more or less. */
function weighsOnly(
  tokens: readonly number[],
  weights: NonNullable<PromptToPromptSpec['weights']>,
  target: EncodedPrompt,
): boolean {
  return weights.every(({ words }) =>
    tokensOfPhrase(target, words).every((token) => tokens.includes(token)),
  );
}

function blendOf(tokens: BlendTokens, threshold: number, steps: number): LocalBlend {
  return { tokens, subtract: null, firstStep: Math.floor(BLEND_START * steps), threshold };
}

/** Null for a model whose objects are swapped as in the paper. */
function planNewObject(
  spec: PromptToPromptSpec,
  tokens: BlendTokens,
  isLocal: boolean,
  { attention, latent, steps }: EditSource,
  { newObject, blendThreshold }: EditSettings,
): EditPlan['newObject'] {
  if (!newObject) return null;
  const region = {
    place: wordMask(attention, tokens.source, blendThreshold, latent),
    blend: blendOf(tokens, blendThreshold, steps),
  };
  return {
    region: isLocal ? null : region,
    guidanceScale: newObject.guidanceScale,
    noise: { ...newObject.noise, seed: spec.seed ?? 0 },
  };
}

/** Throws `bad-option` unless the value is from 0 to 1. */
export function checkShare(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new WordbrushError('bad-option', `The ${name} is ${value}; it must be from 0 to 1.`);
}
