import { api, type CommandHint } from './api.ts';
import { Attached, type Attachments, NOTHING } from './attached/attached.ts';
import { button, byId, h } from './dom.ts';
import { imagesIn, takeDrops } from './drops.ts';
import { Sentence } from './sentence.ts';
import { findSuggestions, type Suggestion } from './suggestions.ts';

export interface ComposerHooks {
  readonly thread: () => string | null;
  /** Whether it arrived. */
  readonly send: (draft: Unsent) => Promise<boolean>;
  /** Says why something was not taken. */
  readonly refuse: (why: string) => void;
}

/** What is about to be said. */
export interface Unsent extends Attachments {
  readonly text: string;
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
  readonly #attached = new Attached({
    changed: () => this.#showSendable(),
    write: (text) => this.#write(text),
  });
  readonly #hints = byId('hints', HTMLElement);
  readonly #sentence: Sentence;
  #commands: readonly CommandHint[] = [];
  #suggestions: readonly Suggestion[] = [];
  #chosen = -1;
  #asked = 0;
  /** What could not be sent from threads that were left meanwhile. */
  readonly #unsent = new Map<string | null, Unsent>();

  constructor(hooks: ComposerHooks) {
    this.#hooks = hooks;
    this.#sentence = new Sentence({
      thread: hooks.thread,
      edit: (text) => void this.#say({ ...NOTHING, text }),
    });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#send();
    });
    this.#text.addEventListener('input', () => this.#typed());
    addEventListener('resize', () => this.#fit());
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    this.#text.addEventListener('blur', () => setTimeout(() => this.#closeUnlessBack(), 120));
    this.#file.addEventListener('change', () => {
      if (this.#file.files) this.#take(this.#file.files);
      this.#file.value = '';
    });
    byId('attach', HTMLButtonElement).addEventListener('click', () => this.#file.click());
    takeDrops((files) => this.#take(files));
    document.addEventListener('paste', (event) => {
      const files = imagesIn(event.clipboardData?.files);
      if (files.length === 0) return;
      event.preventDefault();
      this.#attach(files);
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

  set commands(commands: readonly CommandHint[]) {
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

  #attach(files: readonly File[]): void {
    this.#attached.add(files, this.#text.value);
    this.focus();
  }

  #take(files: FileList): void {
    const pictures = imagesIn(files);
    if (pictures.length > 0) this.#attach(pictures);
    else
      this.#hooks.refuse(
        `${files[0]?.name ?? 'That'} is no picture. Take a PNG, JPEG, WebP, AVIF or GIF.`,
      );
  }

  /** Puts an example in, its name ready to be typed over. */
  #write(example: string): void {
    this.put(example);
    const name = /"(.*)"/u.exec(example);
    if (name?.[1] !== undefined)
      this.#text.setSelectionRange(name.index + 1, name.index + 1 + name[1].length);
  }

  chooseFile(): void {
    this.#file.click();
  }

  reply(id: string | null, quote = ''): void {
    this.#attached.now = { ...this.#attached.now, reply: id === null ? null : { id, quote } };
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
    this.#fit();
    this.#hints.replaceChildren(
      ...edits.slice(0, 4).map(({ value }) => button('hint', () => this.put(value), value)),
    );
  }

  async #send(): Promise<void> {
    const text = this.#text.value.trim();
    const draft: Unsent = { ...this.#attached.now, text };
    if (text === '' && draft.files.length === 0) return;
    const refusal = this.#attached.refusal(text);
    if (refusal !== null) return this.#hooks.refuse(refusal);
    const thread = this.#hooks.thread();
    this.#text.value = '';
    this.#attached.now = NOTHING;
    this.#typed();
    this.#close();
    if (await this.#say(draft)) return;
    if (thread === this.#hooks.thread()) this.#giveBack(draft);
    else this.#unsent.set(thread, draft);
  }

  async #say(draft: Unsent): Promise<boolean> {
    const isSent = await this.#hooks.send(draft);
    // What is asked for is the sentence from now on.
    if (isSent) void this.#sentence.refresh().catch(() => {});
    return isSent;
  }

  /** Nobody should have to type it again; but what was begun meanwhile comes first. */
  #giveBack({ text, ...attached }: Unsent): void {
    if (this.#text.value !== '' || this.#attached.now.files.length > 0) return;
    this.#attached.now = attached;
    this.put(text);
  }

  /** As high as what is in it, or what it says where nothing is. */
  #fit(): void {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, 200)}px`;
  }

  #typed(): void {
    this.#fit();
    this.#showSendable();
    void this.#suggest();
  }

  #showSendable(): void {
    byId('send', HTMLButtonElement).disabled =
      this.#text.value.trim() === '' && this.#attached.now.files.length === 0;
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
}
