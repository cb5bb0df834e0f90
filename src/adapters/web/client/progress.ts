import type { WireBlock } from '../wire.ts';
import type { Drawn } from './blocks.ts';
import { h } from './dom.ts';

type Progress = Extract<WireBlock, { kind: 'progress' }>;

const SIDE = 256;

/** A bar, and above it the picture coming out of the noise as far as the work has got. */
export function progressPicture(first: Progress): Drawn {
  const label = h('span', {}, first.label);
  const bar = h('progress', { max: '1', 'aria-label': first.label });
  const canvas = h('canvas', { width: `${SIDE}`, height: `${SIDE}`, 'aria-hidden': 'true' });
  const element = h(
    'div',
    { class: 'progress' },
    first.picture ? canvas : null,
    h('div', { class: 'status' }, label, bar),
  );
  const image = new Image();
  let fraction = 0;
  const draw = (): void => drawReappearing(canvas, image, fraction);
  image.addEventListener('load', draw);

  const update = (block: WireBlock): boolean => {
    // Another picture, or one where there was none, needs another element.
    if (block.kind !== 'progress' || (block.picture && !canvas.isConnected && element.isConnected))
      return false;
    label.textContent = block.label;
    if (block.fraction === null) bar.removeAttribute('value');
    else bar.value = block.fraction;
    fraction = block.fraction ?? 0;
    if (block.picture && !image.src.endsWith(block.picture.url)) image.src = block.picture.url;
    else if (image.complete && image.src !== '') draw();
    return true;
  };
  update(first);
  return { element, update };
}

/** Coarse at first, with grain on it; clear at the end. */
function drawReappearing(
  canvas: HTMLCanvasElement,
  image: HTMLImageElement,
  fraction: number,
): void {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  const cells = Math.max(4, Math.round(SIDE ** (0.3 + 0.7 * fraction)));
  const small = new OffscreenCanvas(cells, cells);
  small.getContext('2d')?.drawImage(image, 0, 0, cells, cells);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, SIDE, SIDE);
  const pixels = context.getImageData(0, 0, SIDE, SIDE);
  const grain = 110 * (1 - fraction) ** 1.2;
  for (let i = 0; i < pixels.data.length; i += 4)
    for (let channel = 0; channel < 3; channel++)
      pixels.data[i + channel] =
        (pixels.data[i + channel] ?? 0) + (Math.random() - 0.5) * 2 * grain;
  context.putImageData(pixels, 0, 0);
}
