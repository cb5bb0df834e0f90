import type { WireEvent, WireExample, WireMessage, WirePicture, WireThread } from '../wire.ts';
import { api, Unreachable } from './api.ts';
import { Banner } from './banner.ts';
import { openBrush } from './brush/brush.ts';
import { Composer, type Unsent } from './composer.ts';
import { byId } from './dom.ts';
import { Drawer } from './drawer.ts';
import { pickEmoji } from './emoji-picker.ts';
import { home } from './home.ts';
import { firstLineOf, pictureIn } from './message/contents.ts';
import { openLightbox } from './message/lightbox.ts';
import { type MessageActions, MessageElement } from './message/message.ts';
import { Sending } from './sending.ts';
import { ThreadList } from './thread-list.ts';

const threads = new Map<string, WireThread>();
const messages = new Map<string, { data: WireMessage; view: MessageElement }>();
let examples: readonly WireExample[] = [];
let maxPictureBytes = Number.POSITIVE_INFINITY;
let redraws: string | null = null;
let open: string | null = null;
/** Counts openings, so that a slow answer for a thread that was left again is dropped. */
let opening = 0;

const banner = new Banner(api.isThere);
const drawer = new Drawer();
const threadList = new ThreadList();
const log = byId('log', HTMLElement);
const scroller = byId('scroller', HTMLElement);
// It is scrolled by the keyboard too.
scroller.tabIndex = 0;

/** Sends what was typed or painted, and says whether it arrived. */
function send({ text, files, frame, reply }: Unsent): Promise<boolean> {
  return attempt(async () => {
    checkSize(files);
    const sending = new Sending(text, files, (element) => {
      log.append(element);
      scrollToEnd();
    });
    const onProgress = (share: number): void => sending.progressed(share);
    const { signal } = sending;
    await api
      .say(text, { thread: open, files, frame, replyTo: reply?.id ?? null, onProgress, signal })
      .finally(() => sending.end());
  });
}

const composer = new Composer({
  thread: () => open,
  send,
  refuse: (why) => banner.say(why),
});

const brush = byId('brush', HTMLButtonElement);
brush.addEventListener('click', () => void attempt(paint));

/** Opens the newest picture of the thread to paint on. */
async function paint(): Promise<void> {
  const picture = newestPicture();
  if (!picture || redraws === null || open === null) return;
  const words = (await api.sentence(open)).filter(({ isHandle }) => isHandle);
  openBrush(picture, {
    method: redraws,
    words: words.map(({ text }) => text),
    send: (text, mask) => send({ text, files: mask ? [mask] : [], frame: 'square', reply: null }),
  });
}

function newestPicture(): WirePicture | undefined {
  const done = [...messages.values()].filter(({ data }) => data.view?.tone === 'done');
  return done.map(({ data }) => pictureIn(data)).findLast((picture) => picture !== undefined);
}

const actions: MessageActions = {
  press(message, button, form) {
    // A button that wants words first: they are typed as a reply.
    if (form) actions.reply(message);
    else if (button.startsWith('full:')) enlargeResult(message);
    else void attempt(() => api.press(message.id, button, message.thread));
  },
  react: (message, emoji, added) =>
    void attempt(() => api.react(message.id, emoji, added, message.thread)),
  pickEmoji: (message, near) => pickEmoji(near, (emoji) => actions.react(message, emoji, true)),
  reply: (message) => composer.reply(message.id, firstLineOf(message)),
  dismiss: (message) =>
    void attempt(async () => {
      await api.dismiss(message.id);
      removeMessage(message.id);
    }),
  use: (text) => composer.put(text.startsWith('/') ? `${text} ` : text),
  quote: (id) => {
    const message = messages.get(id)?.data;
    return message ? firstLineOf(message) : 'an older picture';
  },
};

/** Shows a message's picture as large as the window, which needs no answer of the bot's. */
function enlargeResult(message: WireMessage): void {
  const shown = pictureIn(message);
  if (shown) openLightbox(shown);
}

/**
 * Opens a thread, or with null the place where new ones begin. The focus goes to the message box if
 * that is asked for, or if what had it is gone; where a keyboard would pop up, to the messages.
 */
async function go(id: string | null, { focus = false } = {}): Promise<void> {
  open = id;
  const ticket = ++opening;
  messages.clear();
  brush.hidden = true;
  composer.reply(null);
  drawer.close();
  const hash = id === null ? '#/' : `#/t/${id}`;
  if (location.hash !== hash) history.pushState(null, '', hash);
  showThreads();
  const found = await fetchMessages(id).catch((error: unknown) => {
    if (ticket === opening) complain(error);
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
        start: ({ number }) => void attempt(() => api.say(`/gallery ${number}`)),
        choose: () => composer.chooseFile(),
      }),
    );
  for (const message of all.sort((a, b) => a.at - b.at)) showMessage(message);
  // Nothing that was shown just now may scroll on.
  cancelAnimationFrame(scrolling);
  scroller.scrollTop = id === null ? 0 : scroller.scrollHeight;
  if (focus || document.activeElement === document.body) {
    if (matchMedia('(pointer: fine)').matches) composer.focus();
    else scroller.focus();
  }
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
    there.data = message;
    there.view.show(message);
  } else {
    const view = new MessageElement(message, actions);
    messages.set(message.id, { data: message, view });
    log.append(view.element);
  }
  brush.hidden = redraws === null || newestPicture() === undefined;
  if (atEnd || message.from === 'you') scrollToEnd();
}

function removeMessage(id: string): void {
  messages.get(id)?.view.element.remove();
  messages.delete(id);
  brush.hidden ||= newestPicture() === undefined;
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
  threadList.show([...threads.values()], open);
  const name = open === null ? undefined : threads.get(open)?.name;
  byId('title', HTMLElement).textContent = name ?? 'New picture';
  document.title = name === undefined ? 'Wordbrush' : `${name} · Wordbrush`;
}

function take(event: WireEvent): void {
  switch (event.type) {
    case 'message':
      showMessage(event.message);
      // What has been done, or undone, has changed the words.
      if (event.message.from === 'bot' && event.message.view?.tone !== 'working')
        composer.refresh().catch(complain);
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

/** Does something over the network, and says whether it was done; a failure is said in a bar at the top. */
async function attempt(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    banner.clear();
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

function complain(error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  if (error instanceof Unreachable) banner.unreachable(error.message);
  else banner.say(error instanceof Error ? error.message : String(error));
}

/** A server that refuses an upload half way is heard by no browser. */
function checkSize(files: readonly File[]): void {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size <= maxPictureBytes) return;
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  throw new Error(
    files.length === 1
      ? `That picture is ${mib(size)} MiB, and this chat takes at most ${mib(maxPictureBytes)}. Make it smaller.`
      : `Together those pictures are ${mib(size)} MiB, and this chat takes at most ${mib(maxPictureBytes)} at once. Make them smaller.`,
  );
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
  redraws = state.redraws;
  byId('leave', HTMLFormElement).hidden = !state.mayLeave;
  examples = await api.gallery();
  await go(routed());
}

addEventListener('popstate', () => {
  const wanted = routed();
  if (wanted !== open) void go(wanted, { focus: true });
});
byId('new', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault();
  void go(null, { focus: true });
});
byId('skip', HTMLAnchorElement).addEventListener('click', (event) => {
  // Its address is no thread's.
  event.preventDefault();
  composer.focus();
});

api.listen(
  take,
  () => {
    banner.eventsLost(false);
    refresh().catch(complain);
  },
  () => banner.eventsLost(true),
);
