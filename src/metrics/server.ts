import { isIPv6 } from 'node:net';
import { Hono } from 'hono';
import type { Registry } from 'prom-client';
import { answerFaults } from '../http/faults.ts';
import { Served } from '../http/served.ts';
import type { Logger } from '../log.ts';

const CHECK_MS = 5_000;

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  /** Throws a sentence when something that everything needs does not work. */
  readonly check: () => Promise<void>;
  readonly log: Logger;
}

/** `/metrics` for Prometheus, `/healthz` for whoever restarts what does not work. */
export class MetricsServer {
  readonly #served: Served;
  readonly address: string;

  private constructor(served: Served, host: string) {
    this.#served = served;
    this.address = `http://${isIPv6(host) ? `[${host}]` : host}:${served.port}`;
  }

  /** @throws WordbrushError `io` when the port is taken */
  static async open(options: MetricsServerOptions): Promise<MetricsServer> {
    const { host, port, registry, check, log } = options;
    const app = new Hono();
    app.onError(answerFaults((err) => log.error({ err }, 'metrics: a request was lost')));
    app.use(async (context, next) => {
      await next();
      context.header('Cache-Control', 'no-store');
    });
    app.get('/metrics', async (context) =>
      context.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
    );
    app.get('/healthz', async (context) => {
      const problem = await problemOf(check);
      return problem === null
        ? context.json({ status: 'ok' })
        : context.json({ status: 'failing', problem }, 503);
    });
    const setting = 'WORDBRUSH_METRICS_PORT';
    return new MetricsServer(await Served.open(app.fetch, { host, port, setting }), host);
  }

  async close(): Promise<void> {
    await this.#served.close();
  }
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
