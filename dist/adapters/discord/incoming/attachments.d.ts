import type { Attachment } from '../../../bot/request/requests.ts';
import type { MessageFile } from '../message-files.ts';
/** Where Discord serves people's files from: an origin is scheme, host and port in one. */
export declare const FILE_ORIGINS: readonly string[];
export interface FileSource {
    readonly origins: readonly string[];
    /** A fresh link in place of one that has expired, or null when the file is gone. */
    readonly refresh: () => Promise<string | null>;
}
export declare function attachmentFrom(file: MessageFile, source: FileSource): Attachment;
