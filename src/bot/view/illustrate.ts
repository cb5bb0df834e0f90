import { gone } from './notices.ts';
import { enlarged } from './pictures.ts';
import type { Block, PictureFile, Sketch, SketchPicture, View } from './views.ts';

/** Where pictures are kept, by their ids. */
export interface Pictures {
  get(id: string): Promise<Uint8Array | undefined>;
}

/** The view with its pictures; one whose pictures are not kept any more says so. */
export async function illustrate({ tone, blocks }: Sketch, pictures: Pictures): Promise<View> {
  const filled: Block[] = [];
  for (const block of blocks) {
    const shown = await illustrated(block, pictures);
    if (shown === 'gone') return gone();
    if (shown) filled.push(shown);
  }
  return { tone, blocks: filled };
}

/** A block with its pictures; null when it is left out. */
async function illustrated(
  block: Block<SketchPicture>,
  pictures: Pictures,
): Promise<Block | null | 'gone'> {
  const load = (picture: SketchPicture): Promise<PictureFile | null> => fileOf(picture, pictures);
  switch (block.kind) {
    case 'picture': {
      const picture = await load(block.picture);
      return picture ? { kind: 'picture', picture } : isOptional(block.picture) ? null : 'gone';
    }
    case 'compare': {
      const [before, after] = [await load(block.before), await load(block.after)];
      if (!after || !(before || isOptional(block.before))) return 'gone';
      return before ? { kind: 'compare', before, after } : { kind: 'picture', picture: after };
    }
    case 'grid': {
      const files = await Promise.all(block.pictures.map(load));
      const all = files.filter((file) => file !== null);
      return all.length === files.length ? { ...block, pictures: all } : 'gone';
    }
    case 'heat-strip': {
      const picture = await load(block.picture);
      const words: { word: string; overlay: PictureFile }[] = [];
      for (const { word, overlay } of block.words) {
        const file = await load(overlay);
        if (file) words.push({ word, overlay: file });
      }
      return picture && words.length > 0 ? { kind: 'heat-strip', picture, words } : null;
    }
    case 'progress': {
      const { picture: ref, ...progress } = block;
      const picture = ref && (await load(ref));
      return picture ? { ...progress, picture } : progress;
    }
    default:
      return block;
  }
}

async function fileOf(picture: SketchPicture, pictures: Pictures): Promise<PictureFile | null> {
  if ('bytes' in picture) return picture;
  const { id, alt, isFullSize = false } = picture;
  const bytes = id === undefined ? undefined : await pictures.get(id);
  if (id === undefined || !bytes) return null;
  const shown = isFullSize ? `${id}-full` : id;
  return {
    ...{ id: shown, name: `${shown}.png`, alt },
    bytes: isFullSize ? bytes : await enlarged(bytes),
  };
}

function isOptional(picture: SketchPicture): boolean {
  return 'isOptional' in picture && picture.isOptional === true;
}
