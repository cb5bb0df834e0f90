import { byId } from './dom.ts';

/** The list of pictures on a narrow page: behind a button, closed by Escape, by a choice or beside it. */
export class Drawer {
  readonly #button = byId('menu', HTMLButtonElement);
  readonly #side = byId('side', HTMLElement);

  constructor() {
    this.#button.addEventListener('click', () => this.#set(!this.#isOpen));
    byId('shade', HTMLElement).addEventListener('click', () => this.#leave());
    // On a wide page the list stands beside the chat.
    matchMedia('(width < 820px)').addEventListener('change', () => this.close());
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#isOpen) this.#leave();
    });
  }

  get #isOpen(): boolean {
    return document.documentElement.classList.contains('menu');
  }

  close(): void {
    if (this.#isOpen) this.#set(false);
  }

  #leave(): void {
    this.#set(false);
    this.#button.focus();
  }

  #set(isOpen: boolean): void {
    document.documentElement.classList.toggle('menu', isOpen);
    this.#button.setAttribute('aria-expanded', String(isOpen));
    // Nothing behind it is to be reached by Tab.
    for (const id of ['scroller', 'composer']) byId(id, HTMLElement).inert = isOpen;
    const current = this.#side.querySelector<HTMLElement>('a[aria-current]');
    if (isOpen) (current ?? byId('new', HTMLElement)).focus();
  }
}
