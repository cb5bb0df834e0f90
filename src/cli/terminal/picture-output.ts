import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { decodePicture, encodeAs, enlarge, PICTURE_EXTENSIONS } from '../../pipeline/image.ts';
import type { Picture } from '../../pipeline/types.ts';
import { writeOutput } from './files.ts';

const KINDS = PICTURE_EXTENSIONS.map((kind) => `.${kind}`).join(', ');

/** `--out`, whose extension says what is written. */
export function addPictureOutput(command: Command, what: string): Command {
  return command.addOption(
    new Option(
      '--out <picture>',
      `where to write ${what}: ${KINDS} (default: a new name)`,
    ).argParser((path: string) => {
      if (kindOf(path) === undefined)
        throw new InvalidArgumentError(
          extname(path) === ''
            ? `It has no extension, so add one: ${KINDS}.`
            : `“${extname(path)}” is not a kind of picture that can be written. Use one of ${KINDS}.`,
        );
      return path;
    }),
  );
}

/** `--own-size`, for those who do not want the picture as the chats show it. */
export function addOwnSize(command: Command): Command {
  return command.option('--own-size', 'as small as the model draws it (default: as chats show it)');
}

/** A name beside where the command runs that nothing has yet: cat-edit.png, cat-edit-2.png, … */
export function freeName(of: string, ending: string): string {
  const stem = basename(of, extname(of));
  const extension = extname(ending);
  const name = `${stem}${ending.slice(0, ending.length - extension.length)}`;
  for (let i = 1; ; i++) {
    const path = `${name}${i === 1 ? '' : `-${i}`}${extension}`;
    if (!existsSync(path)) return path;
  }
}

/** Writes a drawn picture at the size that people look at, or its own. */
export async function writeDrawn(path: string, drawn: Picture, ownSize: boolean): Promise<void> {
  await writePicture(path, ownSize ? drawn : await enlarge(drawn));
}

/** Writes a picture, or the PNG of one, as the kind that the path names. */
export async function writePicture(path: string, picture: Picture | Uint8Array): Promise<void> {
  const pixels = picture instanceof Uint8Array ? await decodePicture(picture) : picture;
  await writeOutput(path, await encodeAs(kindOf(path) ?? 'png', pixels));
}

/** A device, such as /dev/stdout, gets a PNG. */
function kindOf(path: string): string | undefined {
  if (path.startsWith('/dev/')) return 'png';
  const extension = extname(path).slice(1).toLowerCase();
  return PICTURE_EXTENSIONS.includes(extension) ? extension : undefined;
}
