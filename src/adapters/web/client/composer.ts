import { api, type Command, type Frame } from './api.ts';
import { byId, h, ICONS, icon } from './dom.ts';
import { imagesIn, takeDrops } from './drops.ts';
import { frameChoice } from './frame-choice.ts';
import { Sentence } from './sentence.ts';
import { findSuggestions, type Suggestion } from './suggestions.ts';

export interface ComposerHooks {
  readonly thread: () => string | null;
  /** Whether it arrived. */
  readonly send: (draft: Draft) => Promise<boolean>;
  /** Says why something was not taken. */
  readonly refuse: (why: string) => void;
}

/** What is about to be said. */
export interface Draft {
  readonly text: string;
  readonly file: File | null;
  readonly frame: Frame;
  readonly reply: { readonly id: string; readonly quote: string } | null;
}

const MAX_SUGGESTIONS = 12;

/** Where people type: grows with the text, takes dropped and pasted pictures, completes commands. */
export class Composer {
  readonly #hooks: ComposerHooks;
  readonly #form = byId('composer', HTMLFormElement);
  readonly #text = byId('text', HTMLTextAreaElement);
  readonly #file = byId('file', HTMLInputElement);
  readonly #list = byId('suggestions', HTMLElement);
  readonly #suggested = byId('suggested', HTMLElement);
  readonly #attached = byId('attached', HTMLElement);
  readonly #hints = byId('hints', HTMLElement);
  readonly #sentence: Sentence;
  #commands: readonly Command[] = [];
  #suggestions: readonly Suggestion[] = [];
  #chosen = -1;
  #asked = 0;
  #picture: File | null = null;
  #frame: Frame = 'square';
  /** The address of the attached picture on this page. */
  #preview = '';
  #replyTo: Draft['reply'] = null;
  /** What could not be sent from threads that were left meanwhile. */
  readonly #unsent = new Map<string | null, Draft>();

