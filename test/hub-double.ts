import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface HubDoubleOptions {
  readonly repository: string;
  readonly revision: string;
  readonly files: Readonly<Record<string, Buffer>>;
  /** Files of at least this size live in large-file storage, on another host. Default 1,000. */
  readonly lfsFrom?: number;
}

const COMMIT = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';

/**
 * A server that speaks the Hugging Face hub's API: a repository's description, `resolve` with
 * byte ranges, and redirects to a second host for large files.
 */
export class HubDouble {
  readonly requests: {
    readonly host: 'hub' | 'storage';
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
  }[] = [];
  readonly #options: HubDoubleOptions;
  readonly #hub: Server;
  readonly #storage: Server;
  readonly #instead = new Map<string, Handler[]>();

  private constructor(options: HubDoubleOptions) {
    this.#options = options;
    this.#hub = createServer((request, response) => this.#answerAsHub(request, response));
    this.#storage = createServer((request, response) => this.#answerAsStorage(request, response));
  }

  static async start(options: HubDoubleOptions): Promise<HubDouble> {
    const double = new HubDouble(options);
    for (const server of [double.#hub, double.#storage])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return addressOf(this.#hub);
  }

  /** Answers the next request for a file (or for `description`) by `handler` instead. */
  once(path: string, handler: Handler): void {
    this.#instead.set(path, [...(this.#instead.get(path) ?? []), handler]);
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#storage]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #answerAsHub(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    this.requests.push({ host: 'hub', url, headers: request.headers });
    const { repository, revision } = this.#options;
    if (url === `/api/models/${repository}/revision/${revision}?blobs=true`) {
      if (this.#answerInstead('description', request, response)) return;
      this.#describe(response);
      return;
    }
    const prefix = `/${repository}/resolve/${COMMIT}/`;
    const path = url.startsWith(prefix) ? decodeURIComponent(url.slice(prefix.length)) : '';
    const content = this.#options.files[path];
    if (!content) response.writeHead(404).end('Entry not found');
    else if (this.#isLarge(content))
      response.writeHead(302, { location: `${addressOf(this.#storage)}/${path}` }).end();
    else if (!this.#answerInstead(path, request, response)) sendRange(content, request, response);
  }

  #answerAsStorage(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    this.requests.push({ host: 'storage', url, headers: request.headers });
    const path = url.slice(1);
    const content = this.#options.files[path];
    if (!content) response.writeHead(404).end();
    else if (!this.#answerInstead(path, request, response)) sendRange(content, request, response);
  }

  #answerInstead(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    const handler = this.#instead.get(path)?.shift();
    handler?.(request, response);
    return handler !== undefined;
  }

  #describe(response: ServerResponse): void {
    const siblings = Object.entries(this.#options.files).map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      blobId: createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex'),
      ...(this.#isLarge(content) && {
        lfs: {
          sha256: createHash('sha256').update(content).digest('hex'),
          size: content.length,
          pointerSize: 134,
        },
      }),
    }));
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ id: this.#options.repository, sha: COMMIT, siblings }));
  }

  #isLarge(content: Buffer): boolean {
    return content.length >= (this.#options.lfsFrom ?? 1_000);
  }
}

function addressOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null)
    throw new Error('The server is not listening.');
  return `http://127.0.0.1:${address.port}`;
}

function sendRange(content: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': content.length - start,
    ...(start > 0 && { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
  });
  response.end(content.subarray(start));
}
