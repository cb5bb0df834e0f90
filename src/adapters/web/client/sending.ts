import { button, h, ICONS, icon } from './dom.ts';

/** How long something may be on its way before that is shown. */
const QUICK_MS = 400;

/** Something said that has not arrived: how far its upload is, and a way to stop it. */
export class Sending {
  readonly element: HTMLElement;
  readonly #label = h('span', {}, 'Sending…');
  readonly #bar = h('progress', { max: '1', 'aria-label': 'Upload' });
  readonly #stop = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;

  /** @param show called when it takes long enough to be shown */
  constructor(text: string, files: readonly File[], show: (element: HTMLElement) => void) {
    this.element = h(
      'article',
      { class: 'message you sending', 'aria-live': 'off' },
      h(
        'div',
        { class: 'body' },
        text === '' ? null : h('p', { class: 'said' }, text),
        ...files.map(({ name }) => h('p', { class: 'file' }, icon(ICONS.attach), name)),
        h('div', { class: 'status' }, this.#label, files.length > 0 && this.#bar),
      ),
      button('chip quiet', () => this.#stop.abort(), 'Cancel sending'),
    );
    this.#timer = setTimeout(() => show(this.element), QUICK_MS);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  progressed(share: number): void {
    this.#bar.value = share;
    this.#label.textContent =
      share < 1 ? `Sending: ${Math.round(100 * share)} %` : 'Sent; Wordbrush is reading it';
  }

  end(): void {
    clearTimeout(this.#timer);
    this.element.remove();
  }
}
