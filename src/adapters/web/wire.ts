import type { SentenceWord } from '../../bot/view/sentence.ts';
import {
  type Block,
  type PictureFile,
  type Tone,
  type View,
  withPictures,
} from '../../bot/view/views.ts';

/** What the page and the server say to each other. Pictures travel as addresses. */

export interface WirePicture {
  readonly url: string;
  readonly name: string;
  readonly alt: string;
}

export type WireBlock = Exclude<Block<WirePicture>, { kind: 'handles' }>;

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
  const blocks = view.blocks.map((block) => withPictures(block, address));
  return { tone: view.tone, blocks: blocks.filter((block) => block.kind !== 'handles') };
}

/** The pictures of a view. */
export function picturesIn(view: WireView | undefined): WirePicture[] {
  const pictures: WirePicture[] = [];
  for (const block of view?.blocks ?? []) withPictures(block, (picture) => pictures.push(picture));
  return pictures;
}
