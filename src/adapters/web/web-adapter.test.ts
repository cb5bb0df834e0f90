import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { soon } from '../../../test/soon.ts';
import type { Answer, BotFace } from '../../bot/chat/chat.ts';
import { Gallery } from '../../bot/gallery.ts';
import type { BotRequest } from '../../bot/request/requests.ts';
import { openStores, type Stores } from '../../bot/store/stores.ts';
import { type PictureFile, problem, text, type View, view } from '../../bot/view/views.ts';
import { createLog } from '../../log.ts';
import { WebAdapter } from './web-adapter.ts';

const Message = z.object({
  id: z.string(),
  thread: z.string().nullable(),
  text: z.string().optional(),
  private: z.boolean(),
  view: z
    .object({ tone: z.string(), blocks: z.array(z.record(z.string(), z.unknown())) })
    .optional(),
  reactions: z.array(z.object({ emoji: z.string(), mine: z.boolean() })),
});
const State = z.object({
  threads: z.array(z.object({ id: z.string(), name: z.string() })),
  messages: z.array(Message),
});

let stores: Stores;
let web: WebAdapter;
/** What reached the bot, and how each is answered. */
let requests: { request: BotRequest; answer: Answer }[];
const bot: BotFace = {
  handle: async (request, answer) => void requests.push({ request, answer }),
  sentence: async () => [],
  suggest: async ({ text: typed }) => [{ name: typed, value: typed }],
  form: async () => null,
  forgetWorkspace: async () => {},
};

async function open(): Promise<void> {
  web = new WebAdapter({
    host: '127.0.0.1',
    port: 0,
    allowedHosts: ['chat.example'],
    maxPictureBytes: 1_000,
    stores,
    gallery: new Gallery('nowhere', []),
    log: createLog('silent'),
  });
  await web.start(bot);
}

beforeAll(async () => {
  stores = openStores(':memory:', 60_000);
  await open();
});
beforeEach(() => {
  requests = [];
});
afterEach(async () => {
  for (const { id } of (await state()).threads)
    await web.removeThread({ platform: 'web', workspace: 'local', channel: 'main', thread: id });
});
afterAll(async () => {
  await web.stop();
  await stores.close();
});

const state = async () => State.parse(await (await fetch(`${web.address}/api/state`)).json());
const messagesOf = async (thread: string) =>
  z.array(Message).parse(await (await fetch(`${web.address}/api/threads/${thread}`)).json());
const post = (
  path: string,
  body: string | FormData,
  headers: Record<string, string> = { Origin: web.address },
) => fetch(`${web.address}${path}`, { method: 'POST', body, headers });
function form(fields: Readonly<Record<string, string | File>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}
async function nextRequest() {
  return await soon(() => {
    const next = requests.at(-1);
    if (!next) throw new Error('Nothing reached the bot.');
    return next;
  });
}
const picture = (bytes: number[]): PictureFile => ({
  id: 'p',
  name: 'p.png',
  alt: 'a picture',
  bytes: Uint8Array.from(bytes),
});
const showing = (file: PictureFile): View => view('done', { kind: 'picture', picture: file });
const hostile = '<img src=x onerror=alert(1)>';

/** A thread as the bot opens one: on its answer to what was said. */
async function openThread(name = 'a cat'): Promise<string> {
  await post('/api/messages', form({ text: name, page: 'here' }));
  const { answer } = await nextRequest();
  const opener = await answer(view('plain', text(name)));
  const { thread = '' } = await web.openThread(opener, name);
  requests = [];
  return thread;
}

/** A page that listens. */
async function openPage(page: string) {
  const { body } = await fetch(`${web.address}/api/events?page=${page}`, {
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  });
  const reader = body?.getReader();
  let seen = '';
  const until = async (wanted: string): Promise<string> => {
    while (!seen.includes(wanted)) seen += Buffer.from((await reader?.read())?.value ?? []);
    return seen;
  };
  await until('event: ready');
  return { until, close: async () => await reader?.cancel() };
}

describe('what is said', () => {
  it('is answered once, where the answer and an apology have the same nonce', async () => {
    await post('/api/messages', form({ text: 'cat -> lion' }));
    const { answer, request } = await nextRequest();
    const told = await answer(view('plain', text('No.')), 'private', 'ticket');
    expect(await web.post(request.place, view('plain', text('Sorry.')), 'ticket')).toEqual(told);
    expect(JSON.stringify(await state())).not.toContain('Sorry.');
  });

  it('reaches the bot with its file, and is shown', async () => {
    const file = new File([Uint8Array.of(1, 2, 3)], '../../etc/passwd<b>.png', {
      type: 'image/png',
    });
    expect((await post('/api/messages', form({ text: hostile, file }))).status).toBe(202);
    const { request } = await nextRequest();
    expect(request).toMatchObject({ kind: 'message', text: hostile, addressed: true });
    if (request.kind !== 'message') throw new Error('not a message');
    expect(await request.attachments[0]?.read(1_000)).toEqual(Uint8Array.of(1, 2, 3));
    await expect(request.attachments[0]?.read(2)).rejects.toMatchObject({ code: 'bad-image' });
    expect((await state()).messages.at(-1)?.text).toBe(hostile);
  });

  it('moves into the thread that is opened on its answer', async () => {
    const thread = await openThread();
    expect((await state()).threads).toMatchObject([{ id: thread, name: 'a cat' }]);
    expect((await messagesOf(thread)).map((message) => message.text ?? 'the answer')).toEqual([
      'a cat',
      'the answer',
    ]);
  });

  it('in a thread is about that thread', async () => {
    const thread = await openThread();
    await post('/api/messages', form({ text: 'cat -> dog', thread, replyTo: thread }));
    expect((await nextRequest()).request).toMatchObject({ place: { thread }, replyTo: thread });
  });
});

