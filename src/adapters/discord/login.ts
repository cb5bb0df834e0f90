import {
  ApplicationFlags,
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  Options,
  Partials,
  REST,
  type RESTGetCurrentApplicationResult,
  type RESTOptions,
  Routes,
} from 'discord.js';
import { WordbrushError } from '../../pipeline/errors.ts';

/** A longer wait is reported instead, so that progress can be left out. */
const LONGEST_RATE_LIMIT_MS = 10_000;

export interface Credentials {
  /** From the environment, and nowhere else. */
  readonly token: string;
  /** Another address of the API, for tests. */
  readonly api?: string;
}

const CONTENT_ALLOWED =
  ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;

export interface Application {
  readonly id: string;
  /** Whether the message content switch in the developer portal is on. */
  readonly seesMessages: boolean;
}

export function restFor({ token, api }: Credentials): REST {
  const address = api === undefined ? {} : { api };
  return new REST({ version: '10', makeRequest, ...address }).setToken(token);
}

/**
 * Node's own fetch. discord.js would take its own undici through the dispatcher that all undicis of
 * a process share; Bolt's newer one puts another there, and then no file can be uploaded.
 */
const makeRequest: RESTOptions['makeRequest'] = async (url, { dispatcher: _, ...init }) => {
  try {
    return await fetch(url, init);
  } catch (error) {
    // “fetch failed” says nothing; its cause has the code by which discord.js tries again.
    throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  }
};

/** @throws WordbrushError `io` when the token is refused or Discord cannot be reached */
export async function fetchApplication(rest: REST): Promise<Application> {
  try {
    // REST answers with whatever came; Discord documents this shape for this route.
    const application = await rest.get(Routes.currentApplication());
    if (!isApplication(application)) throw new Error('the answer is no application');
    return {
      id: application.id,
      seesMessages: ((application.flags ?? 0) & CONTENT_ALLOWED) !== 0,
    };
  } catch (error) {
    throw loginError(error);
  }
}

function isApplication(
  value: unknown,
): value is Pick<RESTGetCurrentApplicationResult, 'id' | 'flags'> {
  return (
    typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
  );
}

/** A client with what this bot listens to. Messages are not cached: nothing of what people say stays. */
export function createClient({ api }: Credentials, { seesMessages }: Application): Client {
  return new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.DirectMessages,
      GatewayIntentBits.DirectMessageReactions,
      ...(seesMessages ? [GatewayIntentBits.MessageContent] : []),
    ],
    // Without these, reactions to old messages and direct messages never arrive.
    partials: [Partials.Message, Partials.Reaction, Partials.User, Partials.Channel],
    allowedMentions: { parse: [], repliedUser: false },
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
    shards: 'auto',
    rest: {
      makeRequest,
      ...(api !== undefined && { api }),
      rejectOnRateLimit: ({ timeToReset, retryAfter }) =>
        Math.max(timeToReset, retryAfter) > LONGEST_RATE_LIMIT_MS,
    },
  });
}

/**
 * Forgets when the limits of requests end: discord.js knows it by the machine's clock, and when that is
 * set back by an hour would wait for an hour. A limit that holds still, Discord says anew.
 */
export function forgetLimits(rest: REST): void {
  rest.globalReset = -1;
  rest.handlers.clear();
}

/** Connects every shard; resolves when all servers are known. */
export async function login(client: Client, { token }: Credentials): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  try {
    await client.login(token);
  } catch (error) {
    throw loginError(error);
  }
  return await ready;
}

export function loginError(error: unknown): WordbrushError {
  if (error instanceof DiscordAPIError && error.status === 401)
    return new WordbrushError(
      'io',
      'Discord does not accept the DISCORD_TOKEN. Copy the token again from the developer portal ' +
        '(your application → Bot → Reset Token) and set it in the environment.',
    );
  const reason = error instanceof Error ? error.message : String(error);
  return new WordbrushError(
    'io',
    `Discord cannot be reached (${reason}). Look at the network and https://discordstatus.com, then start again.`,
  );
}
