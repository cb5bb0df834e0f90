import type { HttpBindings } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { BotFace } from '../../bot/chat/chat.ts';
import type { Gallery } from '../../bot/gallery.ts';
import { cleanText } from '../../bot/request/clean-text.ts';
import { COMMANDS } from '../../bot/request/commands.ts';
import type { Attachment } from '../../bot/request/requests.ts';
import { answerFaults } from '../../http/faults.ts';
import type { EditMethod } from '../../pipeline/edit-types.ts';
import { checkByteSize, DEFAULT_PICTURE_LIMITS } from '../../pipeline/image.ts';
import { requireToken, sessionIn } from './access/access.ts';
import { guard, ownFetchesOnly } from './access/guard.ts';
import type { Uploads } from './access/uploads.ts';
import { pageFiles } from './page-files.ts';
import { placeOfThread } from './places.ts';
import type { Room } from './room.ts';
import type { EventStreams } from './streams/event-streams.ts';
import type { Visitor } from './visitor.ts';
import type { WireExample } from './wire.ts';

export interface AppParts {
  readonly room: Room;
  readonly bot: BotFace;
  readonly gallery: Gallery;
  readonly allowedHosts: readonly string[];
  /** Who knows it is let in; without one, everybody who reaches this server. */
  readonly token: string | undefined;
  readonly maxPictureBytes: number;
  /** What redraws inside a painted mask; null where nothing does. */
  readonly redraws: EditMethod | null;
  readonly streams: EventStreams;
  /** What went wrong, for the log. */
  readonly onFault: (error: unknown) => void;
  readonly uploads: Uploads;
  readonly visitor: Visitor;
}

/** More than anything takes, so that what is too many can be said. */
const MAX_FILES = 25;

const id = z.string().regex(/^[\w-]{1,40}$/u);
const ThreadId = id.nullish().transform((value) => value || null);

const Said = z.object({
  text: z.string().max(4_000).default(''),
  thread: ThreadId,
  replyTo: id.optional(),
  /** How a long picture is taken. */
  frame: z.enum(['square', 'whole']).default('square'),
  page: id.optional(),
});
const Pressed = z.object({
  message: id,
  button: z.string().max(100),
  thread: ThreadId,
  page: id.optional(),
});
const Reacted = z.object({
  message: id,
  emoji: z.string().min(1).max(40),
  added: z.boolean(),
  thread: ThreadId,
});
const Asked = z.object({
  thread: ThreadId,
  command: z.string().max(40),
  option: z.string().max(40),
  text: z.string().max(2_000).default(''),
});

/** `release` gives back the room that an upload takes. */
interface WebEnv {
  Bindings: HttpBindings;
  Variables: { release: () => void };
}

/**
 * The web chat's routes. Every change is acknowledged once it is written down; what follows comes as
 * events.
 */
