import type { WireEvent, WireMessage } from '../../src/adapters/web/wire.ts';
import { eventually } from '../../test/doubles/discord/screen.ts';
import { type Conversation, PATIENCE_MS, type Platform, type Subject } from './conversation.ts';

/** Open pages of the web chat: each with its own stream of events until `leaving`. */
export function webPlatform(
  address: string,
  { picture, prompt, edit }: Subject,
  leaving: AbortSignal,
): Platform {
  const ackMs: number[] = [];
  const send = async (path: string, body: FormData | string): Promise<void> => {
    const start = performance.now();
    const response = await fetch(new URL(path, address), {
      method: 'POST',
      headers: { Origin: address },
      body,
    });
    ackMs.push(performance.now() - start);
    if (response.status !== 202) throw new Error(`${path} was answered ${response.status}`);
  };
  return {
    name: 'web',
    ackMs,
    async join(page): Promise<Conversation> {
      // All pages are one person's, from whom the same file twice would be one request.
      const own = Buffer.concat([picture, Buffer.from(page)]);
      let thread: string | null = null;
      const messages = new Map<string, WireMessage>();
      const open = (path: string): Promise<Response> =>
        fetch(new URL(`${path}?page=${page}`, address), {
          signal: leaving,
          headers: { 'Sec-Fetch-Site': 'same-origin' },
        });
      const events = await open('/api/events');
      read(events, async (event) => {
        if (event.type === 'message') messages.set(event.message.id, event.message);
        if (event.type !== 'go') return;
        const response = await open(`/api/threads/${event.thread.id}`);
        const found: readonly WireMessage[] = JSON.parse(await response.text());
        for (const message of found) messages.set(message.id, message);
        thread = event.thread.id;
      }).catch((error: unknown) => {
        if (!leaving.aborted) throw error;
      });
      const say = (text: string, file?: Uint8Array): Promise<void> => {
        const form = new FormData();
        form.set('text', text);
        form.set('page', page);
        if (thread !== null) form.set('thread', thread);
        if (file) form.set('file', new File([Uint8Array.from(file)], 'picture.png'));
        return send('/api/messages', form);
      };
      return {
        async post() {
          await say(prompt, own);
          await eventually(() => thread, { what: 'a thread', timeoutMs: PATIENCE_MS });
        },
        edit: () => say(edit),
        ask: () => say('/queue'),
        async cancel() {
          const waiting = await eventually(() => lastWithCancel([...messages.values()]), {
            what: 'a Cancel',
            timeoutMs: PATIENCE_MS,
          });
          await send('/api/buttons', JSON.stringify({ ...waiting, thread, page }));
        },
      };
    },
  };
}

/** The newest message that can be cancelled, and its button. */
function lastWithCancel(messages: readonly WireMessage[]) {
  for (const { id, view } of messages.toReversed())
    for (const block of view?.blocks ?? [])
      if (block.kind === 'buttons')
        for (const button of block.buttons)
          if (button.label === 'Cancel') return { message: id, button: button.id };
  return null;
}

/** Server-sent events, as far as this server sends them: one line of data each. */
async function read({ body }: Response, tell: (event: WireEvent) => Promise<void>): Promise<void> {
  let rest = '';
  for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: {')) await tell(JSON.parse(line.slice(6)));
  }
}
