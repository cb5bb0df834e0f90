import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import {
  Agent,
  type Dispatcher,
  EnvHttpProxyAgent,
  fetch,
  type Headers,
  type Response,
} from 'undici';
import { z } from 'zod';
import { throwIfCancelled, WordbrushError } from '../../errors.ts';
import { digestOf, type HubFile, isIntact, refuseUnsafePath, sizeOnDisk } from './hub-file.ts';

export interface HubOptions {
  /** The hub's address, `https://huggingface.co` or one that speaks the same API. */
  readonly url: string;
  /** Sent to the hub itself and never to a host that it redirects to. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Waits between tries; tests pass their own. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

const MAX_TRIES = 6;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

const RevisionInfo = z.object({
  sha: z.string().regex(/^[0-9a-f]{7,64}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string().min(1),
      size: z.int().nonnegative(),
      blobId: z.string().regex(/^[0-9a-f]{40}$/),
      lfs: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }).nullish(),
    }),
  ),
});

/** The parts of the Hugging Face hub's public API that pulling a model needs. */
export class Hub {
  readonly #url: string;
  readonly #token: string | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #sleep: (milliseconds: number) => Promise<unknown>;
  readonly #dispatcher = throughProxies();

  constructor({ url, token, signal, sleep }: HubOptions) {
    this.#url = url.replace(/\/+$/, '');
    this.#token = token;
    this.#signal = signal;
    // A wait that is cancelled just ends; the try that follows says so.
    this.#sleep =
      sleep ?? ((milliseconds) => wait(milliseconds, undefined, { signal }).catch(() => {}));
  }

  /**
   * Every file of a repository at the commit that a revision now stands for.
   *
   * @throws WordbrushError `io` when the hub does not answer as expected or lists an unsafe path.
   */
  async list(repository: string, revision: string): Promise<{ commit: string; files: HubFile[] }> {
    const path = `/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
    const body: unknown = await this.#retry(async () =>
      (await this.#get(path)).json().catch(() => null),
    );
    const info = RevisionInfo.safeParse(body);
    if (!info.success)
      throw new WordbrushError(
        'io',
        `${this.#url} did not describe ${repository} as the Hugging Face hub does. ` +
          'Check the address of the hub.',
      );
    const files = info.data.siblings.map(({ rfilename, size, blobId, lfs }): HubFile => {
      refuseUnsafePath(rfilename);
      return {
        path: rfilename,
        size,
        digest: lfs
          ? { algorithm: 'sha256', hex: lfs.sha256 }
          : { algorithm: 'git-sha1', hex: blobId },
      };
    });
    return { commit: info.data.sha, files };
  }

