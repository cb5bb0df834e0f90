import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';

const CHECK_MS = 5_000;

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  /** Throws a sentence when something that everything needs does not work. */
  readonly check: () => Promise<void>;
}

/** `/metrics` for Prometheus, `/healthz` for whoever restarts what does not work. */
export class MetricsServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws Error with a sentence when the port is taken */
  static async open({ host, port, registry, check }: MetricsServerOptions): Promise<MetricsServer> {
    const answers: Readonly<Record<string, () => Promise<Answer>>> = {
      '/metrics': async () => ({
        status: 200,
        type: registry.contentType,
        body: await registry.metrics(),
      }),
      '/healthz': async () => {
        const problem = await problemOf(check);
        const body = problem === null ? { status: 'ok' } : { status: 'failing', problem };
        return {
          status: problem === null ? 200 : 503,
          type: 'application/json',
          body: JSON.stringify(body),
        };
      },
    };
    const server = createServer((request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      const answer = isRead && Object.hasOwn(answers, path) ? answers[path] : undefined;
      if (!answer) return void response.writeHead(404).end();
      answer().then(
        ({ status, type, body }) =>
          response
            .writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' })
            .end(body),
        () => response.writeHead(500).end(),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(`Port ${port} is taken. Set WORDBRUSH_METRICS_PORT to another one.`)
            : error,
        ),
      );
      server.listen(port, host, resolve);
    });
    return new MetricsServer(server);
  }

  get address(): string {
    const bound = this.#server.address();
    if (!bound || typeof bound === 'string') throw new Error('Metrics are not served.');
    const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
    return `http://${host}:${bound.port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What a check says, or that it says nothing in time. */
async function problemOf(check: () => Promise<void>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`No answer within ${CHECK_MS / 1_000} s.`), CHECK_MS);
  });
  const checked = check().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  try {
    return await Promise.race([checked, late]);
  } finally {
    clearTimeout(timer);
  }
}
