import type { Attachment } from '../../../bot/request/requests.ts';
import { type Download, download, type FileHosts, unreadable } from '../../download.ts';
import type { MessageFile } from '../message-files.ts';

/** Where Discord serves people's files from: an origin is scheme, host and port in one. */
export const FILE_ORIGINS: readonly string[] = [
  'https://cdn.discordapp.com',
  'https://media.discordapp.net',
  // What lies elsewhere, as Discord fetched it.
  'https://images-ext-1.discordapp.net',
  'https://images-ext-2.discordapp.net',
];

export interface FileSource {
  readonly origins: readonly string[];
  /** A fresh link in place of one that has expired, or null when the file is gone. */
  readonly refresh: () => Promise<string | null>;
}

export function attachmentFrom(file: MessageFile, source: FileSource): Attachment {
  return {
    name: file.name,
    ...(file.size !== undefined && { size: file.size }),
    ...(file.contentType !== null && { contentType: file.contentType }),
    read: (maxBytes) => readFile(file.url, source, maxBytes),
  };
}

async function readFile(
  url: string,
  { origins, refresh }: FileSource,
  maxBytes: number,
): Promise<Uint8Array> {
  const hosts: FileHosts = { platform: 'Discord', origins };
  let { status, bytes }: Download = await download(url, hosts, maxBytes);
  if (status === 403 || status === 404) {
    const fresh = await refresh();
    if (fresh === null)
      throw unreadable('its link has expired, or the message with it was deleted');
    ({ status, bytes } = await download(fresh, hosts, maxBytes));
  }
  if (!bytes) throw unreadable(`Discord’s file host answered ${status}`);
  return bytes;
}
