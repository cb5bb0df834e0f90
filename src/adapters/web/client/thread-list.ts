import type { WireThread } from '../wire.ts';
import { byId, h } from './dom.ts';

interface Entry {
  readonly link: HTMLAnchorElement;
  json: string;
}

/** The list of threads: what has not changed stays as it is, and so does the focus in it. */
export class ThreadList {
  readonly #list = byId('threads', HTMLElement);
  /** By thread. */
  readonly #entries = new Map<string, Entry>();

  show(threads: readonly WireThread[], open: string | null): void {
    const sorted = [...threads].sort((a, b) => b.at - a.at);
    const links = sorted.map((thread) => this.#linkOf(thread));
    for (const [i, { id }] of sorted.entries())
      if (id === open) links[i]?.setAttribute('aria-current', 'page');
      else links[i]?.removeAttribute('aria-current');
    const ids = new Set(sorted.map(({ id }) => id));
    for (const [id, { link }] of this.#entries)
      if (!ids.has(id)) {
        link.remove();
        this.#entries.delete(id);
      }
    // Moving an element takes the focus from it, so only what stands elsewhere is moved.
    for (const [i, link] of links.entries())
      if (this.#list.children[i] !== link)
        this.#list.insertBefore(link, this.#list.children[i] ?? null);
  }

  #linkOf(thread: WireThread): HTMLAnchorElement {
    const entry = this.#entries.get(thread.id) ?? {
      link: h('a', { href: `#/t/${thread.id}` }),
      json: '',
    };
    this.#entries.set(thread.id, entry);
    const json = JSON.stringify(thread);
    if (entry.json !== json) {
      entry.json = json;
      entry.link.className = `thread ${thread.working ? 'working' : ''}`;
      entry.link.replaceChildren(
        thread.picture
          ? h('img', { src: thread.picture.url, alt: '' })
          : h('span', { class: 'blank' }),
        h('span', {}, thread.name),
      );
    }
    return entry.link;
  }
}
