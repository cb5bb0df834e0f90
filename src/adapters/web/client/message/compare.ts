import type { WirePicture } from '../../wire.ts';
import { h } from '../dom.ts';
import { enlargeButton } from './lightbox.ts';

/**
 * Before and after under one slider: drag it, or move it with the arrow keys. At first it shows what
 * came out, and a strip of what was there.
 */
export function compareSlider(before: WirePicture, after: WirePicture): HTMLElement {
  const range = h('input', {
    type: 'range',
    min: '0',
    max: '100',
    value: '22',
    'aria-label': `Before and after: ${after.alt}`,
  });
  const frame = h(
    'figure',
    { class: 'compare' },
    h('img', { src: after.url, alt: `After: ${after.alt}`, draggable: 'false' }),
    h('img', {
      src: before.url,
      alt: `Before: ${before.alt}`,
      class: 'before',
      draggable: 'false',
    }),
    h('span', { class: 'tag left', 'aria-hidden': 'true' }, 'before'),
    h('span', { class: 'tag right', 'aria-hidden': 'true' }, 'after'),
    h('span', { class: 'handle', 'aria-hidden': 'true' }),
    range,
    enlargeButton(after, 'Enlarge the picture'),
  );
  const show = (): void => frame.style.setProperty('--at', `${range.value}%`);
  range.addEventListener('input', show);
  show();
  return frame;
}