export function createApp(parts: AppParts): Hono<WebEnv> {
  const { room, bot, gallery, visitor } = parts;
  /** What would be made in a thread that was forgotten, nobody could ever find again. */
  const checkThere = (thread: string | null): void => {
    if (thread === null || room.has(thread)) return;
    throw new HTTPException(404, { message: 'That picture was deleted. Start a new one.' });
  };
  const app = new Hono<WebEnv>();
  const maxBody = parts.maxPictureBytes + 2 ** 20;
  app.use(guard(parts.allowedHosts));
  if (parts.token !== undefined)
    app.use(requireToken(parts.token, (session) => parts.streams.end(session)));
  app.post('/api/messages', async (context, next) => {
    const size = Number(context.req.header('Content-Length') ?? maxBody);
    if (size > maxBody) return await next();
    const release = await parts.uploads.take(size);
    if (!release)
      return context.text('Many pictures are arriving here. Try again in a minute.', 503, {
        Connection: 'close',
        'Retry-After': '60',
      });
    context.set('release', release);
    await next();
    if (!context.res.ok) release();
  });
  app.use(
    bodyLimit({
      maxSize: maxBody,
      // The rest of the body is not read, so the connection can carry nothing else.
      onError: (context) =>
        context.text(
          'That is more than this chat takes at once. Make the picture smaller, or send fewer.',
          413,
          {
            Connection: 'close',
          },
        ),
    }),
  );
  const answerFault = answerFaults(parts.onFault);
  app.onError((error, context) =>
    error instanceof z.ZodError || error instanceof SyntaxError
      ? context.text('That request makes no sense here. Reload the page.', 400)
      : answerFault(error, context),
  );

  app.get('/api/state', (context) => {
    room.pages.turn(context.req.query('page'), null);
    const messages = room.messagesIn(null);
    const { maxPictureBytes, redraws } = parts;
    return context.json({
      ...{ threads: room.threads(), messages, commands: COMMANDS, maxPictureBytes, redraws },
      mayLeave: parts.token !== undefined,
    });
  });
  app.get('/api/threads/:id', (context) => {
    const thread = context.req.param('id');
    checkThere(thread);
    room.pages.turn(context.req.query('page'), thread);
    return context.json(room.messagesIn(thread));
  });
  app.get('/api/threads/:id/sentence', async (context) => {
    const thread = context.req.param('id');
    checkThere(thread);
    return context.json(await bot.sentence(placeOfThread(thread)));
  });
  app.get('/api/gallery', (context) =>
    context.json(
      gallery.examples.map(
        ({ prompt }, i): WireExample => ({ number: i + 1, prompt, url: `/gallery/${i + 1}` }),
      ),
    ),
  );
  app.get('/api/suggest', async (context) => {
    const { thread, ...asked } = Asked.parse(context.req.query());
    return context.json(await bot.suggest({ ...asked, place: placeOfThread(thread) }));
  });
  app.get('/api/events', ownFetchesOnly(parts.token !== undefined), (context) => {
    const page = id.parse(context.req.query('page'));
    return parts.streams.answer(context, {
      page,
      client: getConnInfo(context).remote.address ?? '',
      session: sessionIn(context),
      begin: (send) => room.pages.open(page, send),
    });
  });

  app.post('/api/messages', async (context) => {
    const form = await context.req.formData().catch(() => {
      throw new SyntaxError('The body is no form.');
    });
    const entries = [...form.entries()].filter(([name]) => name !== 'file');
    const said = Said.parse(Object.fromEntries(entries));
    checkThere(said.thread);
    const files = form
      .getAll('file')
      .filter((file) => file instanceof File)
      .slice(0, MAX_FILES);
    const message = { ...said, replyTo: said.replyTo, page: said.page };
    await visitor.say({
      ...message,
      attachments: files.map(attachmentOf),
      whole: said.frame === 'whole',
      onDone: context.get('release'),
    });
    return context.body(null, 202);
  });
  app.delete('/api/messages/:id', async (context) => {
    const message = room.message(context.req.param('id'));
    if (message && !message.private)
      return context.text('You can dismiss only what nobody else sees.', 403);
    if (message) await room.remove(message.id);
    return context.body(null, 204);
  });
  app.post('/api/buttons', async (context) => {
    const { message, button, thread, page } = Pressed.parse(await context.req.json());
    checkThere(thread);
    await visitor.act({ kind: 'button', message, id: button }, thread, page);
    return context.body(null, 202);
  });
  app.post('/api/reactions', async (context) => {
    const { message, emoji, added, thread } = Reacted.parse(await context.req.json());
    checkThere(thread);
    await visitor.act({ kind: 'reaction', message, emoji, added }, thread, undefined);
    return context.body(null, 202);
  });

  app.get('/pictures/:hash', async (context) => {
    const bytes = await room.pictures.get(context.req.param('hash'));
    return bytes ? png(bytes) : context.notFound();
  });
  app.get('/gallery/:number{[0-9]+}', async (context) => {
    const example = gallery.examples[Number(context.req.param('number')) - 1];
    return example ? png(await gallery.read(example)) : context.notFound();
  });
  app.get('*', async (context) => {
    const file = (await pageFiles()).get(context.req.path);
    if (!file) return context.notFound();
    return context.body(file.body, 200, { 'Content-Type': file.type, 'Cache-Control': 'no-cache' });
  });
  return app;
}

function png(bytes: Uint8Array): Response {
  return new Response(Uint8Array.from(bytes), {
    headers: {
      'Content-Type': 'image/png',
      'Cache-Control': 'private, max-age=31536000, immutable',
    },
  });
}

function attachmentOf(file: File): Attachment {
  return {
    name: cleanText(file.name).replace(/\s+/gu, ' ').slice(0, 200),
    size: file.size,
    contentType: file.type,
    async read(maxBytes) {
      checkByteSize(file.size, { ...DEFAULT_PICTURE_LIMITS, maxBytes });
      return new Uint8Array(await file.arrayBuffer());
    },
  };
}
