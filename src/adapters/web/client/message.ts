import type { WireBlock, WireMessage } from '../wire.ts';
import { type BlockActions, type Drawn, drawBlock } from './blocks.ts';
import { h, ICONS, icon } from './dom.ts';

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
  #message: WireMessage;
  #blocks: { readonly json: string; readonly drawn: Drawn }[] = [];

  constructor(message: WireMessage, actions: MessageActions) {
    this.#message = message;
    this.#actions = actions;
    this.#body = h('div', { class: 'body' });
    this.#foot = h('div', { class: 'reactions' });
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
    this.#foot.replaceChildren(...this.#reactions(message));
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
    const unchanged =
      elements.length === this.#body.childElementCount &&
      elements.every((element, i) => element === this.#body.children[i]);
    // Moving an element about resets what is in it, such as a slider that is being dragged.
    if (!unchanged) this.#body.replaceChildren(...elements);
  }

  #reactions(message: WireMessage): HTMLElement[] {
    if (message.private)
      return [
        h('span', { class: 'note' }, 'only you see this'),
        h(
          'button',
          { type: 'button', class: 'chip quiet', click: () => this.#actions.dismiss(message) },
          'Dismiss',
        ),
      ];
    if (message.from === 'you' || message.view?.tone !== 'done') return [];
    const add = h(
      'button',
      {
        type: 'button',
        class: 'chip quiet',
        'aria-label': 'Add a reaction',
        title: 'React: an emoji that names a word asks for more of it',
      },
      icon(ICONS.smile),
    );
    add.addEventListener('click', () => this.#actions.pickEmoji(message, add));
    return [
      ...message.reactions.map(({ emoji, mine }) =>
        h(
          'button',
          {
            type: 'button',
            class: 'chip',
            'aria-pressed': String(mine),
            'aria-label': `${emoji}${mine ? ', yours' : ''}`,
            click: () => this.#actions.react(message, emoji, !mine),
          },
          emoji,
        ),
      ),
      add,
      h(
        'button',
        {
          type: 'button',
          class: 'chip quiet',
          'aria-label': 'Reply to this picture',
          title: 'Reply: edit from this picture',
          click: () => this.#actions.reply(message),
        },
        icon(ICONS.reply),
      ),
    ];
  }
}
