import type { WireBlock } from '../../wire.ts';
import { h } from '../dom.ts';

/** The prompt's words; the one under the pointer or in focus shows what it looks at. */
export function heatStrip(block: Extract<WireBlock, { kind: 'heat-strip' }>): HTMLElement {
  const overlays = block.words.map(({ overlay }) =>
    h('img', { src: overlay.url, alt: '', class: 'overlay', loading: 'lazy' }),
  );
  const stage = h(
    'div',
    { class: 'stage' },
    h('img', { src: block.picture.url, alt: block.picture.alt }),
    ...overlays,
  );
  const words = block.words.map(({ word }, i) => {
    const show = (): void => light(i);
    return h(
      'button',
      {
        type: 'button',
        class: 'word',
        'aria-label': `Show what “${word}” looks at`,
        pointerenter: show,
        focus: show,
        click: show,
      },
      word,
    );
  });
  const light = (index: number | null): void => {
    for (const [i, overlay] of overlays.entries()) overlay.classList.toggle('lit', i === index);
    for (const [i, word] of words.entries()) word.classList.toggle('lit', i === index);
  };
  return h(
    'div',
    { class: 'heat', pointerleave: () => light(null), focusout: () => light(null) },
    stage,
    h(
      'div',
      { class: 'words' },
      h('p', { class: 'note' }, 'Point at one to see where it acts'),
      ...words,
    ),
  );
}