  constructor(hooks: ComposerHooks) {
    this.#hooks = hooks;
    this.#sentence = new Sentence({
      thread: hooks.thread,
      edit: (text) => void this.#say({ text, file: null, frame: 'square', reply: null }),
    });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#send();
    });
    this.#text.addEventListener('input', () => this.#typed());
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    this.#text.addEventListener('blur', () => setTimeout(() => this.#closeUnlessBack(), 120));
    this.#file.addEventListener('change', () => {
      if (this.#file.files) this.#take(this.#file.files);
      this.#file.value = '';
    });
    byId('attach', HTMLButtonElement).addEventListener('click', () => this.#file.click());
    takeDrops((files) => this.#take(files));
    document.addEventListener('paste', (event) => {
      const [file] = imagesIn(event.clipboardData?.files);
      if (!file) return;
      event.preventDefault();
      this.attach(file);
    });
    document.addEventListener('keydown', (event) => {
      const typing = document.activeElement?.matches('input, textarea') ?? false;
      if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        // What was begun stays.
        if (this.#text.value === '') this.put('/');
        else this.focus();
      }
    });
  }

  set commands(commands: readonly Command[]) {
    this.#commands = commands;
  }

  /** Puts a text in, ready to be sent or gone on with. */
  put(text: string): void {
    this.#text.value = text;
    this.focus();
    this.#typed();
  }

  focus(): void {
    this.#text.focus();
    this.#text.setSelectionRange(this.#text.value.length, this.#text.value.length);
  }

  attach(file: File | null): void {
    this.#picture = file;
    this.#frame = 'square';
    this.#showAttached();
    if (file) this.focus();
  }

  #take(files: FileList): void {
    const [picture, ...others] = imagesIn(files);
    if (picture) this.attach(picture);
    if (picture && others.length > 0)
      this.#hooks.refuse(
        `One picture at a time: ${picture.name} is attached. Send it, then add the next one.`,
      );
    if (!picture)
      this.#hooks.refuse(
        `${files[0]?.name ?? 'That'} is no picture. Take a PNG, JPEG, WebP, AVIF or GIF.`,
      );
  }

  chooseFile(): void {
    this.#file.click();
  }

  reply(id: string | null, quote = ''): void {
    this.#replyTo = id === null ? null : { id, quote };
    this.#showAttached();
    if (id !== null) this.focus();
  }

  /** What can be said here: examples made from the thread's own words. */
  async refresh(): Promise<void> {
    const thread = this.#hooks.thread();
    void this.#sentence.refresh().catch(() => {}); // it stays as it was
    const edits = thread === null ? [] : await api.suggest(thread, 'edit', 'edit', '');
    if (thread !== this.#hooks.thread()) return;
    const unsent = this.#unsent.get(thread);
    this.#unsent.delete(thread);
    if (unsent) this.#giveBack(unsent);
    this.#text.placeholder =
      thread === null
        ? 'Drop a picture and say what is in it'
        : edits[0]
          ? `Say what to change: ${edits[0].value}`
          : 'Say what is in the picture';
    this.#hints.replaceChildren(
      ...edits
        .slice(0, 4)
        .map(({ value }) =>
          h('button', { type: 'button', class: 'hint', click: () => this.put(value) }, value),
        ),
    );
  }

  async #send(): Promise<void> {
    const text = this.#text.value.trim();
    if (text === '' && !this.#picture) return;
    const draft: Draft = {
      ...{ text, file: this.#picture, frame: this.#frame, reply: this.#replyTo },
    };
    const thread = this.#hooks.thread();
    this.#text.value = '';
    this.#picture = null;
    this.#frame = 'square';
    this.#replyTo = null;
    this.#typed();
    this.#showAttached();
    this.#close();
    if (await this.#say(draft)) return;
    if (thread === this.#hooks.thread()) this.#giveBack(draft);
    else this.#unsent.set(thread, draft);
  }

  async #say(draft: Draft): Promise<boolean> {
    const isSent = await this.#hooks.send(draft);
    // What is asked for is the sentence from now on.
    if (isSent) void this.#sentence.refresh().catch(() => {});
    return isSent;
  }

  /** Nobody should have to type it again; but what was begun meanwhile comes first. */
  #giveBack({ text, file, frame, reply }: Draft): void {
    if (this.#text.value !== '' || this.#picture) return;
    this.#picture = file;
    this.#frame = frame;
    this.#replyTo = reply;
    this.#showAttached();
    this.put(text);
  }

  #typed(): void {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, 200)}px`;
    byId('send', HTMLButtonElement).disabled = this.#text.value.trim() === '' && !this.#picture;
    void this.#suggest();
  }

  async #suggest(): Promise<void> {
    const asked = ++this.#asked;
    // Without suggestions one can still type.
    const thread = this.#hooks.thread();
    const found = await findSuggestions(this.#commands, thread, this.#text.value).catch(() => []);
    if (asked !== this.#asked) return;
    this.#suggestions = found
      .filter(({ value }) => value !== this.#text.value)
      .slice(0, MAX_SUGGESTIONS);
    this.#chosen = -1;
    this.#showSuggestions();
  }

  #showSuggestions(): void {
    this.#list.hidden = this.#suggestions.length === 0;
    // A box of several lines may not be called a combobox, which would tell of its list by itself.
    const count = this.#suggestions.length;
    this.#suggested.textContent =
      count === 0 ? '' : count === 1 ? '1 suggestion' : `${count} suggestions`;
    this.#list.replaceChildren(
      ...this.#suggestions.map(({ label, hint }, i) =>
        h(
          'div',
          {
            id: `s-${i}`,
            role: 'option',
            'aria-selected': String(i === this.#chosen),
            pointerdown: (event) => {
              event.preventDefault();
              this.#accept(i);
            },
          },
          h('span', {}, label),
          hint === '' ? null : h('small', {}, hint),
        ),
      ),
    );
    if (this.#chosen >= 0) this.#text.setAttribute('aria-activedescendant', `s-${this.#chosen}`);
    else this.#text.removeAttribute('aria-activedescendant');
  }

  #accept(index: number): void {
    const suggestion = this.#suggestions[index];
    if (suggestion) this.put(suggestion.value);
  }

  #closeUnlessBack(): void {
    if (document.activeElement !== this.#text) this.#close();
  }

  #close(): void {
    this.#asked++;
    this.#suggestions = [];
    this.#showSuggestions();
  }

  #key(event: KeyboardEvent): void {
    const open = this.#suggestions.length > 0;
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (open && this.#chosen >= 0) this.#accept(this.#chosen);
      else void this.#send();
    } else if (event.key === 'Tab' && open && !event.shiftKey) {
      event.preventDefault();
      this.#accept(Math.max(0, this.#chosen));
    } else if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const count = this.#suggestions.length;
      this.#chosen =
        this.#chosen < 0 && step < 0 ? count - 1 : (this.#chosen + step + count) % count;
      this.#showSuggestions();
    } else if (event.key === 'Escape') {
      if (open) this.#close();
      else this.reply(null);
    }
  }

  #showAttached(): void {
    URL.revokeObjectURL(this.#preview);
    this.#preview = this.#picture ? URL.createObjectURL(this.#picture) : '';
    const parts: HTMLElement[] = [];
    if (this.#replyTo) {
      const drop = (): void => this.reply(null);
      parts.push(chip([icon(ICONS.reply), this.#replyTo.quote], 'Do not reply', drop));
    }
    if (this.#picture) {
      const preview = h('img', { src: this.#preview, alt: '' });
      const picture = this.#picture;
      preview.addEventListener('load', () => {
        const frame = frameChoice(preview, this.#frame, (chosen) => {
          this.#frame = chosen;
        });
        if (frame && picture === this.#picture) this.#attached.append(frame);
      });
      parts.push(
        chip([preview, this.#picture.name], 'Take the picture off', () => this.attach(null)),
      );
    }
    this.#attached.replaceChildren(...parts);
    this.#attached.hidden = parts.length === 0;
    byId('send', HTMLButtonElement).disabled = this.#text.value.trim() === '' && !this.#picture;
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
