import type { FrameChoice } from '../api.ts';
import { button, byId, h, ICONS, icon } from '../dom.ts';
import { frameChoice } from './frame-choice.ts';

/** What goes with the text: pictures, and the message that it replies to. */
export interface Attachments {
  readonly files: readonly File[];
  /** How much is taken of a picture that is alone. */
  readonly frame: FrameChoice;
  readonly reply: { readonly id: string; readonly quote: string } | null;
}

export const NOTHING: Attachments = { files: [], frame: 'square', reply: null };
const EXAMPLE = '/learn "Milo" dog';
/** Several pictures go with one command. */
const TEACHES = /^\s*[/!]?learn\b/iu;

interface Hooks {
  /** Something was put on or taken off. */
  readonly changed: () => void;
  /** Puts an example into the box. */
  readonly write: (text: string) => void;
}

/** Shows over the box what goes with the text, each with a button that takes it off. */
export class Attached {
  readonly #hooks: Hooks;
  readonly #element = byId('attached', HTMLElement);
  /** Addresses of the pictures on this page. */
  readonly #previews = new Map<File, string>();
  #now: Attachments = NOTHING;

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
  }

  get now(): Attachments {
    return this.#now;
  }

  set now(attachments: Attachments) {
    this.#now = attachments;
    for (const [file, url] of this.#previews)
      if (!attachments.files.includes(file)) {
        URL.revokeObjectURL(url);
        this.#previews.delete(file);
      }
    this.#show();
    this.#hooks.changed();
  }

  /** One picture takes the place of another one; several are together, and more come to them. */
  add(files: readonly File[], text: string): void {
    const before = this.#now.files;
    const joins = files.length > 1 || before.length > 1 || TEACHES.test(text);
    this.now = { ...this.#now, files: joins ? [...before, ...files] : files, frame: 'square' };
  }

  /** Why this cannot be sent together; null when it can. */
  refusal(text: string): string | null {
    if (this.#now.files.length < 2 || TEACHES.test(text)) return null;
    return `Several pictures teach me one subject: write ${EXAMPLE} with its own name and kind. To edit a picture, remove the others.`;
  }

  #show(): void {
    const { files, reply } = this.#now;
    const parts: HTMLElement[] = [];
    if (reply)
      parts.push(
        chip([icon(ICONS.reply), reply.quote], 'Cancel the reply', () => {
          this.now = { ...this.#now, reply: null };
        }),
      );
    for (const file of files) parts.push(this.#picture(file));
    if (files.length > 1) parts.push(this.#teaching());
    this.#element.replaceChildren(...parts);
    this.#element.hidden = parts.length === 0;
  }

  #picture(file: File): HTMLElement {
    const { files } = this.#now;
    const src = this.#previews.get(file) ?? URL.createObjectURL(file);
    this.#previews.set(file, src);
    const preview = h('img', { src, alt: '' });
    const isAlone = files.length === 1;
    if (isAlone)
      preview.addEventListener('load', () => {
        const frame = frameChoice(preview, this.#now.frame, (chosen) => {
          this.#now = { ...this.#now, frame: chosen };
        });
        if (frame && preview.isConnected) this.#element.append(frame);
      });
    const label = isAlone ? 'Remove the picture' : `Remove ${file.name}`;
    return chip(isAlone ? [preview, file.name] : [preview], label, () => {
      this.now = { ...this.#now, files: this.#now.files.filter((other) => other !== file) };
    });
  }

  /** What several pictures are good for. */
  #teaching(): HTMLElement {
    const write = (): void => this.#hooks.write(EXAMPLE);
    return h(
      'p',
      { class: 'teaching' },
      'Several pictures teach me one subject, by its name and kind: ',
      button('hint', write, EXAMPLE),
    );
  }
}

function chip(content: (Node | string)[], label: string, drop: () => void): HTMLElement {
  return h(
    'span',
    { class: 'attachment' },
    ...content,
    h('button', { type: 'button', 'aria-label': label, click: drop }, icon(ICONS.close)),
  );
}
