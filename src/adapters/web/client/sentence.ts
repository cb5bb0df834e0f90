import type { WireWord } from '../wire.ts';
import { api } from './api.ts';
import { button, byId, h, popUp } from './dom.ts';

const WEIGHTS = { min: -2, max: 5, step: 0.25 } as const;
/** A pointer that has moved less has clicked. In pixels. */
const DRAG_FROM = 6;
/** How far a pointer moves for one step of a weight, up for more. In pixels. */
const DRAG_STEP = 16;
/** Arrow keys that come in so quick a row are one weight. */
const REST_MS = 700;

export interface SentenceHooks {
  readonly thread: () => string | null;
  /** Says an edit, in the words of the edit language. */
  readonly edit: (text: string) => void;
}

/**
 * The sentence of the open picture. Each word that says something is a handle: a click offers words in
 * its place, dragging it up or down or the arrow keys weigh it.
 */
export class Sentence {
  readonly #hooks: SentenceHooks;
  readonly #element = byId('sentence', HTMLElement);
  #json = '';

  constructor(hooks: SentenceHooks) {
    this.#hooks = hooks;
  }

  async refresh(): Promise<void> {
    const thread = this.#hooks.thread();
    const words = thread === null ? [] : await api.sentence(thread);
    const json = JSON.stringify([thread, words]);
    if (thread !== this.#hooks.thread() || json === this.#json) return;
    this.#json = json;
    this.#element.hidden = words.length === 0;
    const focused = [...this.#element.children].indexOf(document.activeElement ?? document.body);
    this.#element.replaceChildren(...words.map((word) => this.#wordOf(word)));
    const again = this.#element.children[focused];
    if (again instanceof HTMLElement) again.focus();
  }

  #wordOf({ text, lead, trail, isHandle, factor }: WireWord): HTMLElement {
    if (!isHandle) return h('span', {}, `${lead}${text}${trail}`);
    const weigh = (weight: number): void => {
      if (weight !== factor) this.#hooks.edit(`"${text}" * ${weight}`);
    };
    const handle = h('button', {
      type: 'button',
      class: 'word-handle',
      'aria-haspopup': 'dialog',
      title: 'Click to replace it; drag it up or down, or use the arrow keys, to weigh it',
    });
    const show = (weight: number): void => {
      handle.replaceChildren(`${lead}${text}${trail}`);
      if (weight !== 1) handle.append(h('small', {}, `×${weight}`));
    };
    show(factor);
    weighByKeys(handle, factor, show, weigh);
    weighByDragging(handle, factor, show, weigh, () => {
      void this.#choose(handle, text, factor);
    });
    return handle;
  }

  /** What may stand in a word's place, its weight, and taking it away. */
  async #choose(near: HTMLElement, word: string, factor: number): Promise<void> {
    const left = `"${word}" -> "`;
    const offered = await api.suggest(this.#hooks.thread(), 'edit', 'edit', left);
    const others = offered.flatMap(({ value }) => /-> "([^"]+)"$/u.exec(value)?.[1] ?? []);
    const say = (edit: string): void => {
      popover.hidePopover();
      this.#hooks.edit(edit);
    };
    const input = h('input', {
      type: 'text',
      maxlength: '80',
      autofocus: true,
      placeholder: 'another word…',
      'aria-label': `Replace “${word}” with`,
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || input.value.trim() === '') return;
      event.preventDefault();
      say(`${left}${input.value.trim().replaceAll('"', '')}"`);
    });
    const weight = h('input', {
      ...{ type: 'range', min: `${WEIGHTS.min}`, max: `${WEIGHTS.max}` },
      ...{ step: `${WEIGHTS.step}`, value: `${factor}`, 'aria-label': `Weight of “${word}”` },
      change: () => say(`"${word}" * ${weight.value}`),
    });
    const popover = h(
      'div',
      { class: 'word-menu', popover: 'auto', role: 'dialog', 'aria-label': `Change “${word}”` },
      input,
      h(
        'div',
        { class: 'others' },
        ...others.map((other) => button('hint', () => say(`${left}${other}"`), other)),
      ),
      h('label', { class: 'weight' }, 'less', weight, 'more'),
      button('hint', () => say(`- "${word}"`), `Remove “${word}”`),
    );
    popUp(popover, near);
  }
}

function weighByKeys(
  handle: HTMLElement,
  factor: number,
  show: (weight: number) => void,
  weigh: (weight: number) => void,
): void {
  let weight = factor;
  let resting: ReturnType<typeof setTimeout> | undefined;
  handle.addEventListener('keydown', (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    weight = within(weight + step * WEIGHTS.step);
    show(weight);
    clearTimeout(resting);
    resting = setTimeout(() => weigh(weight), REST_MS);
  });
}

function weighByDragging(
  handle: HTMLElement,
  factor: number,
  show: (weight: number) => void,
  weigh: (weight: number) => void,
  click: () => void,
): void {
  /** Where the pointer went down; null while it is up. */
  let from: number | null = null;
  let weight = factor;
  let isDragged = false;
  handle.addEventListener('pointerdown', ({ pointerId, clientY }) => {
    handle.setPointerCapture(pointerId);
    [from, weight, isDragged] = [clientY, factor, false];
  });
  handle.addEventListener('pointermove', ({ clientY }) => {
    if (from === null) return;
    isDragged ||= Math.abs(from - clientY) >= DRAG_FROM;
    if (!isDragged) return;
    weight = within(factor + Math.round((from - clientY) / DRAG_STEP) * WEIGHTS.step);
    show(weight);
  });
  handle.addEventListener('pointerup', () => {
    from = null;
    if (isDragged) weigh(weight);
  });
  handle.addEventListener('pointercancel', () => {
    from = null;
    show(factor);
  });
  // Also by Enter and Space.
  handle.addEventListener('click', () => {
    if (!isDragged) click();
    isDragged = false;
  });
}

function within(weight: number): number {
  return Math.min(WEIGHTS.max, Math.max(WEIGHTS.min, weight));
}
