import { WordbrushError } from '../errors.ts';
import type { ModelFolder } from '../model/folder.ts';
import type { EncodedPrompt } from '../model/tokenizer.ts';
import type { EditKind, EditSpec } from '../types.ts';
import { canReplace, refineAlignment, replaceAlignment } from './align.ts';
import { type AttentionControl, attentionControl } from './attention-control.ts';
import type { LocalBlend } from './local-blend.ts';
import { tokensOfPhrase, tokensOfWord } from './phrase.ts';

/** What an edit does, decided from the two prompts and the wishes of its spec. */
export interface EditPlan {
  readonly kind: EditKind;
  readonly control: AttentionControl;
  readonly blend: LocalBlend | null;
}

const BLEND_START = 0.2;

/** Throws `bad-edit` for words that do not occur and prompts that cannot be aligned as asked. */
export function planEdit(
  spec: EditSpec,
  source: EncodedPrompt,
  target: EncodedPrompt,
  settings: ModelFolder['settings'],
  steps: number,
): EditPlan {
  const align = spec.align ?? (canReplace(source, target) ? 'replace' : 'refine');
  const kind = source.ids.every((id, i) => id === target.ids[i]) ? 'reweight' : align;
  const alignment = { replace: replaceAlignment, refine: refineAlignment }[align](source, target);
  const windows = {
    cross: spec.crossWindow ?? ([0, settings.crossWindow] as const),
    self: spec.selfWindow ?? ([0, settings.selfWindow[align]] as const),
  };
  return {
    kind,
    control: attentionControl(spec, target, alignment, windows, steps),
    blend: planBlend(spec, kind, source, target, settings.blendThreshold, steps),
  };
}

/** Where pixels may change; null for everywhere. */
function planBlend(
  spec: EditSpec,
  kind: EditKind,
  source: EncodedPrompt,
  target: EncodedPrompt,
  threshold: number,
  steps: number,
): LocalBlend | null {
  const { blend = 'auto' } = spec;
  if (blend === 'none') return null;
  const base = { subtract: null, firstStep: Math.floor(BLEND_START * steps), threshold };
  if (blend === 'auto') {
    const tokens = kind === 'replace' ? swappedTokens(source, target) : null;
    return tokens && { ...base, tokens };
  }
  const { subtract, start = BLEND_START } = blend;
  const find = (words: { readonly source: string; readonly target: string }) => ({
    source: words.source ? tokensOfPhrase(source, words.source) : [],
    target: words.target ? tokensOfPhrase(target, words.target) : [],
  });
  return {
    tokens: blend.source || blend.target ? find(blend) : null,
    subtract: subtract ? find(subtract) : null,
    firstStep: Math.floor(share('start of the blend', start) * steps),
    threshold: share('threshold of the blend', blend.threshold ?? threshold),
  };
}

function share(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw new WordbrushError('bad-option', `The ${name} is ${value}; it must be from 0 to 1.`);
}

/** The tokens of the words that differ between prompts of as many words. */
function swappedTokens(source: EncodedPrompt, target: EncodedPrompt): LocalBlend['tokens'] {
  const swapped = source.words.flatMap((word, i) =>
    word.text === target.words[i]!.text ? [] : [[word, target.words[i]!] as const],
  );
  return {
    source: swapped.flatMap(([word]) => tokensOfWord(word)),
    target: swapped.flatMap(([, word]) => tokensOfWord(word)),
  };
}
