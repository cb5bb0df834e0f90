import { setTimeout as sleep } from 'node:timers/promises';
import Keyv from 'keyv';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeKey } from '../../bot/request/requests.ts';
import { StoreFull } from '../../bot/store/store-full.ts';
import { entriesOf, openStores, type Stores } from '../../bot/store/stores.ts';
import { placeOfThread } from './places.ts';
import { Room } from './room.ts';
import type { WireMessage } from './wire.ts';

const KEEP_MS = 1_200;
const WAIT = { timeout: 20_000, interval: 50 };

let stores: Stores;
let room: Room;
const open = async (keepMs: number): Promise<void> => {
  stores = openStores(':memory:', keepMs);
  room = new Room(stores);
  await room.load();
};
const close = async (): Promise<void> => {
  room.close();
  await stores.close();
};
beforeEach(() => open(KEEP_MS));
afterEach(close);

function said(id: string, thread: string | null, text: string): WireMessage {
  const message = { id, thread, from: 'you', private: false, text, reactions: [] } as const;
  return { ...message, at: room.nextTime() };
}

function shown(id: string, thread: string | null, bytes: Uint8Array): WireMessage {
  const picture = room.pictures.address({ id, name: `${id}.png`, alt: 'a cat', bytes });
  const view = { tone: 'done', blocks: [{ kind: 'picture', picture }] } as const;
  return {
    ...{ id, thread, at: room.nextTime(), from: 'bot', private: false, view, reactions: [] },
  };
}

async function kept(): Promise<string[]> {
  const keys: string[] = [];
  for (const namespace of ['web-message', 'web-thread', 'web-picture'])
    for await (const [key] of entriesOf(stores.open(namespace))) keys.push(key);
  return keys;
}

it('drops prompts, pictures and threads together while it runs, once they are too old', async () => {
  await room.show(said('prompt', null, 'a cat that nobody may see'));
  await room.openThread('thread', 'a cat', ['prompt'], undefined);
  await room.show(shown('result', 'thread', Uint8Array.of(1)));
  expect(room.messagesIn('thread')).toHaveLength(2);
  await vi.waitFor(() => expect(room.threads()).toEqual([]), WAIT);
  expect(room.messagesIn('thread')).toEqual([]);
  expect(await kept()).toEqual([]);
});

it('keeps a thread as long as a picture in it', async () => {
  await room.openThread('thread', 'a cat', [], undefined);
  await room.show(shown('first', 'thread', Uint8Array.of(1)));
  await sleep(0.7 * KEEP_MS);
  await room.show(shown('second', 'thread', Uint8Array.of(2)));
  await vi.waitFor(
    () => expect(room.messagesIn('thread').map(({ id }) => id)).toEqual(['second']),
    WAIT,
  );
  expect(room.has('thread')).toBe(true);
  const again = new Room(stores);
  await again.load();
  expect(again.has('thread')).toBe(true);
  again.close();
});

describe('a thread that was opened just before a kill', () => {
  beforeEach(async () => {
    await close();
    await open(60_000);
  });
  const again = async (): Promise<Room> => {
    const next = new Room(stores);
    await next.load();
    room.close();
    room = next;
    return next;
  };
  const opened = async (): Promise<void> => {
    await room.show(said('prompt', null, 'a cat'));
    await room.show(shown('opener', null, Uint8Array.of(1)));
    await room.openThread('opener', 'a cat', ['prompt', 'opener'], undefined);
  };

  it('is taken back: what was said stands where it was said, and nothing else is kept', async () => {
    await opened();
    await again();
    expect(room.threads()).toEqual([]);
    expect(room.messagesIn(null).map(({ text }) => text)).toEqual(['a cat']);
    expect(await kept()).toEqual(['prompt']);
  });

  it('is taken back where nothing had been moved into it yet', async () => {
    await room.show(shown('opener', null, Uint8Array.of(1)));
    await room.openThread('opener', 'a cat', [], undefined);
    await again();
    expect(await kept()).toEqual([]);
  });

  it('stays where something was begun in it: a thread of the bot’s, or a job', async () => {
    await opened();
    const place = placeOfThread('opener');
    const requester = { key: 'web/you', name: 'you' };
    const thread = { key: placeKey(place), place, owner: requester, otherMessages: [] };
    const nothing = { sources: {}, results: [], current: null, question: null };
    await stores.threads.set(thread.key, { ...thread, ...nothing });
    expect((await again()).has('opener')).toBe(true);
    await stores.threads.delete(thread.key);
    await stores.jobs.set('job', {
      ...{ id: 'job', kind: 'quick', thread: thread.key, result: 'r', requester, title: 'a cat' },
      ...{ place, at: 1, message: null },
    });
    expect((await again()).has('opener')).toBe(true);
    await stores.jobs.delete('job');
    expect((await again()).has('opener')).toBe(false);
  });
});

it('takes a thread back that the store does not take', async () => {
  await room.show(said('prompt', null, 'a cat'));
  await room.show(shown('opener', null, Uint8Array.of(1)));
  const full = vi.spyOn(Keyv.prototype, 'set').mockImplementation(async function (
    this: Keyv<unknown>,
  ) {
    if (this.namespace === 'web-message') throw new StoreFull('It is full.');
    return true;
  });
  await expect(room.openThread('opener', 'a cat', ['prompt', 'opener'], undefined)).rejects.toThrow(
    'It is full.',
  );
  full.mockRestore();
  expect(room.has('opener')).toBe(false);
  expect(room.messagesIn(null).map(({ id }) => id)).toEqual(['prompt']);
  await vi.waitFor(async () => expect(await kept()).toEqual(['prompt']), WAIT);
});

it('drops the picture that a message shows no more', async () => {
  await room.openThread('thread', 'a cat', [], undefined);
  await room.show(shown('result', 'thread', Uint8Array.of(1)));
  const better = shown('result', 'thread', Uint8Array.of(2));
  await room.show(better);
  const [hash = ''] = JSON.stringify(better).match(/(?<=pictures.)[\w-]{24}/u) ?? [];
  expect(await kept()).toEqual(['result', 'thread', hash]);
});

it('starts without pictures that no message shows', async () => {
  room.pictures.address({ id: 'lost', name: 'lost.png', alt: '', bytes: Uint8Array.of(7) });
  await vi.waitFor(async () => expect(await kept()).toHaveLength(1), WAIT);
  const again = new Room(stores);
  await again.load();
  again.close();
  expect(await kept()).toEqual([]);
});

it('puts what is said after a restart behind what was said before, whatever the clock says', async () => {
  await room.show({ ...said('ahead', null, 'from a clock that was ahead'), at: Date.now() + 900 });
  const again = new Room(stores);
  await again.load();
  expect(again.nextTime()).toBeGreaterThan(room.message('ahead')?.at ?? 0);
  again.close();
});
