import { type ListenerParts } from './parts.ts';
/** Commands, buttons, forms and menus: acknowledged at once, then handed to the bot. */
export declare class Interactions {
    #private;
    constructor(parts: ListenerParts);
    listen(): void;
}