  /**
   * Downloads a file to `target`, going on where an earlier try stopped. The name appears only
   * once its content has been checked. `onBytes` gets the number of bytes on disk.
   */
  async download(
    repository: string,
    commit: string,
    file: HubFile,
    target: string,
    onBytes: (onDisk: number) => void,
  ): Promise<void> {
    if (await isIntact(target, file)) {
      onBytes(file.size);
      return;
    }
    await mkdir(dirname(target), { recursive: true });
    // Named by its content, so that a part of an older version is never continued.
    const part = `${target}.${file.digest.hex.slice(0, 12)}.part`;
    const path = `/${repository}/resolve/${commit}/${file.path.split('/').map(encodeURIComponent).join('/')}`;
    let arrived = 0;
    try {
      await this.#retry(
        () =>
          this.#fetchRest(path, part, file.size, (onDisk) => {
            arrived = onDisk;
            onBytes(onDisk);
          }),
        () => arrived,
      );
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC')) throw cause;
      throw new WordbrushError(
        'io',
        `The disk is full: ${file.path} (${file.size} bytes) does not fit into ${dirname(target)}. ` +
          'Make room, or set WORDBRUSH_HOME to a folder on another disk, and pull again: what has ' +
          'arrived is kept, and the pull goes on from there.',
        { cause },
      );
    }
    if ((await digestOf(part, file)) !== file.digest.hex) {
      await rm(part);
      throw new WordbrushError(
        'io',
        `${file.path} arrived damaged: its checksum is not the one that the hub lists. Pull again; ` +
          'if it stays so, the copy at the hub or a proxy between is at fault.',
      );
    }
    await rename(part, target);
  }

  async #fetchRest(
    path: string,
    part: string,
    size: number,
    onBytes: (onDisk: number) => void,
  ): Promise<void> {
    let onDisk = await sizeOnDisk(part);
    if (onDisk > size) {
      await rm(part);
      onDisk = 0;
    }
    if (onDisk === size && size > 0) return;
    const response = await this.#get(path, onDisk > 0 ? { range: `bytes=${onDisk}-` } : {});
    if (response.status !== 206) onDisk = 0; // the server sends the whole file again
    const count = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        onDisk += chunk.length;
        if (onDisk > size) throw new RetryableError('more bytes than the hub lists');
        onBytes(onDisk);
        yield chunk;
      }
    };
    const flags = onDisk > 0 ? 'a' : 'w';
    const body = response.body ? Readable.fromWeb(response.body) : Readable.from([]);
    await pipeline(body, count, createWriteStream(part, { flags }), {
      ...(this.#signal && { signal: this.#signal }),
    });
    if (onDisk < size) throw new RetryableError(`${onDisk} of ${size} bytes`);
  }

  /** A 2xx answer; anything else is a RetryableError or a sentence. Redirects are followed. */
  async #get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    // fetch drops the authorization when a redirect leaves the hub's origin.
    const response = await fetch(this.#url + path, {
      dispatcher: this.#dispatcher,
      headers: { ...headers, ...(this.#token && { authorization: `Bearer ${this.#token}` }) },
      ...(this.#signal && { signal: this.#signal }),
    });
    if (response.ok) return response;
    await response.body?.cancel();
    const { status } = response;
    if (status === 429 || status >= 500)
      throw new RetryableError(`status ${status}`, retryAfterMs(response.headers));
    throw new WordbrushError(
      'io',
      `${describeRefusal(status, this.#token !== undefined)} (${path})`,
    );
  }

  /**
   * Tries again, with growing waits, after what may pass; everything else is thrown at once.
   * Tries that got further, by `progress`, do not count.
   */
  async #retry<Result>(
    action: () => Promise<Result>,
    progress: () => number = () => 0,
  ): Promise<Result> {
    let before = progress();
    for (let attempt = 1; ; attempt++) {
      throwIfCancelled(this.#signal);
      try {
        return await action();
      } catch (error) {
        throwIfCancelled(this.#signal);
        if (!isRetryable(error)) throw error;
        if (progress() > before) attempt = 1;
        before = progress();
        if (attempt === MAX_TRIES)
          throw new WordbrushError(
            'io',
            `${this.#url} did not answer after ${MAX_TRIES} tries (${reasonOf(error)}). Check the ` +
              'connection and try again: what has arrived is kept.',
            { cause: error },
          );
        const asked = error instanceof RetryableError ? error.waitMs : undefined;
        await this.#sleep(Math.min(asked ?? FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS));
      }
    }
  }
}

/** Through the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, where they do. */
function throughProxies(): Dispatcher {
  const isSet = Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name));
  return isSet ? new EnvHttpProxyAgent() : new Agent();
}

/** Something that may pass: a busy server, a cut connection. */
class RetryableError extends Error {
  /** How long the server asked us to wait. */
  readonly waitMs: number | undefined;

  constructor(message: string, waitMs?: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** `fetch` reports the network's failures as TypeErrors with a cause. */
function isRetryable(error: unknown): boolean {
  return error instanceof RetryableError || (error instanceof TypeError && !!error.cause);
}

function reasonOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : {};
  return cause instanceof Error ? cause.message : error instanceof Error ? error.message : '';
}

/** Retry-After is seconds or a date. */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(milliseconds, 0);
}

function describeRefusal(status: number, hasToken: boolean): string {
  if (status === 404) return 'The hub has no such repository, revision or file';
  if (status !== 401 && status !== 403) return `The hub refused with status ${status}`;
  return hasToken
    ? 'The hub refused the token in HF_TOKEN: accept the terms on the model’s page, or use another token'
    : 'The hub asks who you are: accept the terms on the model’s page and set HF_TOKEN to a token of yours';
}
