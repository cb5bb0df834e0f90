import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

it('has a default for everything', () => {
  expect(readConfig({})).toMatchObject({
    web: { enabled: true, host: '127.0.0.1', port: 8787 },
    steps: 50,
    fidelity: 'full',
    discord: null,
    slack: null,
  });
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
