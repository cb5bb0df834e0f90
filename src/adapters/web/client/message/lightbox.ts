import type { WirePicture } from '../../wire.ts';
import { h, ICONS, iconButton } from '../dom.ts';

/** A picture as large as the window, with a way to keep it. Escape closes, and the focus goes back. */
export function openLightbox({ url, alt }: WirePicture): void {
  const close = (): void => dialog.close();
  const dialog = h(
    'dialog',
    { class: 'lightbox', 'aria-label': 'The picture, enlarged' },
    h('img', { src: url, alt }),
    h(
      'div',
      { class: 'bar' },
      h('p', {}, alt),
      h('a', { class: 'button', href: url, download: fileName(alt) }, 'Download'),
      iconButton('button round', ICONS.close, 'Close', close),
    ),
  );
  // Beside the picture and the bar is the dialog itself.
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** A small button over a picture that enlarges it. */
export function enlargeButton(picture: WirePicture, label: string): HTMLButtonElement {
  return iconButton('zoom', ICONS.enlarge, label, () => openLightbox(picture));
}

function fileName(alt: string): string {
  const words = alt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['picture'];
  return `${words.join('-').slice(0, 80)}.png`;
}
