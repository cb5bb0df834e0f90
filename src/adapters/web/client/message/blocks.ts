import type { Line } from '../../../../bot/view/views.ts';
import type { WireBlock, WirePicture } from '../../wire.ts';
import { button, h } from '../dom.ts';
import { compareSlider } from './compare.ts';
import { heatStrip } from './heat.ts';
import { enlargeButton } from './lightbox.ts';
import { type BlockElement, progressPicture } from './progress.ts';

/** What a message's blocks can do to the chat. */
export interface BlockActions {
  /** `form`: the button wants something typed first. */
  readonly press: (button: string, form: boolean) => void;
  /** Puts a command into the composer. */
  readonly use: (text: string) => void;
}

type Buttons = Extract<WireBlock, { kind: 'buttons' }>;

export function drawBlock(
  block: WireBlock,
  all: readonly WireBlock[],
  actions: BlockActions,
): BlockElement {
  switch (block.kind) {
    case 'text':
      return { element: textBlock(block, actions) };
    case 'picture':
      return {
        element: h(
          'figure',
          { class: 'picture' },
          picture(block.picture),
          enlargeButton(block.picture, 'Enlarge the picture'),
        ),
      };
    case 'compare':
      return { element: compareSlider(block.before, block.after) };
    case 'grid':
      return { element: grid(block, all, actions) };
    case 'heat-strip':
      return { element: heatStrip(block) };
    case 'progress':
      return progressPicture(block);
    case 'buttons':
      return { element: buttons(block, all, actions) };
  }
}

export function picture({ url, alt }: WirePicture): HTMLImageElement {
  return h('img', { src: url, alt, draggable: 'false', decoding: 'async' });
}

function textBlock(
  block: Extract<WireBlock, { kind: 'text' }>,
  actions: BlockActions,
): HTMLElement {
  const lines = block.lines.map((line) => inline(line, actions));
  if (block.style === 'heading') return h('h2', { class: 'heading' }, ...lines.flat());
  if (block.style === 'list')
    return h('ul', { class: 'list' }, ...lines.map((pieces) => h('li', {}, ...pieces)));
  return h(
    'div',
    { class: block.style === 'note' ? 'note' : 'paragraphs' },
    ...lines.map((pieces) => h('p', {}, ...pieces)),
  );
}

function inline(line: Line, actions: BlockActions): (string | HTMLElement)[] {
  return line.map((piece) => {
    if (typeof piece === 'string') return piece;
    if ('strong' in piece) return h('strong', {}, piece.strong);
    if ('code' in piece) return h('code', {}, piece.code);
    return button('command', () => actions.use(piece.command), piece.command);
  });
}

/** Pictures of a grid press the buttons that stand for them. */
function grid(
  block: Extract<WireBlock, { kind: 'grid' }>,
  all: readonly WireBlock[],
  actions: BlockActions,
): HTMLElement {
  const below = all.find((other): other is Buttons => other.kind === 'buttons')?.buttons ?? [];
  const cells = block.pictures.map((item, i) => {
    const own = below[i];
    const [name, ...details] = block.captions?.[i]?.split('\n') ?? [];
    const cell = h(
      'button',
      {
        type: 'button',
        class: `cell ${own?.style === 'primary' ? 'chosen' : ''}`,
        title: [own?.label, name ?? item.alt].filter(Boolean).join(': '),
        click: () => own && actions.press(own.id, false),
      },
      picture(item),
      name === undefined ? null : h('strong', {}, `${i + 1} · ${name}`),
      ...details.map((detail) => h('span', {}, detail)),
    );
    return h('div', { class: 'cell-box' }, cell, enlargeButton(item, `Enlarge picture ${i + 1}`));
  });
  const largest = Math.max(...(block.groups ?? []).map(({ count }) => count));
  const columns = columnsFor(block.groups ? Math.min(largest, 4) : cells.length);
  return h('div', { class: `grid columns-${columns}` }, ...withTitles(cells, block.groups ?? []));
}

/** The cells of a grid with the titles of its groups between them. */
function withTitles(
  cells: readonly HTMLElement[],
  groups: readonly { readonly title: string; readonly count: number }[],
): readonly HTMLElement[] {
  if (groups.length === 0) return cells;
  let start = 0;
  return groups.flatMap(({ title, count }) => {
    const first = start;
    start += count;
    return [h('p', { class: 'group' }, title), ...cells.slice(first, start)];
  });
}

/** Of a wide page: whole rows where there can be, and pictures large enough to compare. */
function columnsFor(pictures: number): number {
  if (pictures > 9) return 8;
  if (pictures > 6) return 4;
  return pictures === 6 ? 3 : pictures;
}

function buttons(block: Buttons, all: readonly WireBlock[], actions: BlockActions): HTMLElement {
  const pictures = all.find((other) => other.kind === 'grid')?.pictures.length ?? 0;
  const drawn = ({ id, label, style, form }: Buttons['buttons'][number]): HTMLElement =>
    button(`button ${style}`, () => actions.press(id, form === true), label);
  const { more = [] } = block;
  return h(
    'div',
    { class: 'buttons' },
    // The pictures of a grid are its first buttons.
    ...block.buttons.slice(pictures).map(drawn),
    more.length > 0 ? menu('More…', more.map(drawn)) : null,
  );
}

/** What is shown when its button is pressed. */
function menu(label: string, entries: readonly HTMLElement[]): HTMLElement {
  return h(
    'details',
    { class: 'more' },
    h('summary', { class: 'button' }, label),
    h('div', { class: 'entries' }, ...entries),
  );
}
