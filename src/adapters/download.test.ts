import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { download, type FileHosts } from './download.ts';
import { isPublicAddress, publicAddresses } from './public-address.ts';

const PICTURE = Buffer.from('the picture');
const opened: Server[] = [];

afterEach(() => {
  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server on the loopback network: its port, and the requests that reached it. */
async function serve(handle: RequestListener, host = '127.0.0.1', port = 0) {
  const seen: { path: string; host: string; authorization: string }[] = [];
  const server = createServer((request, response) => {
    const { host: asked = '', authorization = '' } = request.headers;
    seen.push({ path: request.url ?? '', host: asked, authorization });
    handle(request, response);
  });
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const bound = server.address();
  if (!bound || typeof bound === 'string') throw new Error('not listening');
  return { port: bound.port, origin: `http://${host}:${bound.port}`, seen };
}

const picture: RequestListener = (_, response) => void response.end(PICTURE);
const redirectTo =
  (location: string): RequestListener =>
  (_, response) =>
    void response.writeHead(302, { location }).end();
const from = (origins: readonly string[], more: Partial<FileHosts> = {}): FileHosts => ({
  platform: 'Discord',
  origins,
  ...more,
});

describe('a redirect', () => {
  it('is followed among the hosts of the platform', async () => {
    const media = await serve(picture);
    const cdn = await serve(redirectTo(`${media.origin}/b`));
    const { bytes } = await download(`${cdn.origin}/a`, from([cdn.origin, media.origin]), 100);
    expect(bytes).toEqual(PICTURE);
  });

  it.each([
    ['to another host', (port: number) => `http://127.0.0.2:${port}/`],
    ['to the same host under another name', (port: number) => `http://localhost:${port}/`],
    ['to another port', () => 'http://127.0.0.1:9/'],
    ['to the metadata service of a cloud', () => 'http://169.254.169.254/latest/meta-data/'],
    ['to an address written as a number', (port: number) => `http://2130706434:${port}/`],
    ['with a password in it', (port: number) => `http://me:pw@127.0.0.1:${port}/b`],
    ['to a file', () => 'file:///etc/passwd'],
    ['to no address', () => 'http://'],
  ])('%s is refused, and nothing is asked there', async (_, target) => {
    let location = '';
    const cdn = await serve((request, response) => redirectTo(location)(request, response));
    location = target(cdn.port);
    await expect(download(`${cdn.origin}/a`, from([cdn.origin]), 100)).rejects.toMatchObject({
      code: 'bad-image',
      message: expect.stringMatching(/leads to .*, which is not Discord’s\. Send it again\.$/),
    });
    expect(cdn.seen).toHaveLength(1);
  });

  it('in a circle comes to an end', async () => {
    const cdn = await serve(redirectTo('/again'));
    await expect(download(`${cdn.origin}/a`, from([cdn.origin]), 100)).rejects.toThrow(
      'from one address to the next',
    );
    expect(cdn.seen.length).toBeLessThan(6);
  });

  it('never takes the token to another host', async () => {
    const elsewhere = await serve(picture, '127.0.0.2');
    const files = await serve(redirectTo(`${elsewhere.origin}/b`));
    const hosts = from([files.origin], { headers: { authorization: 'Bearer secret' } });
    await expect(download(`${files.origin}/a`, hosts, 100)).rejects.toThrow('not Discord’s');
    expect(files.seen[0]?.authorization).toBe('Bearer secret');
    expect(elsewhere.seen).toEqual([]);
  });
});

describe('a host name', () => {
  it('that leads to this machine is refused before anything is asked', async () => {
    const { port, seen } = await serve(picture);
    const origin = `http://localhost:${port}`;
    await expect(download(`${origin}/a`, from([origin]), 100)).rejects.toThrow(
      'localhost leads to no address on the public internet',
    );
    expect(seen).toEqual([]);
  });

  it('that changes its mind after the check is reached where it was checked', async () => {
    const checked = await serve(picture, '127.0.0.1');
    const rebound = await serve(
      (_, response) => void response.end('secrets'),
      '127.0.0.2',
      checked.port,
    );
    const answers = ['127.0.0.1', '127.0.0.2'];
    let asked = 0;
    // The test's public internet is the first loopback address.
    const resolve = async () => [{ address: answers[asked++] ?? '', family: 4 }];
    const origin = `http://files.example:${checked.port}`;
    const { bytes } = await download(`${origin}/a`, from([origin], { resolve }), 100);
    expect(bytes).toEqual(PICTURE);
    expect(asked).toBe(1);
    expect(checked.seen[0]?.host).toBe(`files.example:${checked.port}`);
    expect(rebound.seen).toEqual([]);
  });

  it('is resolved again at every redirect', async () => {
    const cdn = await serve(redirectTo('/inside'));
    let asked = 0;
    const resolve = async () => (asked++ === 0 ? [{ address: '127.0.0.1', family: 4 }] : []);
    const origin = `http://files.example:${cdn.port}`;
    await expect(download(`${origin}/a`, from([origin], { resolve }), 100)).rejects.toThrow(
      'public internet',
    );
    expect(cdn.seen).toHaveLength(1);
  });

  it('with public and private addresses is reached at the public ones alone', async () => {
    const answer = ['10.0.0.1', '162.159.1.1', '::ffff:162.159.1.1', '2606:4700::1', 'fe80::1%lo'];
    const resolve = async () => answer.map((address) => ({ address, family: 4 }));
    expect((await publicAddresses('cdn.example', resolve)).map(({ address }) => address)).toEqual([
      '162.159.1.1',
      '2606:4700::1',
    ]);
  });
});

it.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '64:ff9b::7f00:1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'ff02::1',
  '2001::7f00:1',
  '2002:7f00:1::',
  'cdn.discordapp.com',
  '',
])('%s is no address on the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

describe('a download', () => {
  it('stops at the limit, whatever length it claims', async () => {
    let sent = 0;
    const endless = await serve((_, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        sent += 2 ** 16;
        response.write(Buffer.alloc(2 ** 16), more);
      };
      more();
    });
    await expect(download(`${endless.origin}/a`, from([endless.origin]), 2 ** 20)).rejects.toThrow(
      'The picture is larger than 1 MiB, the limit.',
    );
    expect(sent).toBeLessThan(2 ** 25);
  });

  it('that trickles comes to an end', async () => {
    const slow = await serve((_, response) => void response.write('x'));
    const hosts = from([slow.origin], { timeoutMs: 150 });
    await expect(download(`${slow.origin}/a`, hosts, 100)).rejects.toThrow('broke off');
  });

  it('that never begins comes to an end', async () => {
    const silent = await serve(() => {});
    const hosts = from([silent.origin], { timeoutMs: 150 });
    await expect(download(`${silent.origin}/a`, hosts, 100)).rejects.toThrow('cannot be reached');
  });

  it('with huge headers is refused', async () => {
    const huge = await serve((_, response) => {
      response.writeHead(200, { 'x-filler': 'a'.repeat(2 ** 16) }).end(PICTURE);
    });
    await expect(download(`${huge.origin}/a`, from([huge.origin]), 100)).rejects.toThrow(
      'cannot be reached',
    );
  });

  it('that is cut short is refused', async () => {
    const broken = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('x', () => response.destroy());
    });
    await expect(download(`${broken.origin}/a`, from([broken.origin]), 1_000)).rejects.toThrow(
      'broke off',
    );
  });

  it('is never unpacked', async () => {
    const packed = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(PICTURE);
    });
    expect(await download(`${packed.origin}/a`, from([packed.origin]), 100)).toEqual({
      status: 200,
      bytes: PICTURE,
    });
  });
});
