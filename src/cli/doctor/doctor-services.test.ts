import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { beforeEach, describe, expect, it } from 'vitest';
import { DiscordDouble } from '../../../test/doubles/discord/discord-double.ts';
import { SlackDouble } from '../../../test/doubles/slack/slack-double.ts';
import { hasRedis, openRedis } from '../../../test/redis.ts';
import { temporaryFolder } from '../../../test/temporary.ts';
import { BullWorker } from '../../bot/queue/bull-worker.ts';
import { openStores } from '../../bot/store/stores.ts';
import { type Config, readConfig } from '../../config.ts';
import {
  describeDiscord,
  describeQueue,
  describeSafety,
  describeSlack,
  describeStore,
  describeWeb,
} from './doctor-services.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

const settings = (environment: Record<string, string> = {}): Config =>
  readConfig({ WORDBRUSH_DATA: join(folder, 'data'), ...environment });

describe('the store', () => {
  it('is not made by looking', async () => {
    expect(await describeStore(settings())).toMatch(
      /^none yet; it will be .*wordbrush\.sqlite, .* free$/,
    );
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('is told with its size and room', async () => {
    const config = settings();
    await openStores(config.store, 1_000).close();
    expect(await describeStore(config)).toMatch(/ MiB, kept for 30 days, [\d.]+ GiB free$/);
  });

  it('in a Redis that is away is told without its password', async () => {
    const away = settings({ STORE_URL: 'redis://me:secret@127.0.0.1:1' });
    const told = await describeStore(away).catch((error: Error) => error.message);
    expect(told).toMatch(/Redis failed: .* that STORE_URL is right\.$/);
    expect(told).not.toContain('secret');
  });
});

it('tells where jobs wait', async () => {
  expect(await describeQueue(settings())).toContain('in the bot itself');
  const away = settings({ QUEUE_URL: 'redis://127.0.0.1:1', STORE_URL: 'redis://127.0.0.1:1' });
  await expect(describeQueue(away)).rejects.toThrow('No Redis answers at redis://127.0.0.1:1');
});

it.skipIf(!hasRedis)(
  'tells what a Redis lacks to be the queue, and who takes jobs from it',
  async () => {
    const redis = await openRedis();
    const { url } = redis;
    const client = new Redis(url);
    const config = settings({ QUEUE_URL: url, STORE_URL: url });
    const { port } = new URL(url);
    try {
      expect(await describeStore(config)).toBe(`Redis at 127.0.0.1:${port}, kept for 30 days`);
      await expect(describeQueue(config)).rejects.toThrow('No worker takes jobs from redis://');
      const work = () => Promise.reject(new Error('no job is given'));
      const worker = await BullWorker.open({ url, work, lostAfterMs: 1_000, onError: () => {} });
      expect(await describeQueue(config)).toBe(`redis://127.0.0.1:${port}, jobs: 0, workers: 1`);
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      await expect(describeQueue(config)).rejects.toThrow('Set maxmemory-policy to noeviction.');
      await worker.close(0);
    } finally {
      client.disconnect();
      await redis.close();
    }
  },
);

it('tells whether Discord takes the token', async () => {
  expect(await describeDiscord(settings())).toContain('not set up');
  const discord = await DiscordDouble.start({});
  try {
    const right = settings({ DISCORD_TOKEN: discord.token });
    expect(await describeDiscord(right, discord.apiUrl)).toMatch(
      /^the token is right, application \d+/,
    );
    const wrong = settings({ DISCORD_TOKEN: 'wrong' });
    await expect(describeDiscord(wrong, discord.apiUrl)).rejects.toThrow(
      'does not accept the DISCORD_TOKEN',
    );
  } finally {
    await discord.stop();
  }
});

it('tells which of Slack’s tokens is wrong', async () => {
  expect(await describeSlack(settings())).toContain('not set up');
  const slack = await SlackDouble.start({});
  const { botToken, appToken, apiUrl } = slack;
  try {
    const of = (bot: string, app: string) =>
      describeSlack(settings({ SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app }), apiUrl);
    expect(await of(botToken, appToken)).toBe('both tokens are right, team Lab, Socket Mode');
    await expect(of('xoxb-no', appToken)).rejects.toThrow(
      /SLACK_BOT_TOKEN was not accepted \(invalid_auth\)/,
    );
    await expect(of(botToken, 'xapp-no')).rejects.toThrow(/SLACK_APP_TOKEN was not accepted/);
    const signed = (secret: string) =>
      describeSlack(settings({ SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: secret }), apiUrl);
    expect(await signed('0123456789abcdef'.repeat(2))).toBe(
      'the token is right, team Lab, signed HTTP',
    );
    await expect(signed('oops')).rejects.toThrow(/has 4 characters and should have 32/);
  } finally {
    await slack.stop();
  }
});

it('tells whether the safety classifier can be used', async () => {
  expect(await describeSafety(settings())).toContain('no classifier');
  const missing = settings({ WORDBRUSH_SAFETY_MODEL: join(folder, 'model.onnx') });
  await expect(describeSafety(missing)).rejects.toThrow(/config\.json/);
});

it('tells who can reach the web chat', async () => {
  expect(await describeWeb(settings())).toBe('127.0.0.1:8787, for this machine alone');
  expect(await describeWeb(settings({ WORDBRUSH_WEB: 'off' }))).toBe('off');
  const open = settings({ WORDBRUSH_HOST: '0.0.0.0' });
  await expect(describeWeb(open)).rejects.toThrow('set WORDBRUSH_WEB_TOKEN');
});
