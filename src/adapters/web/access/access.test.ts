import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { soon } from '../../../../test/soon.ts';
import type { BotFace } from '../../../bot/chat/chat.ts';
import { Gallery } from '../../../bot/gallery.ts';
import { openStores, type Stores } from '../../../bot/store/stores.ts';
import { createLog } from '../../../log.ts';
import { WebAdapter } from '../web-adapter.ts';
import { checkExposure } from './access.ts';

const TOKEN = 'a long and random token';
const bot: BotFace = {
  handle: async () => {},
  sentence: async () => [],
  suggest: async () => [],
  form: async () => null,
  forgetWorkspace: async () => {},
};
let stores: Stores;
let web: WebAdapter;
const options = {
  host: '127.0.0.1',
  port: 0,
  allowedHosts: [],
  maxPictureBytes: 1_000,
  gallery: new Gallery('nowhere', []),
  log: createLog('silent'),
};

beforeAll(async () => {
  stores = openStores(':memory:', 60_000);
  web = new WebAdapter({ ...options, token: TOKEN, stores });
  await web.start(bot);
});
afterAll(async () => {
  await web.stop();
  await stores.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${web.address}${path}`, { headers, redirect: 'manual' });
const signIn = (token: string, headers: Record<string, string> = {}) =>
  fetch(`${web.address}/login`, {
    method: 'POST',
    body: new URLSearchParams({ token }),
    headers: { Origin: web.address, ...headers },
    redirect: 'manual',
  });

describe('a stranger', () => {
  it.each([
    '/api/state',
    '/api/events',
    '/pictures/x',
    '/gallery/1',
    '/client/main.ts',
    '//',
    '/a',
  ])('sees nothing of %s', async (path) => {
    expect((await get(path)).status).toBe(401);
  });

  it('is led to the page to sign in', async () => {
    const led = await get('/');
    expect([led.status, led.headers.get('location')]).toEqual([303, '/login']);
    const page = await get('/login');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).toContain('Token');
  });

  it.each(['', 'wrong', `${TOKEN}x`, TOKEN.slice(1)])('does not get in by “%s”', async (token) => {
    const refused = await signIn(token);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('set-cookie')).toBeNull();
    expect(await refused.text()).toContain('That is not the token.');
  });

  it('does not get in by a made-up cookie, a token in the address or a huge form', async () => {
    expect((await get('/api/state', { Cookie: `wordbrush=${TOKEN}` })).status).toBe(401);
    expect((await get(`/api/state?token=${encodeURIComponent(TOKEN)}`)).status).toBe(401);
    expect((await signIn('x'.repeat(10_000))).status).toBe(413);
  });

  it('cannot be signed in by another site', async () => {
    expect((await signIn(TOKEN, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await signIn(TOKEN, { 'Sec-Fetch-Site': 'same-site' })).status).toBe(403);
  });
});

it('lets in who knows the token, by a cookie that no script and no other site can use', async () => {
  const welcome = await signIn(TOKEN);
  expect([welcome.status, welcome.headers.get('location')]).toEqual([303, '/']);
  const cookie = welcome.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  expect(cookie).not.toContain(TOKEN);
  const session = { Cookie: cookie.split(';')[0] ?? '' };
  expect((await get('/api/state', session)).status).toBe(200);
  expect((await get('/', session)).status).toBe(200);
});

it('marks the cookie for https where a proxy speaks it', async () => {
  const welcome = await signIn(TOKEN, { 'X-Forwarded-Proto': 'https' });
  expect(welcome.headers.get('set-cookie')).toMatch(/Secure/);
});

it('lets in programs by a header', async () => {
  expect((await get('/api/state', { Authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  expect((await get('/api/state', { Authorization: `Bearer ${TOKEN}x` })).status).toBe(401);
});

describe('without a token', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('is for this machine: %s', (host) => {
    expect(() => checkExposure(host, undefined)).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'chat.example', '', '127.0.0.1.evil.example'])(
    'does not start where others can reach it: “%s”',
    async (host) => {
      const open = new WebAdapter({ ...options, host, stores });
      await expect(open.start(bot)).rejects.toThrow(/set WORDBRUSH_WEB_TOKEN/);
    },
  );

  it('nor with one that can be guessed', () => {
    expect(() => checkExposure('0.0.0.0', 'hunter2')).toThrow('has 7 characters');
  });
});

describe('whoever guesses', () => {
  let own: WebAdapter;
  beforeAll(async () => {
    own = new WebAdapter({ ...options, token: TOKEN, stores });
    await own.start(bot);
  });
  afterAll(() => own.stop());
  const guess = (token: string) =>
    fetch(`${own.address}/login`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
      headers: { Origin: own.address },
      redirect: 'manual',
    });
  const ask = (headers: Record<string, string>) => fetch(`${own.address}/api/state`, { headers });

  it('waits after five wrong tokens, on the page and by the header, while sessions go on', async () => {
    const cookie = (await guess(TOKEN)).headers.get('set-cookie')?.split(';')[0] ?? '';
    for (let i = 0; i < 4; i++) expect((await guess('wrong')).status).toBe(401);
    expect((await ask({ Authorization: 'Bearer wrong' })).status).toBe(401);
    const refused = await guess(TOKEN);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.text()).toContain('Too many wrong tokens');
    expect((await ask({ Authorization: 'Bearer wrong' })).status).toBe(429);
    expect((await ask({ Cookie: cookie })).status).toBe(200);
    await vi.waitFor(async () => expect((await guess(TOKEN)).status).toBe(303), 5_000);
  });
});

describe('signing out', () => {
  it('ends the session, its streams, and what the browser kept', async () => {
    const [mine = '', other = ''] = await Promise.all(
      [1, 2].map(async () => (await signIn(TOKEN)).headers.get('set-cookie')?.split(';')[0] ?? ''),
    );
    expect(mine).not.toBe(other);
    for (const [page, Cookie] of [
      ['a', mine],
      ['b', other],
    ] as const)
      expect((await get(`/api/events?page=${page}`, { Cookie })).status).toBe(200);
    expect(web.openStreams).toBe(2);
    const leave = (headers: Record<string, string>) =>
      fetch(`${web.address}/logout`, { method: 'POST', headers, redirect: 'manual' });
    expect((await leave({ Cookie: mine, Origin: 'https://evil.example' })).status).toBe(403);
    const bye = await leave({ Cookie: mine, Origin: web.address });
    expect([bye.status, bye.headers.get('location')]).toEqual([303, '/login']);
    expect(bye.headers.get('set-cookie')).toMatch(/^wordbrush=;/);
    expect(bye.headers.get('clear-site-data')).toContain('"cache"');
    await soon(() => expect(web.openStreams).toBe(1));
    expect((await get('/api/state', { Cookie: mine })).status).toBe(401);
    expect((await get('/api/state', { Cookie: other })).status).toBe(200);
  });
});
