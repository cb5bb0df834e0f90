import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SlackAdapter } from '../../src/adapters/slack/slack-adapter.ts';
import { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import type { BotFace } from '../../src/bot/chat/chat.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import type { BotRequest } from '../../src/bot/request/requests.ts';
import { openStores, type Stores } from '../../src/bot/store/stores.ts';
import { createLog } from '../../src/log.ts';
import { SlackDouble } from '../doubles/slack/slack-double.ts';
import { soon } from '../soon.ts';

const log = createLog('silent');
let heard: BotRequest[] = [];
const bot: BotFace = {
  handle: async (request) => void heard.push(request),
  sentence: async () => [],
  suggest: async () => [],
  form: async () => null,
  forgetWorkspace: async () => {},
};

/** UTF-8 as the letters that each of its bytes is in Latin-1. */
const latin1Of = (text: string): string => Buffer.from(text).toString('latin1');

describe('the web chat answers with a sentence to', () => {
  let stores: Stores;
  let web: WebAdapter;
  beforeAll(async () => {
    stores = openStores(':memory:', 60_000);
    web = new WebAdapter({
      host: '127.0.0.1',
      port: 0,
      allowedHosts: [],
      maxPictureBytes: 1_000,
      stores,
      gallery: new Gallery('nowhere', []),
      log,
    });
    await web.start(bot);
  });
  afterAll(async () => {
    await web.stop();
    await stores.close();
  });

  /** Bytes as they are: no client tidies them up. The whole answer. */
  const raw = (request: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(web.address).port), '127.0.0.1', () =>
        socket.write(request, 'latin1'),
      );
      let answer = '';
      socket.setEncoding('latin1').setTimeout(5_000, () => socket.destroy());
      socket.on('data', (data) => {
        answer += data;
      });
      socket.on('close', () => resolve(answer)).on('error', reject);
    });
  const host = () => new URL(web.address).host;
  const post = (path: string, body: string, headers: Record<string, string> = {}): string =>
    [
      `POST ${path} HTTP/1.1`,
      `Host: ${headers.Host ?? host()}`,
      `Origin: ${headers.Origin ?? web.address}`,
      `Content-Type: ${headers['Content-Type'] ?? 'application/json'}`,
      `Content-Length: ${headers['Content-Length'] ?? Buffer.byteLength(body, 'latin1')}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n');
  const get = (path: string, ...headers: string[]): string =>
    [`GET ${path} HTTP/1.1`, `Host: ${host()}`, ...headers, 'Connection: close', '', ''].join(
      '\r\n',
    );
  const form = (parts: string): string => `--b\r\n${parts}\r\n--b--\r\n`;
  const MULTIPART = { 'Content-Type': 'multipart/form-data; boundary=b' };

  it.each([
    ['huge headers', () => get('/', `X-Filler: ${'a'.repeat(2 ** 17)}`), /^HTTP\/1.1 431 /],
    ['thousands of headers', () => get('/', ...Array(5_000).fill('X: y')), /^HTTP\/1.1 (431|200) /],
    ['no host', () => 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 400 /],
    [
      'two lengths',
      () => post('/api/buttons', '{}', { 'Content-Length': '2\r\nContent-Length: 9' }),
      /^HTTP\/1.1 400 /,
    ],
    [
      'a body that smuggles another',
      () =>
        post('/api/buttons', '0\r\n\r\nGET / HTTP/1.1', {
          'Content-Type': 'a/b\r\nTransfer-Encoding: chunked',
        }),
      /^HTTP\/1.1 400 /,
    ],
    [
      'a name rebound to this address',
      () => post('/api/buttons', '{}', { Host: 'evil.example', Origin: 'http://evil.example' }),
      /403 [\s\S]*does not answer to that host name/,
    ],
    [
      'another site',
      () => post('/api/buttons', '{}', { Origin: 'https://evil.example' }),
      /403 [\s\S]*other sites are refused/,
    ],
    [
      'an origin that only begins like this one',
      () => post('/api/buttons', '{}', { Origin: `${web.address}.evil.example` }),
      /403 [\s\S]*other sites are refused/,
    ],
    [
      'JSON that is none',
      () => post('/api/buttons', '{"message":'),
      /400 [\s\S]*makes no sense here/,
    ],
    [
      'JSON that nests endlessly',
      () => post('/api/buttons', '['.repeat(100_000)),
      /400 [\s\S]*makes no sense here/,
    ],
    [
      'JSON that sets prototypes',
      () => post('/api/buttons', '{"__proto__":{"message":"a","button":"b"}}'),
      /400 [\s\S]*makes no sense here/,
    ],
    [
      'ids that are paths',
      () => post('/api/buttons', '{"message":"../../x","button":"delete:1","thread":null}'),
      /400 [\s\S]*makes no sense here/,
    ],
    [
      'an emoji of a megabyte',
      () =>
        post(
          '/api/reactions',
          `{"message":"a","emoji":"${'x'.repeat(900_000)}","added":true,"thread":null}`,
        ),
      /400 [\s\S]*makes no sense here/,
    ],
    [
      'a form that is none',
      () => post('/api/messages', 'text=hello', MULTIPART),
      /400 [\s\S]*makes no sense here/,
    ],
    [
      'a text of 5,000 characters',
      () =>
        post(
          '/api/messages',
          form(`Content-Disposition: form-data; name="text"\r\n\r\n${'a'.repeat(5_000)}`),
          MULTIPART,
        ),
      /400 [\s\S]*makes no sense here/,
    ],
    [
      'a body over the limit',
      () => post('/api/messages', 'x'.repeat(2 ** 20 + 5_000), MULTIPART),
      /413 [\s\S]*more than this chat takes/,
    ],
    [
      'a body that claims 4 GiB',
      () => post('/api/messages', 'x', { ...MULTIPART, 'Content-Length': '4294967296' }),
      /413 [\s\S]*more than this chat takes/,
    ],
    [
      'a picture outside its folder',
      () => get('/pictures/..%2f..%2fwordbrush.sqlite'),
      /^HTTP\/1.1 404 /,
    ],
    [
      'a method that it does not know',
      () => `TRACE / HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1.1 (403|404|405) /,
    ],
  ])('%s', async (_, request, sentence) => {
    heard = [];
    expect(await raw(request())).toMatch(sentence);
    expect(heard).toEqual([]);
  });

  it.each([
    ['a path', '../../etc/passwd'],
    ['a path of Windows', 'C:\\\\windows\\\\win.ini'],
    ['a header behind it', 'a.png%0D%0ASet-Cookie: x=1'],
    ['a script', '<script>alert(1)</script>.png'],
    ['the reading direction turned', latin1Of('a\u202egnp.exe')],
    ['letters that nobody sees', latin1Of('\u200ba\u2060\u{e0041}.png')],
    ['a name that is no Unicode', 'a\xff\xfe\xc0.png'],
    ['a prototype', '__proto__'],
    ['ten thousand letters', 'a'.repeat(10_000)],
    ['a mention', '@everyone <!channel>.png'],
    ['an escape for a terminal', 'a\x1b[2J.png'],
  ])('hands on a file name as text without anything unseen: %s', async (_, name) => {
    heard = [];
    const part = `Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png\r\n\r\nx`;
    const answer = await raw(post('/api/messages', form(part), MULTIPART));
    expect(answer).toMatch(/^HTTP\/1.1 202 /);
    expect(answer).not.toMatch(/set-cookie/i);
    await soon(() => expect(heard).toHaveLength(1));
    const [request] = heard;
    const [file] = request && 'attachments' in request ? request.attachments : [];
    expect(file?.name).toMatch(/^[^\p{Cc}\p{Cf}]{1,200}$/u);
  });

  it.each([
    ['a name that ends its header', 'name="file"; filename="a.png"\r\nX-Evil: 1"'],
    ['a field that sets prototypes', 'name="__proto__"'],
    ['a thread of another kind', 'name="thread"; filename="a.png"'],
    [
      'the same field twice',
      'name="text"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name="text"',
    ],
  ])('takes from a form what it knows alone: %s', async (_, head) => {
    heard = [];
    const part = `Content-Disposition: form-data; ${head}\r\n\r\nevil`;
    expect(await raw(post('/api/messages', form(part), MULTIPART))).toMatch(
      /^HTTP\/1.1 (202|400) /,
    );
    expect(Object.prototype).not.toHaveProperty('evil');
    for (const request of heard) expect(request.place).not.toHaveProperty('thread');
  });
});

