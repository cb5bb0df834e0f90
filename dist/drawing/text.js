import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sharp } from '../pipeline/picture/sharp.js';
// Without any configuration the text engine complains on stderr at every start.
if (process.platform === 'linux' && !existsSync('/etc/fonts/fonts.conf'))
    process.env.FONTCONFIG_FILE ??= fontPath('fonts.conf');
const POINTS_PER_INCH = 72;
/** As tall as any letter, seen by nobody, and not parted from the word before it. */
const STRUT = '\u2060<span alpha="1">|</span>';
/**
 * Sets a text in the bundled font, so that a sheet looks the same on every machine. A line is as tall
 * whatever its letters, so that texts beside each other stand on one line.
 */
export async function drawText(text, style) {
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
function input(markup, style) {
    return {
        text: {
            text: `<span foreground="${style.colour}">${markup}</span>`,
            font: `Inter ${style.bold ? 'SemiBold' : ''} ${style.size}`,
            fontfile: fontPath(style.bold ? 'inter-semibold.otf' : 'inter-regular.otf'),
            dpi: POINTS_PER_INCH,
            rgba: true,
            ...(style.maxWidth !== undefined && { width: style.maxWidth, wrap: 'word' }),
        },
    };
}
function fontPath(name) {
    return fileURLToPath(new URL(`./fonts/${name}`, import.meta.url));
}
function escapeMarkup(text) {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
