import type { WireBlock, WireMessage } from '../../wire.ts';
import { button, h, ICONS, icon, iconButton } from '../dom.ts';
import { type BlockActions, drawBlock } from './blocks.ts';
import type { BlockElement } from './progress.ts';

export interface MessageActions {
  readonly press: (message: WireMessage, button: string, form: boolean) => void;
  readonly react: (message: WireMessage, emoji: string, added: boolean) => void;
  readonly pickEmoji: (message: WireMessage, near: HTMLElement) => void;
  readonly reply: (message: WireMessage) => void;
  readonly dismiss: (message: WireMessage) => void;
  readonly use: (text: string) => void;
  /** A short form of the message that one replies to. */
  readonly quote: (id: string) => string;
}

/** One message on the page; what has not changed between two versions of it stays as it is. */
export class MessageElement {
  readonly element: HTMLElement;
  readonly #actions: MessageActions;
  readonly #body: HTMLElement;
  readonly #foot: HTMLElement;
  readonly #dismiss: HTMLButtonElement;
  readonly #add: HTMLButtonElement;
  readonly #reply: HTMLButtonElement;
  /** By emoji. */
  readonly #chips = new Map<string, HTMLButtonElement>();
  #message: WireMessage;
  #blocks: { readonly json: string; readonly drawn: BlockElement }[] = [];

  constructor(message: WireMessage, actions: MessageActions) {
    this.#message = message;
    this.#actions = actions;
    this.#body = h('div', { class: 'body' });
    this.#foot = h('div', { class: 'reactions' });
    this.#dismiss = button('chip quiet', () => actions.dismiss(this.#message), 'Dismiss');
    this.#add = iconButton('chip quiet', ICONS.smile, 'Add a reaction', () =>
      actions.pickEmoji(this.#message, this.#add),
    );
    this.#add.title = 'React: an emoji that names a word asks for more of it';
    this.#reply = iconButton('chip quiet', ICONS.reply, 'Reply to this picture', () =>
      actions.reply(this.#message),
    );
    this.#reply.title = 'Reply: edit from this picture';
    this.element = h(
      'article',
      { id: `m-${message.id}`, class: `message ${message.from}` },
      this.#body,
      this.#foot,
    );
    this.show(message);
  }

  show(message: WireMessage): void {
    this.#message = message;
    const tone = message.view?.tone ?? 'plain';
    this.element.className = `message ${message.from} ${tone} ${message.private ? 'private' : ''}`;
    if (message.from === 'you') this.#body.replaceChildren(...this.#words(message));
    else this.#draw(message.view?.blocks ?? []);
    this.#showFoot(message);
  }

  /** Who works with the keyboard goes on where they were, or beside a chip that is gone. */
  #showFoot(message: WireMessage): void {
    const focused = [...this.#foot.children].find((child) => child === document.activeElement);
    setChildren(this.#foot, this.#reactions(message));
    if (!(focused instanceof HTMLElement) || focused === document.activeElement) return;
    (focused.isConnected ? focused : this.#add).focus();
  }

  #words({ text, files, replyTo }: WireMessage): HTMLElement[] {
    return [
      ...(replyTo === undefined
        ? []
        : [h('p', { class: 'quote' }, icon(ICONS.reply), this.#actions.quote(replyTo))]),
      ...(text ? [h('p', { class: 'said' }, text)] : []),
      ...(files ?? []).map((name) => h('p', { class: 'file' }, icon(ICONS.attach), name)),
    ];
  }

  #draw(blocks: readonly WireBlock[]): void {
    const actions: BlockActions = {
      press: (button, form) => this.#actions.press(this.#message, button, form),
      use: (text) => this.#actions.use(text),
    };
    const before = this.#blocks;
    this.#blocks = blocks.map((block, i) => {
      const json = JSON.stringify(block);
      const same = before.find((old) => old.json === json);
      if (same) return same;
      const old = before[i];
      if (old?.drawn.update?.(block)) return { json, drawn: old.drawn };
      return { json, drawn: drawBlock(block, blocks, actions) };
    });
    const elements = this.#blocks.map(({ drawn }) => drawn.element);
    setChildren(this.#body, elements);
  }

  #reactions(message: WireMessage): HTMLElement[] {
    if (message.private) return [h('span', { class: 'note' }, 'only you see this'), this.#dismiss];
    if (message.from === 'you' || message.view?.tone !== 'done') return [];
    const chips = message.reactions.map(({ emoji, name = emoji, mine }) => {
      const chip = this.#chips.get(emoji) ?? this.#chip(emoji);
      chip.setAttribute('aria-pressed', String(mine));
      chip.setAttribute('aria-label', `React: ${name}`);
      chip.title = name;
      return chip;
    });
    return [...chips, this.#add, this.#reply];
  }

  #chip(emoji: string): HTMLButtonElement {
    const press = (): void => {
      const mine = chip.getAttribute('aria-pressed') === 'true';
      this.#actions.react(this.#message, emoji, !mine);
    };
    const chip = button('chip', press, emoji);
    this.#chips.set(emoji, chip);
    return chip;
  }
}

/** Moving an element about takes the focus from it, and resets a slider that is being dragged. */
function setChildren(parent: HTMLElement, children: readonly HTMLElement[]): void {
  const unchanged =
    children.length === parent.childElementCount &&
    children.every((child, i) => child === parent.children[i]);
  if (!unchanged) parent.replaceChildren(...children);
}
