import { z } from 'zod';
import type { Attachment } from '../../../bot/request/requests.ts';
import { WordbrushError } from '../../../pipeline/errors.ts';
import { download, unreadable } from '../../download.ts';

/** Where Slack serves people's files from: an origin is scheme, host and port in one. */
export const FILE_ORIGINS: readonly string[] = ['https://files.slack.com'];

/** What Slack says of a file. */
export const SlackFile = z.object({
  id: z.string(),
  name: z.string().nullish(),
  mimetype: z.string().optional(),
  size: z.number().optional(),
  url_private: z.string().optional(),
});
export type SlackFile = z.infer<typeof SlackFile>;

/** The files of a message; payloads do not always have any. */
export function slackFiles(files: unknown): SlackFile[] {
  const given = z.array(z.unknown()).safeParse(files);
  return (given.data ?? []).flatMap((file) => SlackFile.safeParse(file).data ?? []);
}

/** The files of a message, and of the messages that it shares: those are attachments of it. */
export function sharedFiles(message: Readonly<Record<string, unknown>>): SlackFile[] {
  const shared = z.array(z.looseObject({ files: z.unknown() })).safeParse(message.attachments);
  return [message, ...(shared.data ?? [])].flatMap(({ files }) => slackFiles(files));
}

export interface FileSource {
  readonly origins: readonly string[];
  /** Goes to those origins and nowhere else. */
  readonly token: string;
  /** What Slack says of a file that came without its link. */
  readonly info: (id: string) => Promise<SlackFile | null>;
}

export function attachmentFrom(file: SlackFile, source: FileSource): Attachment {
  return {
    name: file.name ?? 'picture',
    ...(file.size !== undefined && { size: file.size }),
    ...(file.mimetype !== undefined && { contentType: file.mimetype }),
    read: (maxBytes) => readFile(file, source, maxBytes),
  };
}

async function readFile(
  file: SlackFile,
  { origins, token, info }: FileSource,
  maxBytes: number,
): Promise<Uint8Array> {
  const url = file.url_private ?? (await info(file.id))?.url_private;
  if (url === undefined) throw unreadable('the message with it was deleted');
  const headers = { authorization: `Bearer ${token}` };
  const { status, bytes } = await download(url, { platform: 'Slack', origins, headers }, maxBytes);
  if (!bytes) throw unreadable(`Slack’s file host answered ${status}`);
  // Without leave to read it, Slack answers 200 and a page to log in.
  if (isPage(bytes))
    throw new WordbrushError(
      'bad-image',
      'Slack did not give me the picture. Invite me to this channel with /invite @wordbrush and send it again; if that does not help, the app lacks the scope files:read.',
    );
  return bytes;
}

function isPage(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1').trimStart().toLowerCase();
  return start.startsWith('<!doctype html') || start.startsWith('<html');
}
