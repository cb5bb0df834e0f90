import { type Stores } from '../../bot/store/stores.ts';
import type { PictureFile } from '../../bot/view/views.ts';
import { Pages } from './pages.ts';
import { type WireMessage, type WirePicture, type WireThread } from './wire.ts';
/** The messages, threads and pictures of the web chat, and the pages that show them. */
export declare class Room {
    #private;
    readonly pages: Pages;
    constructor(stores: Stores);
    load(): Promise<void>;
    close(): void;
    /** Messages are in the order of their times, which are all different. */
    nextTime(): number;
    message(id: string): WireMessage | undefined;
    messagesIn(thread: string | null): WireMessage[];
    /** Shows a new or changed message to the pages where it is. */
    show(message: WireMessage): Promise<void>;
    remove(id: string): Promise<void>;
    /** Whether the thread was opened and not forgotten since. */
    has(thread: string): boolean;
    /** The newest first. */
    threads(): WireThread[];
    /** Opens a thread, moves messages into it, and takes the page that asked for it there. */
    openThread(id: string, name: string, messages: readonly string[], page: string | undefined): Promise<void>;
    removeThread(id: string): Promise<void>;
    /** The address of a picture, by its content, so that a browser may keep it for ever. */
    address({ bytes, alt, name }: PictureFile): WirePicture;
    picture(hash: string): Promise<Uint8Array | undefined>;
}
