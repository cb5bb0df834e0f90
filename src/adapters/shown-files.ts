import { createHash } from 'node:crypto';
import { beforeAndAfter, gridOf, heatStrip } from '../bot/view/pictures.ts';
import type { Block, PictureFile } from '../bot/view/views.ts';
import { cut } from './cut.ts';

/** A picture of a view as a file of a message. */
export interface ShownFile {
  /** The same name always has the same bytes. */
  readonly name: string;
  readonly alt: string;
  /** Drawn only when it is not in the message already. */
  readonly bytes: () => Promise<Uint8Array>;
}

/** The blocks that show pictures, each by one file where a platform has nothing better. */
export type PicturesBlock = Extract<Block, { kind: 'picture' | 'compare' | 'grid' | 'heat-strip' }>;

export function isPictures(block: Block): block is PicturesBlock {
  return ['picture', 'compare', 'grid', 'heat-strip'].includes(block.kind);
}

/** `altLength`: the longest description that the platform takes. */
export function shownFile(block: PicturesBlock, altLength = Number.POSITIVE_INFINITY): ShownFile {
  const file = fileOf(block);
  return { ...file, alt: cut(file.alt, altLength) };
}

function fileOf(block: PicturesBlock): ShownFile {
  switch (block.kind) {
    case 'picture':
      return pictureFile(block.picture);
    case 'compare': {
      const { before, after } = block;
      const alt = `Before: ${before.alt}. After: ${after.alt}`;
      return drawn('compare', [before, after], alt, () => beforeAndAfter(before, after));
    }
    case 'grid': {
      const { pictures, captions = [], groups = [] } = block;
      const titles = groups.map(({ title, count }) => `${count} ${title}`);
      const alt = pictures.map((picture, i) => `${i + 1}: ${picture.alt}`).join('. ');
      return drawn('grid', [...pictures, ...captions, ...titles], alt, () => gridOf(block));
    }
    case 'heat-strip': {
      const { words } = block;
      const alt = `What each word looks at: ${words.map(({ word }) => word).join(', ')}`;
      const parts = words.flatMap(({ word, overlay }) => [word, overlay]);
      return drawn('words', parts, alt, () => heatStrip(block));
    }
  }
}

function pictureFile({ id, name, alt, bytes }: PictureFile): ShownFile {
  const stem = name
    .replace(/\.\w+$/, '')
    .replace(/[^\w-]/g, '_')
    .slice(0, 100);
  return { name: `${stem}-${shortHash(id)}.png`, alt, bytes: async () => bytes };
}

/** A picture made of others is the same one when its parts are. */
function drawn(
  kind: string,
  parts: readonly (PictureFile | string)[],
  alt: string,
  bytes: () => Promise<Uint8Array>,
): ShownFile {
  const ids = parts.map((part) => (typeof part === 'string' ? part : part.id));
  return { name: `${kind}-${shortHash(JSON.stringify(ids))}.png`, alt, bytes };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
