import type { WireEvent, WireExample, WireMessage, WireThread } from '../wire.ts';
import { api } from './api.ts';
import { Composer } from './composer.ts';
import { byId, h } from './dom.ts';
import { pickEmoji } from './emoji-picker.ts';
import { home } from './home.ts';
import { type MessageActions, MessageElement } from './message.ts';

const threads = new Map<string, WireThread>();
const messages = new Map<string, { data: WireMessage; view: MessageElement }>();
let examples: readonly WireExample[] = [];
let maxPictureBytes = Number.POSITIVE_INFINITY;
let open: string | null = null;
/** Counts openings, so that a slow answer for a thread that was left again is dropped. */
let opening = 0;

const log = byId('log', HTMLElement);
const scroller = byId('scroller', HTMLElement);

const composer = new Composer({
  thread: () => open,
  send: (text, file, replyTo) =>
    attempt(async () => {
      checkSize(file);
      await api.say(text, open, file, replyTo);
    }),
  refuse: (why) => warn(why),
});

const actions: MessageActions = {
  press(message, button, form) {
    // A button that wants words first: they are typed as a reply.
    if (form) actions.reply(message);
    else void attempt(() => api.press(message.id, button, message.thread));
  },
  react: (message, emoji, added) =>
    void attempt(() => api.react(message.id, emoji, added, message.thread)),
  pickEmoji: (message, near) => pickEmoji(near, (emoji) => actions.react(message, emoji, true)),
  reply: (message) => composer.reply(message.id, titleOf(message)),
  dismiss: (message) =>
    void attempt(async () => {
      await api.dismiss(message.id);
      removeMessage(message.id);
    }),
  use: (text) => composer.put(text.startsWith('/') ? `${text} ` : text),
  quote: (id) => {
    const message = messages.get(id)?.data;
    return message ? titleOf(message) : 'an older picture';
  },
};

function titleOf({ view, text }: WireMessage): string {
  for (const block of view?.blocks ?? [])
    if (block.kind === 'text')
      return (block.lines[0] ?? [])
        .map((piece) => (typeof piece === 'string' ? piece : Object.values(piece).join('')))
        .join('');
  return text ?? '';
}

/** Opens a thread, or with null the place where new ones begin. */
async function go(id: string | null): Promise<void> {
  open = id;
  const ticket = ++opening;
  messages.clear();
  composer.reply(null);
  document.documentElement.classList.remove('menu');
  const hash = id === null ? '#/' : `#/t/${id}`;
  if (location.hash !== hash) history.pushState(null, '', hash);
  showThreads();
  const found = await fetchMessages(id).catch((error: unknown) => {
    if (ticket === opening) warn(sentenceOf(error));
    return null;
  });
  if (ticket !== opening || !found) return;
  // What events brought while the thread was being fetched is at least as new.
  const early = new Map([...messages].map(([key, { data }]) => [key, data]));
  const all = [...found.filter((message) => !early.has(message.id)), ...early.values()];
  messages.clear();
  log.replaceChildren();
  if (id === null)
    log.append(
      home(examples, {
        start: ({ number }) => void attempt(() => api.say(`/gallery ${number}`, null, null, null)),
        choose: () => composer.chooseFile(),
      }),
    );
  for (const message of all.sort((a, b) => a.at - b.at)) showMessage(message);
  scroller.scrollTop = id === null ? 0 : scroller.scrollHeight;
  await composer.refresh();
}

async function fetchMessages(thread: string | null): Promise<readonly WireMessage[]> {
  return thread === null ? (await api.state()).messages : await api.messages(thread);
}

function showMessage(message: WireMessage): void {
  const there = messages.get(message.id);
  if (message.thread !== open) {
    if (there) removeMessage(message.id);
    return;
  }
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 160;
  if (there) {
    const wasWorking = there.data.view?.tone === 'working';
    there.data = message;
    there.view.show(message);
    if (wasWorking && message.view?.tone !== 'working') void composer.refresh();
  } else {
    const view = new MessageElement(message, actions);
    messages.set(message.id, { data: message, view });
    log.append(view.element);
  }
  if (atEnd || message.from === 'you') scrollToEnd();
}

