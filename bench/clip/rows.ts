import type { Picture, WordMap } from '../../src/pipeline/types.ts';
import type { BenchEdit, BenchScene } from '../scenes.ts';
import type { ClipEdit, ClipEdited, ClipParts } from './editors.ts';
import { clipGuided } from './guidance.ts';
import { CLIP_METHODS, type ClipMethod } from './methods.ts';
import { text2live } from './text2live.ts';
import { vqganClip } from './vqgan-clip.ts';

const EDITORS: Readonly<
  Record<ClipMethod, (parts: ClipParts, edit: ClipEdit) => Promise<ClipEdited>>
> = { 'clip-guidance': clipGuided, 'vqgan-clip': vqganClip, text2live };

/** One edit of a bench scene by every editor that follows CLIP's gradient. */
export async function editsByClip(
  parts: ClipParts,
  given: {
    readonly scene: BenchScene;
    readonly edit: BenchEdit;
    readonly source: Picture;
    /** Where the words of the scene's prompt look. */
    readonly words: readonly WordMap[];
  },
) {
  const { scene, edit, source, words } = given;
  const noun = String(scene.scene.noun);
  const clipEdit: ClipEdit = {
    picture: source,
    source: scene.prompt,
    target: edit.targetPrompt,
    screen: edit.kind === 'swap' ? `a ${edit.expected.noun} on a green background` : null,
    relevance: relevanceOf(words, noun, source),
    seed: 0,
  };
  const made = [];
  for (const method of CLIP_METHODS) {
    const start = performance.now();
    const edited = await EDITORS[method](parts, clipEdit);
    made.push({ method, ...edited, mask: null, seconds: (performance.now() - start) / 1_000 });
  }
  return made;
}

/** A word's map in the size of the picture, from 0 to 1. */
function relevanceOf(
  words: readonly WordMap[],
  noun: string,
  { width, height }: Picture,
): Float32Array {
  const found = words.find(({ word }) => word === noun);
  if (!found)
    throw new Error(`“${noun}” is not among ${words.map(({ word }) => word).join(', ')}.`);
  const { data, dims } = found.map;
  const [rows = 1, columns = 1] = dims;
  const most = data.reduce((a, b) => Math.max(a, b), 1e-6);
  return Float32Array.from({ length: width * height }, (_, pixel) => {
    const x = Math.floor(((pixel % width) * columns) / width);
    const y = Math.floor((Math.floor(pixel / width) * rows) / height);
    return data[y * columns + x]! / most;
  });
}
