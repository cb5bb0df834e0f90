import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporary.ts';
import { readConfig } from './config.ts';

it('has a default for everything', () => {
  expect(readConfig({})).toMatchObject({
    web: { enabled: true, host: '127.0.0.1', port: 8787 },
    steps: undefined,
    fidelity: 'quick',
    discord: null,
    slack: null,
  });
});

it('says every default in .env.example', () => {
  const path = (name: string) => new URL(name, import.meta.url);
  const example = parseEnv(readFileSync(path('../.env.example'), 'utf8'));
  expect(readConfig(example)).toEqual(readConfig({}));
  const names = readFileSync(path('config.ts'), 'utf8').matchAll(/^ {2}([A-Z_]+):/gmu);
  expect(Object.keys(example)).toEqual(expect.arrayContaining([...names].map(([, name]) => name)));
});

it('takes an empty line for the default', () => {
  expect(readConfig({ WORDBRUSH_PORT: ' ', DISCORD_TOKEN: '' })).toMatchObject({
    web: { port: 8787 },
    discord: null,
  });
});

it('leaves the web chat off once a token is set, unless it is asked for', () => {
  expect(readConfig({ DISCORD_TOKEN: 'x' }).web.enabled).toBe(false);
  expect(readConfig({ DISCORD_TOKEN: 'x', WORDBRUSH_WEB: 'on' }).web.enabled).toBe(true);
});

it('takes a model by its folder or by its name', () => {
  const WORDBRUSH_HOME = temporaryFolder();
  const pulled = join(WORDBRUSH_HOME, 'models', 'stable-diffusion-v1-5');
  const MODEL = 'stable-diffusion-v1-5';
  expect(readConfig({}).model).toMatch(/models.emoji-world$/);
  expect(readConfig({ MODEL: '/srv/model' }).model).toBe('/srv/model');
  expect(() => readConfig({ MODEL, WORDBRUSH_HOME })).toThrow(`models pull ${MODEL}`);
  mkdirSync(pulled, { recursive: true });
  expect(readConfig({ MODEL, WORDBRUSH_HOME }).model).toBe(pulled);
});

it('reads lists', () => {
  expect(readConfig({ WORDBRUSH_ALLOWED_CHANNELS: 'a, b;c' }).policy.allowedChannels).toEqual([
    'a',
    'b',
    'c',
  ]);
});

it('names every setting that is wrong', () => {
  expect(() => readConfig({ WORDBRUSH_STEPS: 'many', WORDBRUSH_FIDELITY: 'best' })).toThrow(
    /WORDBRUSH_STEPS: .*\nWORDBRUSH_FIDELITY: .*\.env\.example/,
  );
});

it('says which half of Slack’s credentials is missing', () => {
  expect(() => readConfig({ SLACK_BOT_TOKEN: 'xoxb-1' })).toThrow(
    /SLACK_APP_TOKEN or SLACK_SIGNING_SECRET/,
  );
});

it('wants a store that workers can reach once there is a queue', () => {
  const QUEUE_URL = 'redis://queue:6379';
  expect(() => readConfig({ QUEUE_URL })).toThrow(/set STORE_URL too/);
  expect(readConfig({ QUEUE_URL, STORE_URL: 'redis://store:6379/1' })).toMatchObject({
    store: 'redis://store:6379/1',
    queue: { url: QUEUE_URL, lostAfterMs: 30_000 },
    stopMs: 20_000,
  });
});

it('says what the address of a Redis looks like', () => {
  expect(() => readConfig({ STORE_URL: 'localhost:6379' })).toThrow(
    /STORE_URL: It must look like redis:\/\/host:6379/,
  );
});

it('every setting that a message or a document names exists', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const config = readFileSync(join(root, 'src', 'config.ts'), 'utf8');
  const others = 'PROVIDERS HOME CACHE DEBUG'.split(' ').map((name) => `WORDBRUSH_${name}`);
  const sources = ['src', 'docs', 'bin'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ts|js|md)$/.test(path))
      .map((path) => join(root, folder, path)),
  );
  const named = [...sources, join(root, 'compose.yaml'), join(root, '.env.example')].flatMap(
    (path) => readFileSync(path, 'utf8').match(/\bWORDBRUSH_[A-Z_]*[A-Z]\b/g) ?? [],
  );
  const unknown = new Set(named.filter((name) => !config.includes(`${name}:`)));
  for (const name of others) unknown.delete(name);
  expect(named.length).toBeGreaterThan(50);
  expect([...unknown]).toEqual([]);
});

it('compose.yaml hardens every container, and gives workers no key to a chat', () => {
  const path = fileURLToPath(new URL('../compose.yaml', import.meta.url));
  const compose = readFileSync(path, 'utf8');
  expect(compose).toMatch(/x-hardened: &hardened\n {2}read_only: true\n {2}cap_drop: \[ALL\]/);
  // The bot and the workers by x-wordbrush, and Redis.
  expect(compose.match(/<<: \*hardened/g)).toHaveLength(2);
  const worker = /environment: &worker\n([\s\S]*?)\n {4}command/.exec(compose)?.[1] ?? '';
  for (const name of [
    'DISCORD_TOKEN',
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
  ])
    expect(worker).toContain(`${name}: ""`);
  expect(compose).toContain('requirepass');
});
