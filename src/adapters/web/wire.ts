import type { SentenceWord } from '../../bot/view/sentence.ts';
import type {
  Block,
  ButtonsBlock,
  GridGroup,
  PictureFile,
  ProgressBlock,
  TextBlock,
  Tone,
  View,
} from '../../bot/view/views.ts';

/** What the page and the server say to each other. Pictures travel as addresses. */

export interface WirePicture {
  readonly url: string;
  readonly name: string;
  readonly alt: string;
}

export type WireBlock =
  | TextBlock
  | ButtonsBlock
  | (Omit<ProgressBlock, 'picture'> & { readonly picture?: WirePicture })
  | { readonly kind: 'picture'; readonly picture: WirePicture }
  | { readonly kind: 'compare'; readonly before: WirePicture; readonly after: WirePicture }
  | {
      readonly kind: 'grid';
      readonly pictures: readonly WirePicture[];
      readonly captions?: readonly string[];
      readonly groups?: readonly GridGroup[];
    }
  | {
      readonly kind: 'heat-strip';
      readonly picture: WirePicture;
      readonly words: readonly { readonly word: string; readonly overlay: WirePicture }[];
    };

export interface WireView {
  readonly tone: Tone;
  readonly blocks: readonly WireBlock[];
}

export interface WireReaction {
  readonly emoji: string;
  /** What it is called, or what it does. */
  readonly name?: string;
  /** Put there by the bot, as an offer. */
  readonly seeded: boolean;
  readonly mine: boolean;
}

export interface WireMessage {
  readonly id: string;
  /** Null before a thread was opened. */
  readonly thread: string | null;
  /** Milliseconds since 1970, and a counter for messages of one millisecond. */
  readonly at: number;
  readonly from: 'you' | 'bot';
  readonly private: boolean;
  /** What you wrote, and the names of the files that you sent. */
  readonly text?: string;
  readonly files?: readonly string[];
  readonly replyTo?: string;
  readonly view?: WireView;
  readonly reactions: readonly WireReaction[];
}

export interface WireThread {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  /** The newest picture in it. */
  readonly picture?: WirePicture;
  readonly working: boolean;
}

/** A word of the sentence that a thread's picture is edited by. */
export type WireWord = SentenceWord;

/** Messages are told to the pages that show their thread. */
export type WireEvent =
  | { readonly type: 'message'; readonly message: WireMessage }
  | { readonly type: 'removed'; readonly id: string }
  /** New or changed ones. */
  | { readonly type: 'threads'; readonly threads: readonly WireThread[] }
  /** To the page whose request opened the thread. */
  | { readonly type: 'go'; readonly thread: WireThread }
  | { readonly type: 'thread-removed'; readonly id: string };

export interface WireExample {
  readonly number: number;
  readonly prompt: string;
  readonly url: string;
}

/**
 * A view with its pictures as addresses; `address` keeps the bytes. The words' handles are left out: the
 * page has the sentence itself, under all messages.
 */
export function toWire(view: View, address: (picture: PictureFile) => WirePicture): WireView {
  const blocks = view.blocks.filter((block) => block.kind !== 'handles');
  return { tone: view.tone, blocks: blocks.map((block) => blockToWire(block, address)) };
}

function blockToWire(
  block: Exclude<Block, { kind: 'handles' }>,
  address: (picture: PictureFile) => WirePicture,
): WireBlock {
  switch (block.kind) {
    case 'text':
    case 'buttons':
      return block;
    case 'picture':
      return { ...block, picture: address(block.picture) };
    case 'compare':
      return { ...block, before: address(block.before), after: address(block.after) };
    case 'grid':
      return { ...block, pictures: block.pictures.map(address) };
    case 'heat-strip':
      return {
        ...block,
        picture: address(block.picture),
        words: block.words.map(({ word, overlay }) => ({ word, overlay: address(overlay) })),
      };
    case 'progress': {
      const { picture, ...progress } = block;
      return { ...progress, ...(picture && { picture: address(picture) }) };
    }
  }
}

/** The pictures of a view. */
export function picturesIn(view: WireView | undefined): WirePicture[] {
  return (view?.blocks ?? []).flatMap(picturesOf);
}

function picturesOf(block: WireBlock): readonly WirePicture[] {
  switch (block.kind) {
    case 'text':
    case 'buttons':
      return [];
    case 'picture':
      return [block.picture];
    case 'compare':
      return [block.before, block.after];
    case 'grid':
      return block.pictures;
    case 'heat-strip':
      return [block.picture, ...block.words.map(({ overlay }) => overlay)];
    case 'progress':
      return block.picture ? [block.picture] : [];
  }
}
