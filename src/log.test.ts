import { describe, expect, it, vi } from 'vitest';
import { createLog, redact, secretsIn } from './log.ts';

/** What one call writes. */
function written(log: (to: ReturnType<typeof createLog>) => void, secrets: string[] = []): string {
  const lines: string[] = [];
  log(createLog('info', secrets, { write: (line) => void lines.push(line) }));
  return lines.join('');
}

// Put together here, so that no scanner takes them for real ones.
const DISCORD = ['MTk4NjIyNDgzNDcxOTI1MjQ4', 'Cl2FMQ', 'ZnCjm1XVW7vRze4b7Cq4se7kKWs0abc'].join('.');
const SLACK = ['xoxb', '123456789', 'abcDEF'].join('-');

describe('a log', () => {
  it.each([
    ['in a message', (secret: string) => written((log) => log.info(`failed with ${secret}`))],
    ['in a field', (secret: string) => written((log) => log.info({ a: { b: secret } }, 'failed'))],
    ['in an error', (secret: string) => written((log) => log.error({ err: new Error(secret) }))],
    [
      'in the cause of an error',
      (secret: string) =>
        written((log) => log.error({ err: new Error('a', { cause: new Error(secret) }) })),
    ],
    ['in a key', (secret: string) => written((log) => log.info({ [secret]: 1 }))],
  ])('has no tokens, not even %s', (_, write) => {
    for (const secret of [DISCORD, SLACK, 'xapp-1-A0-1-abc']) {
      const line = write(secret);
      expect(line).toContain('[token]');
      expect(line).not.toContain(secret);
      expect(JSON.parse(line)).toBeTypeOf('object');
    }
  });

  it('has nothing of the settings that is secret, however it looks', () => {
    const secrets = secretsIn({
      WORDBRUSH_WEB_TOKEN: 'correct "horse" \\ battery',
      PORT: '87878787',
    });
    const line = written(
      (log) => log.error({ err: new Error('correct "horse" \\ battery') }),
      secrets,
    );
    expect(line).toContain('[secret]');
    expect(line).not.toContain('horse');
    expect(secrets).toHaveLength(1);
  });

  it.each(['redis://:p@ss/w0rd#1@queue:6379', 'http://me:hunter22@proxy'])(
    'has no password of the address %s, whatever is in it',
    (address) => {
      const secrets = secretsIn({ STORE_URL: address });
      const line = written((log) => log.error({ address }, `no answer from ${address}`), secrets);
      expect(line).not.toMatch(/w0rd|hunter22/);
      expect(line).toMatch(/queue|proxy/);
    },
  );

  it('keeps what is no secret', () => {
    expect(JSON.parse(written((log) => log.info({ job: 'a-b_c' }, 'done')))).toMatchObject({
      job: 'a-b_c',
      msg: 'done',
      level: 30,
    });
  });
});

it.each([
  ['redis://user:hunter2@queue:6379', 'redis://[secret]@queue:6379'],
  ['Authorization: Bearer abc.def', 'Authorization: Bearer [token]'],
  [
    'https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb24-x/messages',
    'https://discord.com/api/v10/webhooks/123/[token]/messages',
  ],
  ['POST /interactions/123/abc_def/callback', 'POST /interactions/123/[token]/callback'],
  ['https://hooks.slack.com/actions/T1/2/abc', '[address]'],
  ['wss://wss.slack.com/link/?ticket=abc&x=1', 'wss://wss.slack.com/link/?ticket=[secret]&x=1'],
  [
    'https://cdn.discordapp.com/a.png?ex=1&hm=abc',
    'https://cdn.discordapp.com/a.png?ex=1&hm=[secret]',
  ],
  ['https://example.org/a?b=c mail@example.org', 'https://example.org/a?b=c mail@example.org'],
])('strikes out the secrets of %s', (text, struck) => {
  expect(redact(text)).toBe(struck);
});

it('what happens again and again is written a few times, and then how often it was left out', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const lines: string[] = [];
  const log = createLog('info', [], { write: (line) => void lines.push(line) });
  const fail = (i: number) => log.warn({ err: new Error(`no room for ${i} bytes`) }, 'no room');
  for (let i = 0; i < 8_000; i++) fail(i);
  expect(lines.length).toBeLessThanOrEqual(10);
  log.warn({ err: new Error('another') }, 'no room');
  expect(lines.at(-1)).toContain('another');
  vi.advanceTimersByTime(11_000);
  fail(8_000);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ leftOut: 7_990 });
  vi.useRealTimers();
});
