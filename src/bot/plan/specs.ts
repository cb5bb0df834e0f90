import { editSpecsOf } from '../../edit-language/edit-specs.ts';
import type { EditMethod, EditSpec } from '../../pipeline/edit-types.ts';
import type { Source } from '../thread/thread.ts';
import type { Draft } from './draft.ts';
import { takesOf, variation } from './variations.ts';

type Drawable = Pick<Draft, 'prompt' | 'weights' | 'replacements' | 'options'>;

/**
 * The pipeline's form of a result: one spec a variation, those to spare among them, or with `using all` one
 * for each of the model's methods. `mask` is the picture file that says where to inpaint.
 *
 * @throws WordbrushError `bad-edit` for what `only` and `keep` cannot name
 */
export function specsOf(
  { prompt, weights, replacements, options: asked }: Drawable,
  source: Pick<Source, 'prompt'>,
  {
    mask,
    methods,
    spares = 0,
  }: {
    readonly mask?: Uint8Array | undefined;
    readonly methods?: readonly EditMethod[] | undefined;
    readonly spares?: number | undefined;
  } = {},
): EditSpec[] {
  const { variations, ...options } = asked;
  return Array.from({ length: takesOf(asked, spares) }, (_, i) =>
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
