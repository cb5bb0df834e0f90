import { type Message, type MessageSnapshot } from 'discord.js';
/** A file that a message shows. */
export interface MessageFile {
    readonly id: string;
    readonly name: string;
    readonly size?: number;
    readonly contentType: string | null;
    /** A signed link, good for about a day. */
    readonly url: string;
}
type Content = Message | MessageSnapshot;
/**
 * The files that were sent with a message. Those that its components show are no attachments of it:
 * Discord tells of them as media, with the id of the attachment that they came as.
 */
export declare function filesOf(message: Content): MessageFile[];
/** Every picture that people see in a message: its own, a forwarded one's, and previews of links. */
export declare function picturesIn(message: Content): MessageFile[];
/** What somebody sends by a message: its own files, and those of one that it forwards. */
export declare function sentFiles(message: Content): MessageFile[];
export {};
