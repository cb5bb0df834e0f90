import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

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

/** Sets a text in the bundled font, so that a sheet looks the same on every machine. */
export async function drawText(text: string, style: TextStyle): Promise<DrawnImage> {
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${style.colour}">${escapeMarkup(text)}</span>`,
      font: `Inter ${style.bold ? 'SemiBold' : ''} ${style.size}`,
      fontfile: fontPath(style.bold ? 'inter-semibold.otf' : 'inter-regular.otf'),
      dpi: POINTS_PER_INCH,
      rgba: true,
      ...(style.maxWidth !== undefined && { width: style.maxWidth, wrap: 'word' as const }),
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
}

function fontPath(name: string): string {
  return fileURLToPath(new URL(`./fonts/${name}`, import.meta.url));
}

function escapeMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
