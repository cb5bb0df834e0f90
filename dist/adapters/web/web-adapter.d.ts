import { type BotFace } from '../../bot/chat/chat.ts';
import type { Gallery } from '../../bot/commands/gallery.ts';
import type { MessageRef, Place } from '../../bot/request/requests.ts';
import type { Stores } from '../../bot/store/stores.ts';
import type { View } from '../../bot/view/views.ts';
import type { Logger } from '../../log.ts';
import { type Adapter } from '../adapter.ts';
import { type StreamLimits } from './event-streams.ts';
export interface WebOptions {
    readonly host: string;
    readonly port: number;
    readonly allowedHosts: readonly string[];
    /** Wanted from whoever opens the page; needed where others than this machine can reach it. */
    readonly token?: string;
    readonly maxPictureBytes: number;
    readonly streams?: StreamLimits;
    readonly stores: Stores;
    readonly gallery: Gallery;
    readonly log: Logger;
}
/** The chat on one page of this machine: messages in a `Room`, pages over HTTP. */
export declare class WebAdapter implements Adapter {
    #private;
    readonly platform = "web";
    readonly limits: import("../../bot/chat/chat.ts").ChatLimits;
    constructor(options: WebOptions);
    /** Where the page is, once started. */
    get address(): string;
    /** How many pages listen. */
    get openStreams(): number;
    start(bot: BotFace): Promise<void>;
    stop(): Promise<void>;
    post(place: Place, view: View): Promise<MessageRef>;
    update(ref: MessageRef, view: View): Promise<MessageRef>;
    findButton(place: Place, button: string): Promise<MessageRef | null>;
    remove({ id }: MessageRef): Promise<void>;
    openThread({ id }: MessageRef, name: string): Promise<Place>;
    removeThread({ thread }: Place): Promise<void>;
    clear(): Promise<void>;
    react({ id }: MessageRef, emoji: readonly string[]): Promise<void>;
}
