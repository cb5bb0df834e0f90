import type { WireEvent, WireExample, WireMessage, WireThread } from '../wire.ts';

export interface Command {
  readonly name: string;
  readonly description: string;
  readonly where: 'anywhere' | 'thread';
  readonly options: readonly {
    readonly name: string;
    readonly type: string;
    readonly suggest?: boolean;
    readonly rest?: boolean;
    readonly choices?: readonly string[];
  }[];
}

export interface State {
  readonly threads: readonly WireThread[];
  readonly messages: readonly WireMessage[];
  readonly commands: readonly Command[];
  readonly maxPictureBytes: number;
}

/** This page among others that are open: it is told of the thread that it fetched last. */
const PAGE = crypto.randomUUID();

const REFUSED_RETRY_MS = 10_000;

/** The server's side of the chat. */
export const api = {
  state: () => get<State>(`/api/state?page=${PAGE}`),
  messages: (thread: string) =>
    get<readonly WireMessage[]>(`/api/threads/${encodeURIComponent(thread)}?page=${PAGE}`),
  gallery: () => get<readonly WireExample[]>('/api/gallery'),
  suggest: (thread: string | null, command: string, option: string, text: string) =>
    get<readonly { name: string; value: string }[]>(
      `/api/suggest?${new URLSearchParams({ thread: thread ?? '', command, option, text })}`,
    ),
  async say(text: string, thread: string | null, file: File | null, replyTo: string | null) {
    const form = new FormData();
    form.set('text', text);
    form.set('page', PAGE);
    if (thread !== null) form.set('thread', thread);
    if (replyTo !== null) form.set('replyTo', replyTo);
    if (file) form.set('file', file);
    await send('/api/messages', form);
  },
  async dismiss(message: string) {
    await reach(`/api/messages/${message}`, { method: 'DELETE' });
  },
  press: (message: string, button: string, thread: string | null) =>
    send('/api/buttons', JSON.stringify({ message, button, thread, page: PAGE })),
  react: (message: string, emoji: string, added: boolean, thread: string | null) =>
    send('/api/reactions', JSON.stringify({ message, emoji, added, thread })),

  /** Calls back with every event; `onReady` at every (re)connection, when state may have moved on. */
  listen(onEvent: (event: WireEvent) => void, onReady: () => void, onLost: () => void): void {
    const events = new EventSource(`/api/events?page=${PAGE}`);
    events.addEventListener('message', ({ data }) => onEvent(JSON.parse(data)));
    events.addEventListener('ready', onReady);
    events.addEventListener('error', () => {
      onLost();
      // It tries again by itself, unless it was answered by a refusal.
      if (events.readyState === EventSource.CLOSED)
        setTimeout(() => api.listen(onEvent, onReady, onLost), REFUSED_RETRY_MS);
    });
  },
};

/** The server is this program: its answers are what `wire.ts` says. */
async function get<Answer>(path: string): Promise<Answer> {
  const response = await reach(path);
  return await response.json();
}

async function send(path: string, body: BodyInit): Promise<void> {
  const headers: HeadersInit =
    typeof body === 'string' ? { 'Content-Type': 'application/json' } : {};
  await reach(path, { method: 'POST', body, headers });
}

async function reach(path: string, request?: RequestInit): Promise<Response> {
  const response = await fetch(path, request).catch(() => {
    throw new Error('Wordbrush cannot be reached. See whether it still runs, then try again.');
  });
  if (!response.ok) throw new Error(await response.text());
  return response;
}
