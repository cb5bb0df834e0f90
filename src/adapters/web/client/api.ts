import type { WireEvent, WireExample, WireMessage, WireThread, WireWord } from '../wire.ts';

export interface CommandHint {
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
  readonly commands: readonly CommandHint[];
  readonly maxPictureBytes: number;
  /** What redraws inside a painted mask, as the edit language calls it; null where nothing does. */
  readonly redraws: string | null;
  /** Whether there is a session to sign out of. */
  readonly mayLeave: boolean;
}

/** This page among others that are open: it hears of the thread that it fetched last. */
const PAGE = crypto.randomUUID();

/** A request did not arrive. */
export class Unreachable extends Error {
  constructor() {
    super('Wordbrush cannot be reached. Check that it still runs, then try again.');
  }
}

/** How much of a long picture is taken. */
export type FrameChoice = 'square' | 'whole';

/** What goes with a text, and who hears how far it is. */
export interface Saying {
  readonly thread?: string | null;
  readonly files?: readonly File[];
  readonly replyTo?: string | null;
  readonly frame?: FrameChoice;
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

const REFUSED_RETRY_MS = 10_000;

/** The server's side of the chat. */
export const api = {
  state: () => get<State>(`/api/state?page=${PAGE}`),
  messages: (thread: string) =>
    get<readonly WireMessage[]>(`/api/threads/${encodeURIComponent(thread)}?page=${PAGE}`),
  sentence: (thread: string) =>
    get<readonly WireWord[]>(`/api/threads/${encodeURIComponent(thread)}/sentence`),
  gallery: () => get<readonly WireExample[]>('/api/gallery'),
  suggest: (thread: string | null, command: string, option: string, text: string) =>
    get<readonly { name: string; value: string }[]>(
      `/api/suggest?${new URLSearchParams({ ...(thread !== null && { thread }), command, option, text })}`,
    ),
  /** @throws Unreachable, or `AbortError` once the signal is aborted */
  async say(
    text: string,
    { thread = null, files = [], replyTo = null, frame, onProgress, signal }: Saying = {},
  ): Promise<void> {
    const form = new FormData();
    form.set('text', text);
    form.set('page', PAGE);
    if (thread !== null) form.set('thread', thread);
    if (replyTo !== null) form.set('replyTo', replyTo);
    for (const file of files) form.append('file', file);
    if (frame) form.set('frame', frame);
    await upload('/api/messages', form, onProgress, signal);
  },
  async dismiss(message: string) {
    await reach(`/api/messages/${message}`, { method: 'DELETE' });
  },
  /** Whether the server answers. */
  isThere: () =>
    reach('/api/gallery').then(
      () => true,
      () => false,
    ),
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
      if (events.readyState !== EventSource.CLOSED) return;
      setTimeout(() => api.listen(onEvent, onReady, onLost), REFUSED_RETRY_MS);
      void reach('/api/gallery').catch(() => {}); // leads to the sign-in page, if that is why
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
    throw new Unreachable();
  });
  check(response.status, response.ok ? '' : await response.text());
  return response;
}

/** As `reach`, and reports how far it is: only the older way to send something does that. */
async function upload(
  path: string,
  body: FormData,
  onProgress: (share: number) => void = () => {},
  signal?: AbortSignal,
): Promise<void> {
  const request = new XMLHttpRequest();
  request.open('POST', path);
  const stop = (): void => request.abort();
  signal?.addEventListener('abort', stop);
  try {
    await new Promise<void>((resolve, reject) => {
      request.upload.addEventListener('progress', ({ loaded, total }) =>
        onProgress(loaded / total),
      );
      request.addEventListener('load', () => resolve());
      request.addEventListener('error', () => reject(new Unreachable()));
      request.addEventListener('abort', () =>
        reject(new DOMException('It was not sent.', 'AbortError')),
      );
      request.send(body);
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  check(request.status, request.responseText);
}

function check(status: number, text: string): void {
  if (status === 401) location.assign('/login');
  if (status < 200 || status > 299) throw new Error(text);
}
