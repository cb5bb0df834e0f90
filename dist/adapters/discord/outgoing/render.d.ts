import { type APIContainerComponent } from 'discord.js';
import type { View } from '../../../bot/view/views.ts';
/** A view as one Discord message of components, and the files that it shows. */
export interface RenderedMessage {
    readonly container: APIContainerComponent;
    readonly files: readonly RenderedFile[];
}
export interface RenderedFile {
    /** The same name always has the same bytes. */
    readonly name: string;
    readonly alt: string;
    /** Drawn only when it is not in the message already. */
    readonly bytes: () => Promise<Uint8Array>;
}
export declare function renderView({ tone, blocks }: View): RenderedMessage;
