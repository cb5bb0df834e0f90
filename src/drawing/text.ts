import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SharpOptions } from 'sharp';
import { sharp } from '../pipeline/picture/sharp.ts';

// Without any configuration the text engine complains on stderr at every start.
if (process.platform === 'linux' && !existsSync('/etc/fonts/fonts.conf'))
  process.env.FONTCONFIG_FILE ??= fontPath('fonts.conf');

export interface TextStyle {
  /** Height of an em in pixels. */
  readonly size: number;
  readonly colour: string;
  readonly bold?: boolean;
  /** Longer lines are wrapped. */
  readonly maxWidth?: number;
}

export interface DrawnImage {
  /** PNG with transparency. */
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
}

const POINTS_PER_INCH = 72;

/** As tall as any letter, seen by nobody, and kept beside the word before it. */
const STRUT = '\u2060<span alpha="1">|</span>';

/**
 * Sets a text in the bundled font, so that a sheet looks the same on every machine. A line is as tall
 * whatever its letters, so that texts beside each other stand on one line.
 */
export async function drawText(text: string, style: TextStyle): Promise<DrawnImage> {
  const plain = escapeMarkup(text);
  // The text engine refuses what has nothing to see, such as a space.
  const { width } = await sharp(input(plain, style))
    .metadata()
    .catch(() => ({ width: 1 }));
  // It cuts a picture to its letters: the strut keeps the height, then goes.
  const drawn = sharp(input(plain + STRUT, style));
  const { height } = await drawn.metadata();
  const { data, info } = await drawn
    .extract({ left: 0, top: 0, width, height })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
}

function input(markup: string, style: TextStyle): SharpOptions {
  return {
    text: {
      text: `<span foreground="${style.colour}">${markup}</span>`,
      font: `Inter ${style.bold ? 'SemiBold' : ''} ${style.size}`,
      fontfile: fontPath(style.bold ? 'inter-semibold.otf' : 'inter-regular.otf'),
      dpi: POINTS_PER_INCH,
      rgba: true,
      ...(style.maxWidth !== undefined && { width: style.maxWidth, wrap: 'word' as const }),
    },
  };
}

function fontPath(name: string): string {
  return fileURLToPath(new URL(`./fonts/${name}`, import.meta.url));
}

function escapeMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
