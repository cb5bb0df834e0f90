type Child = Node | string | null | false;
type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/**
 * Makes an element. Text only ever becomes text nodes, so nothing that people type is markup.
 * An attribute whose value is a function listens to the event of its name.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (typeof value === 'boolean') element.toggleAttribute(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

/** A button that says what it does. */
export function button(
  looks: string,
  click: () => void,
  ...children: readonly Child[]
): HTMLButtonElement {
  return h('button', { type: 'button', class: looks, click }, ...children);
}

/** A button that shows an icon alone; its label says what it does. */
export function iconButton(
  looks: string,
  path: string,
  label: string,
  click: () => void,
): HTMLButtonElement {
  const made = button(looks, click, icon(path));
  made.setAttribute('aria-label', label);
  made.title = label;
  return made;
}

/** Opens a popover above an element, within the page. It goes when it closes. */
export function popUp(popover: HTMLElement, near: HTMLElement): void {
  popover.addEventListener('toggle', () => {
    if (!popover.matches(':popover-open')) popover.remove();
  });
  document.body.append(popover);
  popover.showPopover();
  const { left, top } = near.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  popover.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  popover.style.top = `${Math.max(8, top - height - 8)}px`;
}

/** The element of the page with this id, which is there. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no #${id}.`);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A line icon from one path on a 24 × 24 grid. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({
    viewBox: '0 0 24 24',
    class: 'icon',
    'aria-hidden': 'true',
  }))
    svg.setAttribute(name, value);
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

export const ICONS = {
  attach:
    'M21 12.5 12.8 20.7a5.5 5.5 0 0 1-7.8-7.8l8.5-8.5a3.7 3.7 0 0 1 5.2 5.2l-8.5 8.5a1.8 1.8 0 0 1-2.6-2.6l7.8-7.8',
  send: 'M12 19V5M6 11l6-6 6 6',
  close: 'M6 6l12 12M18 6 6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  plus: 'M12 5v14M5 12h14',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14a4 4 0 0 0 7 0M9 9.5v.01M15 9.5v.01',
  reply: 'M9 7 4 12l5 5M4 12h9a7 7 0 0 1 7 7',
  enlarge: 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5',
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3',
} as const;
