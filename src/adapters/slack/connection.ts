import type { IncomingMessage, Server } from 'node:http';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import { type Logger, redact } from '../../log.ts';
import { LoopTurns } from '../../turns/loop-turns.ts';
import { slackCode } from './outgoing/failures.ts';

export interface Credentials {
  /** `xoxb-…`. */
  readonly botToken: string;
  /** `xapp-…`: Socket Mode. */
  readonly appToken?: string;
  /** Signed HTTP, where there is no app token. */
  readonly signingSecret?: string;
  /** Where signed HTTP listens; behind a proxy that speaks https. */
  readonly host?: string;
  readonly port?: number;
  /** Only tests have another one. */
  readonly api?: string;
}

export interface SlackConnection {
  readonly app: App;
  readonly hasty: webApi.WebClient;
  readonly teamId: string;
  readonly botUserId: string;
  /** Where events are awaited, or null in Socket Mode. */
  listen(): Promise<Server | null>;
  close(): Promise<void>;
}

type BoltLogger = NonNullable<ConstructorParameters<typeof webApi.WebClient>[1]>['logger'];

const RETRIES = { retries: 3, factor: 2, minTimeout: 500 };
const SIGNATURE_WINDOW_S = 5 * 60;

/**
 * Logs in by the real Bolt.
 *
 * @throws Error whose sentence says which token Slack refused, and where to find the right one
 */
export async function connectSlack(
  credentials: Credentials,
  log: Logger,
): Promise<SlackConnection> {
  const { botToken, api } = credentials;
  const logger = quietLogger(log);
  const address = api === undefined ? {} : { slackApiUrl: api };
  const clientOptions = { ...address, logger, retryConfig: RETRIES };
  const receiver = receiverFor(credentials, { ...address, logger }, logger);
  const app = new App({
    token: botToken,
    receiver,
    clientOptions,
    logger,
    deferInitialization: true,
  });
  app.error(async (error) => {
    log.error({ reason: redact(error.message) }, 'Slack: an event was lost');
  });
  const identity = await app.client.auth.test().catch((error: unknown) => {
    throw new Error(whyNoLogin(error));
  });
  // Events come in bursts over one connection, and are taken one a turn of the event loop.
  const loop = new LoopTurns();
  app.use(async ({ next }) => {
    await loop.next();
    await next();
  });
  await app.init();
  const { team_id: teamId, user_id: botUserId } = identity;
  if (!teamId || !botUserId)
    throw new Error('SLACK_BOT_TOKEN is no bot token: it begins with xoxb-. See docs/slack.md.');
  return {
    app,
    hasty: new webApi.WebClient(botToken, { ...clientOptions, rejectRateLimitedCalls: true }),
    teamId,
    botUserId,
    async listen() {
      if (receiver instanceof HTTPReceiver) {
        const { host = '127.0.0.1', port = 3_000 } = credentials;
        return await receiver.start({ host, port }).then((server) => server);
      }
      await receiver.start().catch((error: unknown) => {
        throw new Error(
          `SLACK_APP_TOKEN was not accepted (${slackCode(error) ?? 'Slack cannot be reached'}): make one that begins with xapp- and has the scope connections:write. See docs/slack.md.`,
        );
      });
      return null;
    },
    async close() {
      if (receiver instanceof SocketModeReceiver) await receiver.client.disconnect();
      else await receiver.stop();
    },
  };
}

function receiverFor(
  { appToken, signingSecret }: Credentials,
  clientOptions: webApi.WebClientOptions,
  logger: NonNullable<BoltLogger>,
): SocketModeReceiver | HTTPReceiver {
  if (appToken !== undefined)
    return new SocketModeReceiver({ appToken, logger, installerOptions: { clientOptions } });
  if (signingSecret === undefined)
    throw new Error('Slack needs SLACK_APP_TOKEN or SLACK_SIGNING_SECRET. See docs/slack.md.');
  const receiver = new HTTPReceiver({ signingSecret, logger });
  const { requestListener } = receiver;
  receiver.requestListener = (request, response) => {
    if (isTimely(request)) return requestListener(request, response);
    response.writeHead(401).end();
  };
  return receiver;
}

/** Bolt refuses requests that are too old; ones from the future could be replayed until then. */
function isTimely({ headers }: IncomingMessage): boolean {
  const sent = Number(headers['x-slack-request-timestamp'] ?? Number.NaN);
  return Math.abs(Date.now() / 1_000 - sent) <= SIGNATURE_WINDOW_S;
}

function whyNoLogin(error: unknown): string {
  const code = slackCode(error);
  return code === null
    ? 'Slack cannot be reached. Check the network, then start again.'
    : `SLACK_BOT_TOKEN was not accepted (${code}): copy the Bot User OAuth Token from “OAuth & Permissions” of your app. See docs/slack.md.`;
}

/** Bolt's warnings and errors; the rest would show what people write. */
function quietLogger(log: Logger): NonNullable<BoltLogger> {
  const written = (parts: unknown[]): string => redact(parts.map(String).join(' '));
  return {
    debug() {},
    info() {},
    warn: (...parts) => log.warn({ reason: written(parts) }, 'Slack: a warning'),
    error: (...parts) => log.error({ reason: written(parts) }, 'Slack: an error'),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}
