import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { BotFace } from '../../bot/chat/chat.ts';
import type { Gallery } from '../../bot/commands/gallery.ts';
import type { Action, Attachment, Place } from '../../bot/request/requests.ts';
import type { EventStreams } from './event-streams.ts';
import type { Room } from './room.ts';
export interface AppParts {
    readonly room: Room;
    readonly bot: BotFace;
    readonly gallery: Gallery;
    readonly allowedHosts: readonly string[];
    /** Who knows it is let in; without one, everybody who reaches this server. */
    readonly token: string | undefined;
    readonly maxPictureBytes: number;
    readonly streams: EventStreams;
    /** What went wrong, for the log. */
    readonly onFault: (error: unknown) => void;
    readonly placeOf: (thread: string | null) => Place;
    readonly say: (what: {
        readonly text: string;
        readonly thread: string | null;
        readonly replyTo: string | undefined;
        readonly attachments: readonly Attachment[];
        readonly page: string | undefined;
    }) => Promise<void>;
    readonly act: (action: Action, thread: string | null, page: string | undefined) => Promise<void>;
}
/**
 * The web chat's routes. Every change is acknowledged once it is written down; what follows comes as
 * events.
 */
export declare function createApp(parts: AppParts): Hono<{
    Bindings: HttpBindings;
}>;
