import { type Message, MessageFlags } from 'discord.js';
import type { View } from '../../../bot/view/views.ts';
import { renderView } from './render.ts';
/** A view as discord.js sends it. */
export interface Outgoing {
    readonly components: [ReturnType<typeof renderView>['container']];
    readonly files: {
        readonly attachment: Buffer;
        readonly name: string;
        readonly description: string;
    }[];
    /** Files that the message has already, by their ids; the others go. */
    readonly attachments: {
        readonly id: string;
    }[];
    readonly flags: MessageFlags.IsComponentsV2;
}
/** Renders views, and knows which files messages hold already, so that none is sent twice. */
export declare class Outbox {
    #private;
    /** `fetch`: the message as it is now, asked for where nobody here remembers it. */
    render(view: View, id?: string, fetch?: () => Promise<Message>): Promise<Outgoing>;
    remember(message: Message): void;
}
