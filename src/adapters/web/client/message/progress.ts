import type { WireBlock } from '../../wire.ts';
import { h } from '../dom.ts';

/** A block on the page. Where it can show a newer block of its kind in place, it does. */
export interface BlockElement {
  readonly element: HTMLElement;
  readonly update?: (block: WireBlock) => boolean;
}

type Progress = Extract<WireBlock, { kind: 'progress' }>;

/**
 * A bar, and before it the picture as far as it has come. Its words change several times a second, so
 * nothing of it is read aloud by itself, as other news in the log is.
 */
export function progressPicture(first: Progress): BlockElement {
  const label = h('span', {}, first.label);
  const bar = h('progress', { max: '1', 'aria-label': first.label });
  const image = first.picture && h('img', { src: first.picture.url, alt: first.picture.alt });
  const element = h(
    'div',
    { class: 'progress', 'aria-live': 'off' },
    image ?? null,
    h('div', { class: 'status' }, label, bar),
  );
  const update = (block: WireBlock): boolean => {
    // A picture where there was none needs another element.
    if (block.kind !== 'progress' || (block.picture && !image)) return false;
    label.textContent = block.label;
    if (block.fraction === null) bar.removeAttribute('value');
    else bar.value = block.fraction;
    if (image && block.picture && !image.src.endsWith(block.picture.url))
      image.src = block.picture.url;
    return true;
  };
  update(first);
  return { element, update };
}
