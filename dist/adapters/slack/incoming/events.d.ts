import { type ListenerParts } from './parts.ts';
/** Messages, reactions, and the end of the app: each taken once, however often it is sent. */
export declare class Events {
    #private;
    constructor(parts: ListenerParts);
    listen(): void;
}
