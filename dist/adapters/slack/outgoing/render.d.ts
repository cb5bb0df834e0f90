import type { types } from '@slack/bolt';
import type { View } from '../../../bot/view/views.ts';
/** A view as one Slack message: text for notifications, blocks for people, and its files. */
export interface RenderedMessage {
    readonly text: string;
    readonly blocks: types.KnownBlock[];
    readonly files: readonly RenderedFile[];
}
export interface RenderedFile {
    /** The same name always has the same bytes. */
    readonly name: string;
    readonly alt: string;
    /** Drawn only when it is not in the message already. */
    readonly bytes: () => Promise<Uint8Array>;
}
/**
 * Text goes into rich text, in which nothing that people typed is a mark, mention or link. Pictures
 * are files of the message; Slack shows them under its blocks.
 */
export declare function renderView({ tone, blocks }: View): RenderedMessage;
