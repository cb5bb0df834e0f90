import { serve } from '@hono/node-server';
import { WordbrushError } from '../pipeline/errors.ts';

type Options = Parameters<typeof serve>[0];

/** Where an app is served. */
export interface ServedOptions {
  readonly host: string;
  readonly port: number;
  /** The setting that chooses the port. */
  readonly setting: string;
}

/** An app that is served over HTTP until it is closed. */
export class Served {
  readonly #server: ReturnType<typeof serve>;

  private constructor(server: ReturnType<typeof serve>) {
    this.#server = server;
  }

  /** @throws WordbrushError `io` when the port is taken */
  static async open(
    fetch: Options['fetch'],
    { host, port, setting }: ServedOptions,
  ): Promise<Served> {
    return await new Promise((resolve, reject) => {
      const server = serve({ fetch, hostname: host, port }, () => resolve(new Served(server)));
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new WordbrushError(
                'io',
                `Port ${port} is taken. Set ${setting} to another one, or to 0 for any.`,
              )
            : error,
        ),
      );
    });
  }

  get port(): number {
    const bound = this.#server.address();
    if (!bound || typeof bound === 'string') throw new Error('Nothing is served here any more.');
    return bound.port;
  }

  async close(): Promise<void> {
    const server = this.#server;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      // Event streams never end by themselves.
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  }
}