function removeMessage(id: string): void {
  messages.get(id)?.view.element.remove();
  messages.delete(id);
}

let scrolling = 0;
function scrollToEnd(): void {
  cancelAnimationFrame(scrolling);
  scrolling = requestAnimationFrame(() => scroller.scrollTo({ top: scroller.scrollHeight }));
}
// Pictures have no height until they are loaded.
log.addEventListener(
  'load',
  () => {
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 640 && open !== null)
      scrollToEnd();
  },
  true,
);

function showThreads(): void {
  const list = [...threads.values()].sort((a, b) => b.at - a.at);
  byId('threads', HTMLElement).replaceChildren(
    ...list.map((thread) =>
      h(
        'a',
        {
          href: `#/t/${thread.id}`,
          class: `thread ${thread.working ? 'working' : ''}`,
          ...(thread.id === open && { 'aria-current': 'page' }),
        },
        thread.picture
          ? h('img', { src: thread.picture.url, alt: '' })
          : h('span', { class: 'blank' }),
        h('span', {}, thread.name),
      ),
    ),
  );
  const name = open === null ? undefined : threads.get(open)?.name;
  byId('title', HTMLElement).textContent = name ?? 'New picture';
  document.title = name === undefined ? 'Wordbrush' : `${name} · Wordbrush`;
}

function take(event: WireEvent): void {
  switch (event.type) {
    case 'message':
      showMessage(event.message);
      return;
    case 'removed':
      removeMessage(event.id);
      return;
    case 'threads':
      for (const thread of event.threads) threads.set(thread.id, thread);
      showThreads();
      return;
    case 'go':
      threads.set(event.thread.id, event.thread);
      void go(event.thread.id);
      return;
    case 'thread-removed':
      threads.delete(event.id);
      if (open === event.id) void go(routed());
      else showThreads();
  }
}

/** Does something over the network, and tells whether it was done; a failure is said in a bar at the top. */
async function attempt(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    warn(null);
    return true;
  } catch (error) {
    warn(sentenceOf(error));
    return false;
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A server that refuses an upload half way is heard by no browser. */
function checkSize(file: File | null): void {
  if (!file || file.size <= maxPictureBytes) return;
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  throw new Error(
    `That picture has ${mib(file.size)} MiB and this chat takes ${mib(maxPictureBytes)}. Make it smaller.`,
  );
}

function warn(text: string | null): void {
  const bar = byId('warning', HTMLElement);
  bar.hidden = text === null;
  bar.textContent = text ?? '';
}

/** The thread that the address names. One that was forgotten goes from the history: Back should not lead to it. */
function routed(): string | null {
  const named = /^#\/t\/([\w-]+)$/u.exec(location.hash)?.[1];
  if (named === undefined) return null;
  if (threads.has(named)) return named;
  history.replaceState(null, '', '#/');
  return null;
}

async function refresh(): Promise<void> {
  const state = await api.state();
  threads.clear();
  for (const thread of state.threads) threads.set(thread.id, thread);
  composer.commands = state.commands;
  maxPictureBytes = state.maxPictureBytes;
  examples = await api.gallery();
  await go(routed());
}

addEventListener('popstate', () => {
  const wanted = routed();
  if (wanted !== open) void go(wanted);
});
byId('menu', HTMLButtonElement).addEventListener('click', () =>
  document.documentElement.classList.toggle('menu'),
);
byId('shade', HTMLElement).addEventListener('click', () =>
  document.documentElement.classList.remove('menu'),
);
byId('new', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault();
  void go(null).then(() => composer.focus());
});

api.listen(
  take,
  () => {
    warn(null);
    void refresh();
  },
  () =>
    warn(
      'The connection to Wordbrush is gone. It is tried again by itself; see whether the program still runs.',
    ),
);
