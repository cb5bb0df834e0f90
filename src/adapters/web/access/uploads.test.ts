import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { soon } from '../../../../test/soon.ts';
import { Gallery } from '../../../bot/gallery.ts';
import { openStores, type Stores } from '../../../bot/store/stores.ts';
import { createLog } from '../../../log.ts';
import { WebAdapter } from '../web-adapter.ts';
import { Uploads } from './uploads.ts';

describe('room for uploads', () => {
  it('is given to so many bytes at once, in the order in which they came', async () => {
    const uploads = new Uploads(100);
    const began: string[] = [];
    const take = async (name: string, bytes: number) => {
      const release = await uploads.take(bytes);
      began.push(name);
      return release;
    };
    const first = await take('a', 60);
    const rest = [take('b', 60), take('c', 10), take('d', 30)];
    await sleep(5);
    expect(began).toEqual(['a']);
    first?.();
    first?.(); // twice is once
    await Promise.all(rest);
    expect(began).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is given to one alone that is larger than all of it', async () => {
    const uploads = new Uploads(100, 20);
    const release = await uploads.take(500);
    expect(await uploads.take(1)).toBeNull();
    release?.();
    expect(await uploads.take(1)).not.toBeNull();
  });

  it('is refused after some time, and not held up by who has gone', async () => {
    const uploads = new Uploads(100, 20);
    const release = await uploads.take(50);
    const [large, small] = await Promise.all([uploads.take(80), uploads.take(40)]);
    expect([large, small === null]).toEqual([null, false]);
    release?.();
  });
});

describe('uploads to the web chat', () => {
  let stores: Stores;
  let web: WebAdapter;
  /** What ends the handling of each that reached the bot. */
  let ends: (() => void)[];

  beforeEach(async () => {
    ends = [];
    stores = openStores(':memory:', 60_000);
    web = new WebAdapter({
      ...{ host: '127.0.0.1', port: 0, allowedHosts: [], maxPictureBytes: 10_000 },
      ...{ stores, gallery: new Gallery('nowhere', []), log: createLog('silent') },
      uploadBytes: 25_000,
    });
    await web.start({
      handle: async (_request, _answer, onTaken) => {
        onTaken?.();
        await new Promise<void>((resolve) => ends.push(resolve));
      },
      sentence: async () => [],
      suggest: async () => [],
      form: async () => null,
      forgetWorkspace: async () => {},
    });
  });
  afterEach(async () => {
    for (const end of ends) end();
    await web.stop();
    await stores.close();
  });

  const send = async (bytes: number, thread?: string) => {
    const form = new FormData();
    form.set('file', new File([new Uint8Array(bytes)], 'a.png'));
    if (thread) form.set('thread', thread);
    const headers = { Origin: web.address };
    return await fetch(`${web.address}/api/messages`, { method: 'POST', headers, body: form });
  };

  it('are no more than fit, until the bot has taken them in', async () => {
    const sent = Array.from({ length: 6 }, () => send(9_000));
    await soon(() => expect(ends).toHaveLength(2));
    await sleep(100);
    expect(ends).toHaveLength(2); // though both were acknowledged
    for (let done = 0; done < 6; done++) {
      await soon(() => expect(ends.length).toBeGreaterThan(done));
      ends[done]?.();
    }
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array(6).fill(202));
  });

  it('give their room back when they are refused', async () => {
    for (let i = 0; i < 5; i++) expect((await send(9_000, 'gone')).status).toBe(404);
    const refused = await send(2_000_000).catch(() => null); // may end while it is being sent
    expect(refused?.status ?? 413).toBe(413);
    const sent = send(9_000);
    await soon(() => expect(ends).toHaveLength(1));
    expect((await sent).status).toBe(202);
  });
});
