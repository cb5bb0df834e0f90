import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Answer } from '../../bot/chat/chat.ts';
import { Gallery } from '../../bot/gallery.ts';
import { entriesOf, openStores, type Stores } from '../../bot/store/stores.ts';
import { problem, text, view } from '../../bot/view/views.ts';
import { createLog } from '../../log.ts';
import { WebAdapter } from './web-adapter.ts';
import type { WireMessage } from './wire.ts';

const MAIN = { platform: 'web', workspace: 'local', channel: 'main' } as const;
const State = z.object({ messages: z.array(z.object({ id: z.string(), private: z.boolean() })) });

let stores: Stores;
let web: WebAdapter;
/** How what reached the bot is answered. */
let answers: Answer[];

beforeEach(async () => {
  answers = [];
  stores = openStores(':memory:', 60_000);
  web = new WebAdapter({
    ...{ host: '127.0.0.1', port: 0, allowedHosts: [], maxPictureBytes: 1_000 },
    ...{ stores, gallery: new Gallery('nowhere', []), log: createLog('silent') },
  });
  await web.start({
    handle: async (_, answer) => void answers.push(answer),
    sentence: async () => [],
    suggest: async () => [],
    form: async () => null,
    forgetWorkspace: async () => {},
  });
});
afterEach(async () => {
  await web.stop();
  await stores.close();
});

const reach = (method: string, path: string, body?: string | FormData) =>
  fetch(`${web.address}${path}`, { method, headers: { Origin: web.address }, body: body ?? null });
function said(words: string, thread?: string): FormData {
  const form = new FormData();
  form.set('text', words);
  if (thread !== undefined) form.set('thread', thread);
  return form;
}
async function openThread(): Promise<string> {
  const { thread = '' } = await web.openThread(
    await web.post(MAIN, view('plain', text('a cat'))),
    'a cat',
  );
  return thread;
}
const shown = async () => State.parse(await (await reach('GET', '/api/state')).json()).messages;
async function kept(): Promise<WireMessage[]> {
  const all: WireMessage[] = [];
  for await (const [, message] of entriesOf(stores.open<WireMessage>('web-message')))
    all.push(message);
  return all;
}

describe('a thread that was forgotten', () => {
  it('takes nothing any more, and says why', async () => {
    const thread = await openThread();
    const emoji = { message: 'm', emoji: '👑', added: true, thread };
    const tries = () =>
      Promise.all([
        reach('GET', `/api/threads/${thread}`),
        reach('POST', '/api/messages', said('a crown', thread)),
        reach('POST', '/api/buttons', JSON.stringify({ message: 'm', button: 'b', thread })),
        reach('POST', '/api/reactions', JSON.stringify(emoji)),
      ]);
    expect((await tries()).map(({ status }) => status)).toEqual([200, 202, 202, 202]);
    await web.removeThread({ ...MAIN, thread });
    answers = [];
    for (const response of await tries()) {
      expect(response.status).toBe(404);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await response.text()).toBe('That picture was deleted. Start a new one.');
    }
    expect(answers).toEqual([]);
    await expect(web.post({ ...MAIN, thread }, problem('late'))).rejects.toMatchObject({
      code: 'gone',
    });
    expect(await kept()).toEqual([]);
  });

  it('is said to be forgotten outside, where somebody can read it', async () => {
    const thread = await openThread();
    await reach('POST', '/api/messages', said('/forget mine', thread));
    await web.removeThread({ ...MAIN, thread });
    const { id } = await answers[0]!(view('done', text('Forgotten.')), 'private');
    expect(await shown()).toMatchObject([{ id, private: true }]);
    expect(await kept()).toMatchObject([{ id, thread: null }]);
  });
});

describe('dismissing', () => {
  it('removes what one alone sees for good', async () => {
    await reach('POST', '/api/messages', said('hello'));
    const { id } = await answers[0]!(problem('What?'), 'private');
    const foreign = await fetch(`${web.address}/api/messages/${id}`, { method: 'DELETE' });
    expect(foreign.status).toBe(403);
    expect((await shown()).map((message) => message.id)).toContain(id);
    expect((await reach('DELETE', `/api/messages/${id}`)).status).toBe(204);
    expect((await shown()).map((message) => message.id)).not.toContain(id);
    expect((await kept()).map((message) => message.id)).not.toContain(id);
    expect((await reach('DELETE', `/api/messages/${id}`)).status).toBe(204);
  });

  it('removes nothing else', async () => {
    const { id } = await web.post(MAIN, problem('for all'));
    expect((await reach('DELETE', `/api/messages/${id}`)).status).toBe(403);
    expect(await shown()).toMatchObject([{ id }]);
  });
});
