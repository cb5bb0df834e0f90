import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { soon } from '../../../../test/soon.ts';
import { Gallery } from '../../../bot/gallery.ts';
import { openStores, type Stores } from '../../../bot/store/stores.ts';
import { text, view } from '../../../bot/view/views.ts';
import { createLog } from '../../../log.ts';
import { WebAdapter } from '../web-adapter.ts';

const OWN = {
  'Sec-Fetch-Site': 'same-origin',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Dest': 'empty',
};
const FOREIGN = { ...OWN, 'Sec-Fetch-Site': 'cross-site' };
const MAIN = { platform: 'web', workspace: 'local', channel: 'main' } as const;

let stores: Stores;
let web: WebAdapter;
let leaving: AbortController;

async function open(token?: string): Promise<void> {
  web = new WebAdapter({
    ...{ host: '127.0.0.1', port: 0, allowedHosts: [], maxPictureBytes: 1_000 },
    ...{ stores, gallery: new Gallery('nowhere', []), log: createLog('silent') },
    streams: { perClient: 3, total: 5 },
    ...(token !== undefined && { token }),
  });
  await web.start({
    handle: async () => {},
    sentence: async () => [],
    suggest: async () => [],
    form: async () => null,
    forgetWorkspace: async () => {},
  });
}
beforeEach(async () => {
  stores = openStores(':memory:', 60_000);
  leaving = new AbortController();
  await open();
});
afterEach(async () => {
  leaving.abort();
  await web.stop();
  await stores.close();
});

/** One request with headers that a `fetch` may not set, from another address of this machine. */
async function ask(
  path: string,
  headers: Record<string, string>,
  { method = 'GET', from = '127.0.0.1' } = {},
) {
  const { port } = new URL(web.address);
  const sent = request({
    ...{ host: '127.0.0.1', port, path, method, headers, localAddress: from },
    signal: leaving.signal,
    agent: false,
  });
  sent.on('error', () => {});
  sent.end();
  const [response] = await once(sent, 'response');
  response.on('error', () => {});
  return { status: response.statusCode, leave: () => sent.destroy(), response };
}
const listen = (page: string, from?: string) =>
  ask(`/api/events?page=${page}`, OWN, from === undefined ? {} : { from });

describe('a stream of events', () => {
  it.each([
    ['HEAD', OWN],
    ['GET', FOREIGN],
    ['GET', { ...OWN, 'Sec-Fetch-Site': 'same-site' }],
    ['GET', { ...OWN, 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate' }],
    ['GET', { ...OWN, 'Sec-Fetch-Mode': 'navigate' }],
    ['GET', {}],
    ['HEAD', {}],
    ['HEAD', FOREIGN],
  ])('is not opened by %s with %j', async (method, headers) => {
    for (let i = 0; i < 50; i++) {
      const { status } = await ask(`/api/events?page=p${i}`, headers, { method });
      expect([403, 405]).toContain(status);
    }
    expect(web.openStreams).toBe(0);
  });

  it('is one of so many for a client, and in all', async () => {
    const opened = [];
    for (let i = 0; i < 3; i++) opened.push(await listen(`a${i}`));
    expect(opened.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await listen('a3')).status).toBe(503);
    for (let i = 0; i < 2; i++) expect((await listen(`b${i}`, '127.0.0.2')).status).toBe(200);
    expect((await listen('c', '127.0.0.3')).status).toBe(503);
    expect(web.openStreams).toBe(5);
    // What is left is free again.
    opened[0]?.leave();
    await soon(() => expect(web.openStreams).toBe(4));
    expect((await listen('c', '127.0.0.3')).status).toBe(200);
  });

  it('is one a page: who comes back takes the place of what was lost', async () => {
    const first = await listen('a');
    const ended = once(first.response.resume(), 'end');
    for (let i = 0; i < 20; i++) expect((await listen('a')).status).toBe(200);
    await ended;
    expect(web.openStreams).toBe(1);
  });

  it('is ended when its page reads nothing any more', async () => {
    const { response } = await listen('a');
    response.pause();
    const long = view('plain', text('x'.repeat(400_000)));
    for (let i = 0; i < 40; i++) await web.post(MAIN, long);
    await vi.waitFor(() => expect(web.openStreams).toBe(0), 5_000);
  });

  it('needs no fetch metadata from who has signed in, where browsers send none', async () => {
    await web.stop();
    await open('a long and random token');
    const known = { Authorization: 'Bearer a long and random token' };
    expect((await ask('/api/events?page=a', known)).status).toBe(200);
    expect((await ask('/api/events?page=b', { ...known, ...FOREIGN })).status).toBe(403);
    expect((await ask('/api/events?page=b', {})).status).toBe(401);
  });
});

describe('another site', () => {
  it.each(['/api/state', '/api/gallery', '/pictures/x', '/client/main.ts', '/style.css'])(
    'gets nothing of %s',
    async (path) => {
      expect((await ask(path, FOREIGN)).status).toBe(403);
      expect((await ask(path, FOREIGN, { method: 'HEAD' })).status).toBe(403);
      const framed = { ...FOREIGN, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' };
      expect((await ask(path, framed)).status).toBe(403);
    },
  );

  it('may lead people here', async () => {
    const link = { ...FOREIGN, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    expect((await ask('/', link)).status).toBe(200);
  });
});