describe('messages', () => {
  it('change in place, and are gone when they are removed', async () => {
    const thread = await openThread();
    const place = { platform: 'web', workspace: 'local', channel: 'main', thread } as const;
    const message = await web.post(place, problem('first'));
    await web.update(message, problem('second'));
    expect(JSON.stringify((await messagesOf(thread)).at(-1)?.view)).toContain('second');
    await web.remove(message);
    await expect(web.update(message, problem('third'))).rejects.toMatchObject({ code: 'gone' });
  });

  it('are there again after a restart, with their pictures', async () => {
    const thread = await openThread();
    const place = { platform: 'web', workspace: 'local', channel: 'main', thread } as const;
    await web.post(place, view('working', text('at work')));
    await web.post(place, showing(picture([7, 7])));
    await web.stop();
    await open();
    const all = await messagesOf(thread);
    expect(all.map((message) => message.view?.tone)).toEqual([
      undefined,
      'plain',
      'working',
      'done',
    ]);
    const address = /\/pictures\/[\w-]+/.exec(JSON.stringify(all))?.[0];
    const response = await fetch(`${web.address}${address}`);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(Uint8Array.of(7, 7));
  });

  it('take their pictures with them, unless another shows the same', async () => {
    const thread = await openThread();
    const place = { platform: 'web', workspace: 'local', channel: 'main', thread } as const;
    const first = await web.post(place, showing(picture([1])));
    const second = await web.post(place, showing(picture([1])));
    const address = /\/pictures\/[\w-]+/.exec(JSON.stringify(await messagesOf(thread)))?.[0];
    const status = async () => (await fetch(`${web.address}${address}`)).status;
    await web.remove(first);
    expect(await status()).toBe(200);
    await web.remove(second);
    expect(await status()).toBe(404);
  });

  it('reach the pages that show their thread, as events', async () => {
    const thread = await openThread();
    const here = await openPage('here');
    const elsewhere = await openPage('elsewhere');
    await fetch(`${web.address}/api/threads/${thread}?page=here`);
    const place = { platform: 'web', workspace: 'local', channel: 'main', thread } as const;
    await web.post(place, problem('hello there'));
    expect(await here.until('hello there')).toMatch(/data: \{"type":"message"/);
    await web.removeThread(place);
    expect(await elsewhere.until('thread-removed')).not.toContain('hello there');
    await Promise.all([here.close(), elsewhere.close()]);
  });

  it('take the page that asked for a thread to it, and tell the others that it is there', async () => {
    const here = await openPage('here');
    const elsewhere = await openPage('elsewhere');
    const thread = await openThread('a dog');
    expect(await here.until('"go"')).toContain(`"go","thread":{"id":"${thread}"`);
    expect(await elsewhere.until('"threads"')).not.toContain('"go"');
    await Promise.all([here.close(), elsewhere.close()]);
  });
});

describe('reactions', () => {
  it('reach the bot once each way', async () => {
    const thread = await openThread();
    const place = { platform: 'web', workspace: 'local', channel: 'main', thread } as const;
    const { id } = await web.post(place, problem('react'));
    await web.react({ place, id }, ['❄️']);
    const react = (added: boolean) =>
      post('/api/reactions', JSON.stringify({ message: id, emoji: '❄️', added, thread }));
    await react(true);
    await react(true);
    await react(false);
    await soon(() => expect(requests).toHaveLength(2));
    expect(requests.map(({ request }) => request)).toMatchObject([
      { kind: 'reaction', emoji: '❄️', added: true },
      { kind: 'reaction', emoji: '❄️', added: false },
    ]);
  });
});

describe('other sites', () => {
  it.each([
    ['another origin', { Origin: 'https://evil.example' }],
    ['no origin', {}],
    ['an opaque origin', { Origin: 'null' }],
  ])('cannot change anything: %s', async (_, headers) => {
    expect((await post('/api/messages', form({ text: 'hi' }), headers)).status).toBe(403);
    expect(requests).toEqual([]);
  });

  it.each([
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['chat.example', 200],
    ['127.0.0.1:8787', 200],
  ])('cannot rebind their name to this address: %s', async (host, status) => {
    expect(await statusWithHost(host)).toBe(status);
  });

  it('cannot frame the page or run scripts in it', async () => {
    const { headers } = await fetch(web.address);
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

it('refuses what is too big or makes no sense, with a sentence', async () => {
  expect((await post('/api/reactions', JSON.stringify({ message: '../x' }))).status).toBe(400);
  expect((await post('/api/buttons', 'no json')).status).toBe(400);
  // Last: the server closes a connection whose body it does not read.
  const big = new File([new Uint8Array(2 ** 21)], 'big.png');
  expect((await post('/api/messages', form({ file: big }))).status).toBe(413);
});

it.each([
  '/client/../app.ts',
  '/..%2fapp.ts',
  '/client/%2e%2e/guard.ts',
  '/web-adapter.ts',
  '/client/tsconfig.json',
])('serves the page’s files only: not %s', async (path) => {
  expect(await statusOf(path)).toBe(404);
});

it('serves the page’s modules as JavaScript, without their types', async () => {
  const response = await fetch(`${web.address}/client/dom.ts`);
  expect(response.headers.get('content-type')).toContain('text/javascript');
  expect(await response.text()).not.toContain('type Child');
});

const statusWithHost = (host: string): Promise<number> => statusOf('/', { Host: host });

/** `fetch` tidies paths and forbids some headers. */
function statusOf(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const { port } = new URL(web.address);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
