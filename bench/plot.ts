import type { OverlayOptions } from 'sharp';
import { drawText } from '../src/drawing/text.ts';
import { sharp } from '../src/pipeline/picture/sharp.ts';

// The drawings here are this program's own.
sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] });

export interface Series {
  readonly name: string;
  /** In order of x. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const WIDTH = 1_080;
const HEIGHT = 620;
/** The axes' box; the names of the lines stand right of it. */
const BOX = { left: 80, right: 760, top: 80, bottom: 540 } as const;
const PAPER = '#faf8f5';
const INK = '#1f2430';
const SOFT_INK = '#6d7280';
const COLOURS = [
  '#1f2430',
  '#2a7f62',
  '#3d6fb4',
  '#c2571a',
  '#8b5fb3',
  '#b8952b',
  '#b0413e',
  '#5b8c9c',
];
const LABEL_HEIGHT = 18;

/** Draws lines over two axes, each line named at its end; PNG bytes. */
export async function drawPlot(plot: {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
}): Promise<Buffer> {
  const points = plot.series.flatMap((series) => series.points);
  const x = scale(0, Math.max(...points.map((point) => point.x)), BOX.left, BOX.right);
  const ys = points.map((point) => point.y);
  const [low, high] = [Math.floor(Math.min(...ys)), Math.ceil(Math.max(...ys))];
  const y = scale(low, high, BOX.bottom, BOX.top);
  const overlays: OverlayOptions[] = [];
  const write = async (text: string, left: number, top: number, colour = SOFT_INK, size = 14) => {
    const { png } = await drawText(text, { size, colour, bold: size > 14 });
    overlays.push({ input: png, left: Math.round(left), top: Math.round(top) });
  };

  const marks: string[] = [];
  for (let value = low; value <= high; value += Math.max(1, Math.round((high - low) / 8))) {
    marks.push(
      `<path d="M${BOX.left} ${y(value)}H${BOX.right}" stroke="#e3ded6" stroke-width="1"/>`,
    );
    await write(String(value), BOX.left - 34, y(value) - 7);
  }
  for (const value of new Set(points.map((point) => point.x))) {
    marks.push(`<path d="M${x(value)} ${BOX.bottom}v5" stroke="${SOFT_INK}"/>`);
    await write(String(value), x(value) - 4 * String(value).length, BOX.bottom + 12);
  }

  const ends = plot.series
    .map((series, i) => ({
      series,
      colour: COLOURS[i % COLOURS.length]!,
      end: series.points.at(-1)!,
    }))
    .sort((a, b) => b.end.y - a.end.y);
  let free = BOX.top - LABEL_HEIGHT;
  for (const { series, colour, end } of ends) {
    const path = series.points.map((point) => `${x(point.x)} ${y(point.y)}`).join('L');
    marks.push(
      `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2.5"/>`,
      ...series.points.map(
        (point) => `<circle cx="${x(point.x)}" cy="${y(point.y)}" r="4" fill="${colour}"/>`,
      ),
    );
    free = Math.max(free + LABEL_HEIGHT, y(end.y) - 8);
    await write(`${series.name} ${end.y.toFixed(1)}`, BOX.right + 14, free, colour);
  }
  await write(plot.title, BOX.left - 34, 24, INK, 22);
  await write(plot.yLabel, BOX.left - 34, 56);
  await write(plot.xLabel, BOX.left, BOX.bottom + 38);
  const svg = `<svg width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="${PAPER}"/>${marks.join('')}</svg>`;
  return await sharp(Buffer.from(svg)).composite(overlays).png({ palette: true }).toBuffer();
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  return (value) => start + ((value - from) / (to - from || 1)) * (end - start);
}
