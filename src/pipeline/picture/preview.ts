import type { Preview } from '../diffusion/progress.ts';
import { encodeThumbnail } from '../image.ts';
import type { Tensor } from '../tensor.ts';
import type { Picture } from '../types.ts';

const INTERVAL_MS = 1_000;
/** Of a job's time. */
const MOST = 1 / 20;

/** Decodes a job's latents now and then: not too often to look at, nor to cost the job much. */
export function throttledPreview(
  decode: (latent: Tensor) => Promise<Picture>,
  now: () => number = () => performance.now(),
): Preview {
  let next = now();
  return async (latent) => {
    const start = now();
    if (start < next) return null;
    const png = await encodeThumbnail(await decode(latent));
    const end = now();
    next = end + Math.max(INTERVAL_MS, (end - start) / MOST);
    return Buffer.from(png).toString('base64');
  };
}
