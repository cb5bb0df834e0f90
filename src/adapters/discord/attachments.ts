import type { Attachment } from '../../bot/requests.ts';
import { WordbrushError } from '../../pipeline/errors.ts';

/** Where Discord serves people's files from: an origin is scheme, host and port in one. */
export const FILE_ORIGINS: readonly string[] = [
  'https://cdn.discordapp.com',
  'https://media.discordapp.net',
];

const MAX_REDIRECTS = 3;
const TIMEOUT_MS = 30_000;

/** What Discord tells of a file. */
export interface DiscordFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly contentType: string | null;
  /** A signed link, good for about a day. */
  readonly url: string;
}

export interface FileSource {
  readonly origins: readonly string[];
  /** A fresh link in place of one that has expired, or null when the file is gone. */
  readonly refresh: () => Promise<string | null>;
}

export function attachmentFrom(file: DiscordFile, source: FileSource): Attachment {
  return {
    name: file.name,
    size: file.size,
    ...(file.contentType !== null && { contentType: file.contentType }),
    read: (maxBytes) => readFile(file.url, source, maxBytes),
  };
}

async function readFile(url: string, source: FileSource, maxBytes: number): Promise<Uint8Array> {
  let response = await open(url, source.origins);
  if (response.status === 403 || response.status === 404) {
    await response.body?.cancel();
    const fresh = await source.refresh();
    if (fresh === null)
      throw unreadable('its link has expired, or the message with it was deleted');
    response = await open(fresh, source.origins);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw unreadable(`Discord’s file host answered ${response.status}`);
  }
  return await readAtMost(response.body, maxBytes);
}

/** Follows redirects by hand, so that every address on the way is one of Discord’s. */
async function open(url: string, origins: readonly string[]): Promise<Response> {
  let address = checked(url, origins);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw unreadable('Discord’s file host cannot be reached', error);
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    address = checked(location, origins, address);
  }
  throw unreadable('its link leads from one address to the next');
}

function checked(url: string, origins: readonly string[], base?: URL): URL {
  const parsed = URL.parse(url, base?.href);
  const isOurs =
    parsed && origins.includes(parsed.origin) && parsed.username === '' && parsed.password === '';
  if (!isOurs)
    throw unreadable(`its link leads to ${parsed?.host || 'no address'}, which is not Discord’s`);
  return parsed;
}

async function readAtMost(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      // Leaving the loop cancels the download.
      if (length > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreadable('the download broke off', error);
  }
  if (length > maxBytes)
    throw new WordbrushError(
      'bad-image',
      `The picture is larger than ${Number((maxBytes / 2 ** 20).toPrecision(3))} MiB, the limit. ` +
        'Save it smaller and try again.',
    );
  return Buffer.concat(chunks);
}

function unreadable(reason: string, cause?: unknown): WordbrushError {
  return new WordbrushError(
    'bad-image',
    `The picture could not be fetched: ${reason}. Send it again.`,
    { cause },
  );
}
