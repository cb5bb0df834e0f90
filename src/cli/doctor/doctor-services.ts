import { constants, existsSync } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config.ts';
import { WordbrushError } from '../../pipeline/errors.ts';
import { gibibytes } from '../../pipeline/text/bytes.ts';

// What each check needs is loaded by it: a bot without Slack need not load Slack's libraries.

/** Where everything is kept: whether it takes and gives, and how much room there is. */
export async function describeStore({ store, keepMs }: Config): Promise<string> {
  const isFile = !/^rediss?:\/\//u.test(store);
  // A check leaves nothing behind that was not there.
  if (isFile && !existsSync(store)) {
    let folder = dirname(store);
    while (!existsSync(folder)) folder = dirname(folder);
    await access(folder, constants.W_OK);
    return `none yet; it will be ${store}, ${await freeAt(folder)}`;
  }
  const { openStores } = await import('../../bot/store/stores.ts');
  const stores = openStores(store, keepMs);
  try {
    await stores.check();
    const days = Math.round(keepMs / 86_400_000);
    if (!isFile) return `Redis at ${new URL(store).host}, kept for ${days} days`;
    const { size } = await stat(store);
    return `${store}, ${(size / 2 ** 20).toFixed(1)} MiB, kept for ${days} days, ${await freeAt(dirname(store))}`;
  } finally {
    await stores.close();
  }
}

/** Where jobs wait, and how many workers take them. */
export async function describeQueue({ queue }: Config): Promise<string> {
  if (!queue) return 'in the bot itself (QUEUE_URL is not set)';
  const [{ Queue }, { addressOf }, { connectRedis, QUEUE }] = await Promise.all([
    import('bullmq'),
    import('../../bot/store/redis-address.ts'),
    import('../../bot/queue/bull.ts'),
  ]);
  const connection = await connectRedis(queue.url, () => {});
  const jobs = new Queue(QUEUE, { connection });
  const address = addressOf(queue.url);
  try {
    const [memory, waiting, workers] = await Promise.all([
      connection.info('memory'),
      jobs.getJobCountByTypes(),
      jobs.getWorkers(),
    ]);
    const eviction = /maxmemory_policy:(\S+)/.exec(memory)?.[1] ?? 'noeviction';
    if (eviction !== 'noeviction')
      throw new WordbrushError(
        'io',
        `${address} deletes entries when its memory is full (maxmemory-policy ${eviction}), and jobs are among them. Set maxmemory-policy to noeviction.`,
      );
    if (workers.length === 0)
      throw new WordbrushError(
        'io',
        `No worker takes jobs from ${address}: start \`npx wordbrush worker\` on a machine that draws.`,
      );
    return `${address}, jobs: ${waiting}, workers: ${workers.length}`;
  } finally {
    await jobs.close();
    connection.disconnect();
  }
}

/** @param api another address of Discord's, for tests */
export async function describeDiscord({ discord }: Config, api?: string): Promise<string> {
  if (!discord) return 'not set up (DISCORD_TOKEN is not set)';
  const { fetchApplication, restFor } = await import('../../adapters/discord/login.ts');
  const { id, seesMessages } = await fetchApplication(
    restFor({ ...discord, ...(api !== undefined && { api }) }),
  );
  return `the token is right, application ${id}, typed edits ${seesMessages ? 'are seen' : 'are seen with a mention only'}`;
}

/** @param api another address of Slack's, for tests */
export async function describeSlack({ slack }: Config, api?: string): Promise<string> {
  if (!slack) return 'not set up (SLACK_BOT_TOKEN is not set)';
  const [{ webApi, LogLevel }, { slackCode }] = await Promise.all([
    import('@slack/bolt'),
    import('../../adapters/slack/outgoing/failures.ts'),
  ]);
  const client = (token: string) =>
    new webApi.WebClient(token, {
      logLevel: LogLevel.ERROR,
      retryConfig: { retries: 1 },
      ...(api !== undefined && { slackApiUrl: api }),
    });
  const refused = (name: string) => (error: unknown) => {
    throw new WordbrushError(
      'io',
      `${name} was not accepted (${slackCode(error) ?? 'Slack cannot be reached'}). See docs/slack.md.`,
    );
  };
  const { team } = await client(slack.botToken).auth.test().catch(refused('SLACK_BOT_TOKEN'));
  if (slack.appToken === undefined) checkSigningSecret(slack.signingSecret);
  if (slack.appToken === undefined) return `the token is right, team ${team}, signed HTTP`;
  await client(slack.appToken).apps.connections.open({}).catch(refused('SLACK_APP_TOKEN'));
  return `both tokens are right, team ${team}, Socket Mode`;
}

/** Who can reach the web chat. */
export async function describeWeb({ web }: Config): Promise<string> {
  if (!web.enabled) return 'off';
  const { checkExposure } = await import('../../adapters/web/access/access.ts');
  checkExposure(web.host, web.token);
  return `${web.host}:${web.port}, ${web.token === undefined ? 'for this machine alone' : 'for who knows the token'}`;
}

/** Slack says to nobody whether it is right, so its look has to do. */
function checkSigningSecret(secret = ''): void {
  if (!/^[0-9a-f]{32}$/i.test(secret))
    throw new WordbrushError(
      'bad-option',
      `SLACK_SIGNING_SECRET has ${secret.length} characters and should have 32, of 0-9 and a-f. Copy it from Basic Information; see docs/slack.md.`,
    );
}

/** Whether the operator's classifier can be used. */
export async function describeSafety({ safety }: Config): Promise<string> {
  if (!safety) return 'no classifier (WORDBRUSH_SAFETY_MODEL is not set)';
  const { openSafetyClassifier } = await import('../../pipeline/safety.ts');
  await openSafetyClassifier(safety.model);
  return `${safety.model}, from ${safety.threshold} on`;
}

async function freeAt(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  return `${gibibytes(bavail * bsize)} free`;
}
