import { editSpecsOf } from '../../edit-language/edit-specs.ts';
import type { EditMethod, EditSpec } from '../../pipeline/edit-types.ts';
import type { Source } from '../thread/thread.ts';
import type { Draft } from './draft.ts';
import { variation } from './variations.ts';

/**
 * The pipeline's form of a result: one spec a variation, or with `using all` one for each of the model's
 * methods. `mask` is the picture file that says where to inpaint.
 *
 * @throws WordbrushError `bad-edit` for what `only` and `keep` cannot name
 */
export function specsOf(
  { prompt, weights, replacements, options: { variations: count = 1, ...options } }: Draft,
  source: Source,
  {
    mask,
    methods,
  }: {
    readonly mask?: Uint8Array | undefined;
    readonly methods?: readonly EditMethod[] | undefined;
  } = {},
): EditSpec[] {
  return Array.from({ length: count }, (_, i) =>
    editSpecsOf(
      {
        ...{ targetPrompt: prompt, weights, replacements },
        options: { ...options, ...variation(i, options) },
      },
      source.prompt,
      mask,
      methods,
    ),
  ).flat();
}
