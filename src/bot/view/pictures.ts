import type { OverlayOptions } from 'sharp';
import { drawText } from '../../drawing/text.ts';
import { DISPLAY_SIDE, encodePng, enlarge } from '../../pipeline/image.ts';
import { sharp } from '../../pipeline/picture/sharp.ts';
import type { Picture } from '../../pipeline/types.ts';
import type { GridBlock, GridGroup, HeatStripBlock, PictureFile } from './views.ts';

const GAP = 12;
const SHEET = { side: 256, gap: 8 };
const PAPER = '#ffffff';
const INK = '#1f2430';
const SOFT_INK = '#666b78';
/** Sizes of what is written, in pixels. */
interface Type {
  readonly title: { readonly size: number; readonly height: number };
  readonly label: { readonly size: number; readonly height: number };
  readonly detail: { readonly size: number; readonly height: number };
}
const USUAL: Type = {
  title: { size: 18, height: 36 },
  label: { size: 16, height: 34 },
  detail: { size: 14, height: 20 },
};
/** For a picture two columns wide that a phone shows at half its size. */
const LARGE: Type = {
  title: { size: 26, height: 50 },
  label: { size: 26, height: 46 },
  detail: { size: 22, height: 31 },
};
/** Characters that may be drawn under a picture: more than fit a line. */
const MAX_LABEL = 120;

/** The pixels of a PNG that this program wrote. */
export async function pixelsOf(png: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(png)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** A picture large enough to look at: small models draw small pictures. PNG in and out. */
export async function enlarged(png: Uint8Array): Promise<Uint8Array> {
  const { width, height } = await sharp(png).metadata();
  return Math.max(width, height) >= DISPLAY_SIDE
    ? png
    : await encodePng(await enlarge(await pixelsOf(png)));
}

/** Before and after as one picture. */
export async function beforeAndAfter(before: PictureFile, after: PictureFile): Promise<Uint8Array> {
  const cells = [
    { picture: before.bytes, label: 'before' },
    { picture: after.bytes, label: 'after' },
  ];
  return await tiles([{ cells }], { columns: 2, side: 384 });
}

/** Variations as one picture, numbered from 1; what is grouped is for phones: two columns, large letters. */
export async function gridOf({ pictures, captions, groups }: GridBlock): Promise<Uint8Array> {
  const cells = pictures.map(({ bytes }, i): Tile => {
    const [name, ...details] = captions?.[i]?.split('\n') ?? [];
    return {
      picture: bytes,
      label: name === undefined ? `${i + 1}` : `${i + 1} · ${name}`,
      details,
    };
  });
  if (groups) return await tiles(sections(cells, groups), { columns: 2, side: 384, type: LARGE });
  const columns = Math.ceil(Math.sqrt(pictures.length));
  const side = columns > 4 ? 160 : columns > 2 ? 256 : 384;
  return await tiles([{ cells }], { columns, side });
}

function sections(cells: readonly Tile[], groups: readonly GridGroup[]): Section[] {
  let start = 0;
  return groups.map(({ title, count }) => {
    const first = start;
    start += count;
    return { title, cells: cells.slice(first, start) };
  });
}

/** One overlay a word, in the prompt's order. */
export async function heatStrip({ words }: HeatStripBlock): Promise<Uint8Array> {
  const cells = words.map(({ word, overlay }) => ({ picture: overlay.bytes, label: word }));
  return await tiles([{ cells }], { columns: Math.min(6, Math.max(1, cells.length)), side: 176 });
}

/** Pictures of one subject as one picture, near enough to a square, with nothing between them. */
export async function sheetOf(pictures: readonly Uint8Array[]): Promise<Uint8Array> {
  const [side, gap] = [SHEET.side, SHEET.gap];
  const columns = Math.ceil(Math.sqrt(pictures.length));
  const rows = Math.ceil(pictures.length / columns);
  const cells = await Promise.all(
    pictures.map((picture) => sharp(picture).resize(side, side, { fit: 'cover' }).png().toBuffer()),
  );
  const step = side + gap;
  return await sharp({
    create: {
      ...{ width: columns * step - gap, height: rows * step - gap, channels: 4 },
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    },
  })
    .composite(
      cells.map((input, i) => ({
        input,
        left: (i % columns) * step,
        top: Math.floor(i / columns) * step,
      })),
    )
    .png()
    .toBuffer();
}

interface Tile {
  readonly picture: Uint8Array;
  readonly label: string;
  /** Lines under the label. */
  readonly details?: readonly string[];
}

/** Tiles that begin a row of their own, under a title where there is one. */
interface Section {
  readonly title?: string;
  readonly cells: readonly Tile[];
}

async function tiles(
  parts: readonly Section[],
  {
    columns,
    side,
    type = USUAL,
  }: { readonly columns: number; readonly side: number; readonly type?: Type },
): Promise<Uint8Array> {
  const { title, label, detail } = type;
  const width = GAP + columns * (side + GAP);
  const overlays: Promise<OverlayOptions>[] = [];
  let y = GAP;
  for (const part of parts) {
    if (part.title !== undefined) {
      const at = { left: GAP + 2, top: y + GAP, maxWidth: width - 2 * GAP };
      overlays.push(written(part.title, title, { ...at, colour: SOFT_INK }));
      y += title.height + GAP;
    }
    for (let start = 0; start < part.cells.length; start += columns) {
      const row = part.cells.slice(start, start + columns);
      for (const [column, { picture, label: name, details = [] }] of row.entries()) {
        const left = GAP + column * (side + GAP);
        const under = { left: left + 2, top: y + side + 8, maxWidth: side };
        overlays.push(
          tile(picture, side, { left, top: y }),
          written(name, label, { ...under, colour: INK }),
          ...details.map((text, k) => {
            const top = under.top + label.height - 10 + k * detail.height;
            return written(text, detail, { ...under, top, colour: SOFT_INK });
          }),
        );
      }
      const lines = Math.max(0, ...row.map(({ details = [] }) => details.length));
      y += side + label.height + lines * detail.height + GAP;
    }
  }
  const size = { width, height: y, channels: 3, background: PAPER } as const;
  return await sharp({ create: size })
    .composite(await Promise.all(overlays))
    .png()
    .toBuffer();
}

async function tile(
  picture: Uint8Array,
  side: number,
  at: { readonly left: number; readonly top: number },
): Promise<OverlayOptions> {
  const input = await sharp(picture)
    .resize(side, side, { fit: 'contain', background: PAPER, kernel: 'lanczos3' })
    .png()
    .toBuffer();
  return { input, ...at };
}

/** One line: what does not fit its width is left out. */
async function written(
  text: string,
  { size, height }: { readonly size: number; readonly height: number },
  at: {
    readonly left: number;
    readonly top: number;
    readonly maxWidth: number;
    readonly colour: string;
  },
): Promise<OverlayOptions> {
  const { left, top, maxWidth, colour } = at;
  const start = [...text].slice(0, MAX_LABEL).join('');
  const line = await drawText(start, { size, colour, maxWidth });
  // There is room for one line: what wraps is left out.
  const shown = { width: line.width, height: Math.min(line.height, height) };
  const input = await sharp(line.png)
    .extract({ left: 0, top: 0, ...shown })
    .toBuffer();
  return { input, left, top };
}
