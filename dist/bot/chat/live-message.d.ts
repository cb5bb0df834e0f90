import type { MessageRef } from '../request/requests.ts';
import type { View } from '../view/views.ts';
import { type Chat } from './chat.ts';
/**
 * One message that shows how work goes: the newest view is shown, no more often than the platform
 * bears, and the last one always.
 */
export declare class LiveMessage {
    #private;
    /** `onMove` is told where the message is now when the platform had to replace it. */
    constructor(chat: Chat, message: MessageRef, onMove: (message: MessageRef) => Promise<void>);
    /** Shows a view soon, unless a newer one comes first; views that are never shown are never made. */
    show(view: () => View | Promise<View>): void;
    /** Shows the last view and resolves with the message that shows it, or null when it has gone. */
    finish(view: View): Promise<MessageRef | null>;
}