describe('Slack over HTTP hears nothing of', () => {
  let slack: SlackDouble;
  let adapter: SlackAdapter;
  beforeAll(async () => {
    slack = await SlackDouble.start({});
    const { botToken, signingSecret, apiUrl: api, fileOrigin } = slack;
    adapter = new SlackAdapter({
      botToken,
      signingSecret,
      port: 0,
      api,
      fileOrigins: [fileOrigin],
      log,
    });
    await adapter.start(bot);
  });
  afterAll(async () => {
    await adapter.stop();
    await slack.stop();
  });

  const MINUTE_MS = 60_000;
  const event = (id: string): string =>
    JSON.stringify({
      type: 'event_callback',
      team_id: 'T0TEAM',
      event_id: id,
      event: {
        type: 'message',
        channel_type: 'im',
        channel: 'D1',
        user: 'U1',
        text: 'hello',
        ts: `${id}.1`,
      },
    });
  const sign = (
    body: string,
    { at = Date.now(), secret = slack.signingSecret, version = 'v0' } = {},
  ) => {
    const time = String(Math.floor(at / 1_000));
    const hash = createHmac('sha256', secret).update(`${version}:${time}:${body}`).digest('hex');
    return { 'x-slack-request-timestamp': time, 'x-slack-signature': `${version}=${hash}` };
  };
  const send = async (body: string, headers: Record<string, string>): Promise<number> => {
    const response = await fetch(adapter.address ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    await response.body?.cancel();
    return response.status;
  };

  it.each<[string, (body: string) => Record<string, string>]>([
    ['a request without a signature', () => ({})],
    ['a signature by another secret', (body) => sign(body, { secret: 'guessed' })],
    ['a signature of another body', () => sign('{}')],
    ['a signature of another version', (body) => sign(body, { version: 'v1' })],
    ['a signature cut short', (body) => ({ ...sign(body), 'x-slack-signature': 'v0=ab' })],
    ['a recording from six minutes ago', (body) => sign(body, { at: Date.now() - 6 * MINUTE_MS })],
    ['a recording for the future', (body) => sign(body, { at: Date.now() + 6 * MINUTE_MS })],
    [
      'an old recording with a new time',
      (body) => ({
        ...sign(body, { at: Date.now() - 6 * MINUTE_MS }),
        'x-slack-request-timestamp': String(Math.floor(Date.now() / 1_000)),
      }),
    ],
    ['a time that is no number', (body) => ({ ...sign(body), 'x-slack-request-timestamp': 'NaN' })],
    ['a time without end', (body) => ({ ...sign(body), 'x-slack-request-timestamp': 'Infinity' })],
  ])('%s', async (name, headers) => {
    heard = [];
    const body = event(name);
    expect(await send(body, headers(body))).toBe(401);
    expect(heard).toEqual([]);
  });

  it.each([
    ['a body of 8 MiB', 'x'.repeat(2 ** 23)],
    ['JSON that nests endlessly', '['.repeat(100_000)],
    ['JSON that is none', '{'],
    ['nothing', ''],
    ['a prototype', '{"type":"event_callback","__proto__":{"event":{}}}'],
  ])('%s, signed or not, and goes on', async (_, body) => {
    heard = [];
    for (const headers of [{}, sign(body, { secret: 'guessed' }), sign(body)])
      expect(await send(body, headers).catch(() => 413)).toBeGreaterThanOrEqual(200);
    expect(heard).toEqual([]);
    const after = event(`after ${body.length}`);
    expect(await send(after, sign(after))).toBe(200);
    await soon(() => expect(heard).toHaveLength(1));
  });

  it('an event that is played again within the five minutes, after the first time', async () => {
    heard = [];
    const body = event('100');
    const headers = sign(body);
    expect(await send(body, headers)).toBe(200);
    await soon(() => expect(heard).toHaveLength(1));
    expect(await send(body, headers)).toBe(200);
    const other = event('200');
    expect(await send(other, sign(other))).toBe(200);
    await soon(() => expect(heard).toHaveLength(2));
  });
});
