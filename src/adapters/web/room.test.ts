import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { entriesOf, openStores, type Stores } from '../../bot/store/stores.ts';
import { Room } from './room.ts';
import type { WireMessage } from './wire.ts';

const KEEP_MS = 1_200;
const WAIT = { timeout: 5_000, interval: 50 };

let stores: Stores;
let room: Room;
beforeEach(async () => {
  stores = openStores(':memory:', KEEP_MS);
  room = new Room(stores);
  await room.load();
});
afterEach(async () => {
  room.close();
  await stores.close();
});

function said(id: string, thread: string | null, text: string): WireMessage {
  const message = { id, thread, from: 'you', private: false, text, reactions: [] } as const;
  return { ...message, at: room.nextTime() };
}

function shown(id: string, thread: string, bytes: Uint8Array): WireMessage {
  const picture = room.address({ id, name: `${id}.png`, alt: 'a cat', bytes });
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

it('drops the picture that a message shows no more', async () => {
  await room.openThread('thread', 'a cat', [], undefined);
  await room.show(shown('result', 'thread', Uint8Array.of(1)));
  const better = shown('result', 'thread', Uint8Array.of(2));
  await room.show(better);
  const [hash = ''] = JSON.stringify(better).match(/(?<=pictures.)[\w-]{24}/u) ?? [];
  expect(await kept()).toEqual(['result', 'thread', hash]);
});

it('starts without pictures that no message shows', async () => {
  room.address({ id: 'lost', name: 'lost.png', alt: '', bytes: Uint8Array.of(7) });
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
