import { z } from 'zod';
import type { Attachment } from '../../bot/requests.ts';
import { WordbrushError } from '../../pipeline/errors.ts';

/** Where Slack serves people's files from: an origin is scheme, host and port in one. */
export const FILE_ORIGINS: readonly string[] = ['https://files.slack.com'];

const MAX_REDIRECTS = 3;
const TIMEOUT_MS = 30_000;

/** What Slack tells of a file. */
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

export interface FileSource {
  readonly origins: readonly string[];
  /** Goes to those origins and nowhere else. */
  readonly token: string;
  /** What Slack tells of a file that came without its link. */
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
  source: FileSource,
  maxBytes: number,
): Promise<Uint8Array> {
  const url = file.url_private ?? (await source.info(file.id))?.url_private;
  if (url === undefined) throw unreadable('the message with it was deleted');
  const response = await open(url, source);
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw unreadable(`Slack’s file host answered ${response.status}`);
  }
  const bytes = await readAtMost(response.body, maxBytes);
  // Without leave to read it, Slack answers 200 and a page to log in.
  if (isPage(bytes))
    throw new WordbrushError(
      'bad-image',
      'Slack did not hand the picture over. Invite me to this channel with /invite @wordbrush and send it again; if that does not help, the app lacks the scope files:read.',
    );
  return bytes;
}

/** Follows redirects by hand, so that the token goes to none but Slack's addresses. */
async function open(url: string, { origins, token }: FileSource): Promise<Response> {
  let address = checked(url, origins);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => {
      throw unreadable('Slack’s file host cannot be reached');
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
    throw unreadable(`its link leads to ${parsed?.host || 'no address'}, which is not Slack’s`);
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
  } catch {
    throw unreadable('the download broke off');
  }
  if (length > maxBytes)
    throw new WordbrushError(
      'bad-image',
      `The picture is larger than ${Number((maxBytes / 2 ** 20).toPrecision(3))} MiB, the limit. ` +
        'Save it smaller and try again.',
    );
  return Buffer.concat(chunks);
}

function isPage(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1').trimStart().toLowerCase();
  return start.startsWith('<!doctype html') || start.startsWith('<html');
}

function unreadable(reason: string): WordbrushError {
  return new WordbrushError(
    'bad-image',
    `The picture could not be fetched: ${reason}. Send it again.`,
  );
}
