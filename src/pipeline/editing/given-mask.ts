import { tokensOfPhrase } from '../diffusion/attention/phrase.ts';
import type { Mask } from '../diffusion/blend/mask.ts';
import { checkShare } from '../diffusion/prompt-to-prompt/plan-edit.ts';
import { wordMask } from '../diffusion/redraw/inpaint.ts';
import type { InpaintSpec } from '../edit-types.ts';
import { WordbrushError } from '../errors.ts';
import type { LoadedModel } from '../model/loaded-model.ts';
import type { EncodedPrompt } from '../model/parts/tokenizer.ts';
import { readMaskPicture } from '../picture/mask-picture.ts';
import type { Inversion } from '../types.ts';

/**
 * The mask that an inpainting was given.
 *
 * @throws WordbrushError `bad-image` for what is no picture, `bad-edit` for words that are not there
 */
export async function givenMask(
  model: LoadedModel,
  spec: Pick<InpaintSpec, 'mask'> & { readonly threshold?: number | undefined },
  { attention, latent }: Inversion,
  source: EncodedPrompt,
): Promise<Mask> {
  if (!('picture' in spec.mask) && attention.dims[0] === 0)
    throw new WordbrushError(
      'bad-edit',
      'The picture was only encoded, so nobody knows where its words are: draw the mask.',
    );
  if ('picture' in spec.mask) return await readMaskPicture(spec.mask.picture, latent);
  const tokens = tokensOfPhrase(source, spec.mask.words);
  const threshold = checkShare('threshold', spec.threshold ?? model.folder.settings.blendThreshold);
  return wordMask(attention, tokens, threshold, latent);
}
