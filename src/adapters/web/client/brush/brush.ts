import type { WirePicture } from '../../wire.ts';
import { button, h, ICONS, iconButton } from '../dom.ts';
import { drawStrokes, maskOf, type Point, type Stroke } from './strokes.ts';

/** Widths of the brush in per cent of the picture's. */
const WIDTHS = { min: 3, max: 40, usual: 14 } as const;

export interface BrushHooks {
  /** What draws where it is painted, as the edit language calls it. */
  readonly method: string;
  /** Words of the picture's sentence, to choose a place by in place of painting one. */
  readonly words: readonly string[];
  /** Whether it arrived. */
  readonly send: (text: string, mask: File | null) => Promise<boolean>;
}

/**
 * A picture to paint on, by mouse, pen or finger: what is painted over is drawn anew as one says. By the
 * keyboard a word of the sentence says where. Escape closes, and the focus goes back.
 */
export function openBrush({ url, alt }: WirePicture, hooks: BrushHooks): void {
  let strokes: readonly Stroke[] = [];
  const picture = h('img', { src: url, alt: `To paint on: ${alt}` });
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const width = h('input', {
    ...{ type: 'range', min: String(WIDTHS.min), max: String(WIDTHS.max) },
    ...{ value: String(WIDTHS.usual), 'aria-label': 'Width of the brush' },
  });
  const undo = button('button', () => change(strokes.slice(0, -1)), 'Undo');
  const clear = button('button', () => change([]), 'Clear');
  const place = h(
    'select',
    { 'aria-label': 'Where to change it' },
    h('option', { value: '' }, 'where I paint'),
    ...hooks.words.map((word) => h('option', { value: word }, `the word “${word}”`)),
  );
  const text = h('input', {
    ...{ type: 'text', maxlength: '300', placeholder: 'make it a lion', class: 'wish' },
    'aria-label': 'What should be there',
  });
  const said = h('p', { role: 'status' });
  const redraw = h('button', { type: 'submit', class: 'button primary' }, 'Redraw');
  const close = (): void => dialog.close();

  const show = (): void => {
    drawStrokes(canvas, strokes, { colour: 'rgb(255 60 190)', ground: null });
    const isPainting = place.value === '';
    canvas.hidden = !isPainting;
    width.disabled = !isPainting;
    undo.disabled = clear.disabled = !isPainting || strokes.length === 0;
    said.textContent = isPainting && strokes.length === 0 ? 'Paint over what should change.' : '';
  };
  const change = (next: readonly Stroke[]): void => {
    strokes = next;
    show();
  };
  const pointOf = ({ clientX, clientY }: PointerEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.width };
  };
  paintOn(canvas, {
    begin: (event) =>
      change([...strokes, { width: Number(width.value) / 100, points: [pointOf(event)] }]),
    go(event) {
      const stroke = strokes.at(-1);
      if (!stroke) return;
      const points = [...stroke.points, ...steps(event).map(pointOf)];
      change([...strokes.slice(0, -1), { ...stroke, points }]);
    },
  });
  picture.addEventListener('load', () => {
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    show();
  });
  place.addEventListener('change', show);

  const submit = async (): Promise<void> => {
    const wish = text.value.trim();
    const isPainting = place.value === '';
    if (wish === '') {
      said.textContent = 'Say what should be there.';
      return text.focus();
    }
    if (isPainting && strokes.length === 0) {
      said.textContent = 'Paint over what should change, or choose a word.';
      return place.focus();
    }
    redraw.disabled = true;
    const { naturalWidth, naturalHeight } = picture;
    const size = { width: naturalWidth, height: naturalHeight };
    const mask = isPainting ? await maskOf(strokes, size) : null;
    const where = isPainting ? '' : ` only "${place.value}"`;
    const isSent = await hooks.send(`/edit ${wish} using ${hooks.method}${where}`, mask);
    redraw.disabled = false;
    if (isSent) close();
    else said.textContent = 'It was not sent. Try again.';
  };
  const form = h(
    'form',
    { class: 'tools' },
    h(
      'div',
      { class: 'tool-row' },
      h('label', {}, 'Brush', width),
      undo,
      clear,
      h('label', {}, 'Change', place),
    ),
    h('div', { class: 'tool-row' }, text, redraw),
    said,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  const dialog = h(
    'dialog',
    { class: 'brush', 'aria-label': 'Paint over what should change' },
    h('div', { class: 'canvas' }, picture, canvas),
    form,
    iconButton('button round', ICONS.close, 'Close', close),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  show();
  text.focus();
}

/** Follows one pointer at a time, also beyond the edge. */
function paintOn(
  canvas: HTMLCanvasElement,
  { begin, go }: Readonly<Record<'begin' | 'go', (event: PointerEvent) => void>>,
): void {
  let painting: number | null = null;
  canvas.addEventListener('pointerdown', (event) => {
    if (painting !== null || event.button !== 0) return;
    event.preventDefault();
    painting = event.pointerId;
    canvas.setPointerCapture(event.pointerId);
    begin(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (event.pointerId === painting) go(event);
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    canvas.addEventListener(end, ({ pointerId }) => {
      if (pointerId === painting) painting = null;
    });
}

/** A quick hand moves several times a frame. */
function steps(event: PointerEvent): readonly PointerEvent[] {
  const all = event.getCoalescedEvents?.() ?? [];
  return all.length > 0 ? all : [event];
}
