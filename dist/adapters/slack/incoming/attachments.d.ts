import { z } from 'zod';
import type { Attachment } from '../../../bot/request/requests.ts';
/** Where Slack serves people's files from: an origin is scheme, host and port in one. */
export declare const FILE_ORIGINS: readonly string[];
/** What Slack tells of a file. */
export declare const SlackFile: z.ZodObject<{
    id: z.ZodString;
    name: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    mimetype: z.ZodOptional<z.ZodString>;
    size: z.ZodOptional<z.ZodNumber>;
    url_private: z.ZodOptional<z.ZodString>;
}, z.core.$strip>;
export type SlackFile = z.infer<typeof SlackFile>;
/** The files of a message; payloads do not always have any. */
export declare function slackFiles(files: unknown): SlackFile[];
/** The files of a message, and of the messages that it shares: those are attachments of it. */
export declare function sharedFiles(message: Readonly<Record<string, unknown>>): SlackFile[];
export interface FileSource {
    readonly origins: readonly string[];
    /** Goes to those origins and nowhere else. */
    readonly token: string;
    /** What Slack tells of a file that came without its link. */
    readonly info: (id: string) => Promise<SlackFile | null>;
}
export declare function attachmentFrom(file: SlackFile, source: FileSource): Attachment;
