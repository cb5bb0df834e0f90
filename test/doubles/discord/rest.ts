import type { PermissionsString } from 'discord.js';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Cdn } from './cdn.ts';
import { faultInAnswer, faultInSent } from './description.ts';
import { isHidden } from './gateway.ts';
import type { Interactions } from './interactions.ts';
import { applyBody, MessageBody, parseBody, type Sent } from './message-rules.ts';
import type { Payloads } from './payloads.ts';
import * as refusal from './refusal.ts';
import { Refusal } from './refusal.ts';
import type { Channel, Message, World } from './world.ts';

/** One request as it came, for tests to look at. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly at: number;
}

/** At most `limit` requests like `pattern` (method and path) in `perMs`. */
export interface RateLimit {
  readonly pattern: RegExp;
  readonly limit: number;
  readonly perMs: number;
}

export interface RestParts {
  readonly world: World;
  readonly payloads: Payloads;
  readonly interactions: Interactions;
  readonly cdn: Cdn;
  readonly token: string;
  readonly messageContent: boolean;
  readonly gatewayUrl: () => string;
  readonly shards: number;
  readonly fileLimit: number;
}

const COMMAND_NAME = /^[-_'\p{L}\p{N}]{1,32}$/u;
const Option = z.looseObject({
  type: z.number(),
  name: z.string().regex(COMMAND_NAME),
  description: z.string().min(1).max(100),
  required: z.boolean().optional(),
  autocomplete: z.boolean().optional(),
  choices: z
    .array(z.looseObject({ name: z.string().max(100) }))
    .max(25)
    .optional(),
});
const Command = z.looseObject({
  type: z.number().default(1),
  name: z.string().min(1).max(32),
  description: z.string().max(100).default(''),
  options: z.array(Option).max(25).default([]),
});
export type DeployedCommand = z.infer<typeof Command>;

/** The HTTP half of Discord: version 10 of the API, as far as a bot like ours goes. */
export class Rest {
  readonly #parts: RestParts;
  readonly app = new Hono();
  readonly calls: Call[] = [];
  readonly limits: RateLimit[] = [];
  /** Commands by guild id, or `global`. */
  readonly commands = new Map<string, readonly DeployedCommand[]>();
  /** Real Discord remembers for some minutes. */
  readonly #byNonce = new Map<string, Message>();
  readonly #failures: { readonly pattern: RegExp; readonly refusal: Refusal }[] = [];

  constructor(parts: RestParts) {
    this.#parts = parts;
    this.#refuseAndRecord();
    this.#applicationRoutes();
    this.#interactionRoutes();
    this.#channelRoutes();
    this.#cdnRoute();
  }

  /** Refuses the next request like `pattern` (`PATCH /channels/…`). */
  failNext(pattern: RegExp, failure: Refusal): void {
    this.#failures.push({ pattern, refusal: failure });
  }

  /** What is deployed under a name, everywhere or in one server. */
  command(name: string, guildId = ''): DeployedCommand | undefined {
    return [guildId, 'global']
      .flatMap((scope) => this.commands.get(scope) ?? [])
      .find((command) => command.name === name);
  }

  #refuseAndRecord(): void {
    this.app.use('/api/*', async (c, next) => {
      const path = c.req.path.replace(/^\/api\/v10/, '');
      const line = `${c.req.method} ${path}`;
      const at = this.calls.length;
      this.calls.push({ method: c.req.method, path, status: 0, at: performance.now() });
      const planned = this.#failures.findIndex(({ pattern }) => pattern.test(line));
      if (planned >= 0) throw this.#failures.splice(planned, 1)[0]!.refusal;
      this.#checkRate(line);
      const usesOwnToken = /^\/(interactions|webhooks)\//.test(path);
      if (!usesOwnToken && c.req.header('authorization') !== `Bot ${this.#parts.token}`)
        throw refusal.unauthorized();
      await this.#checkSent(c, path);
      await next();
      this.calls[at] = { ...this.calls[at]!, status: c.res.status };
      await this.#checkAnswer(c, path);
    });
    this.app.onError((error, c) => {
      if (!(error instanceof Refusal)) {
        console.error(error);
        return c.json({ message: 'Internal Server Error', code: 0 }, 500);
      }
      const { status, code, message, retryAfterSeconds } = error;
      const last = this.calls.findLastIndex(({ path }) => c.req.path.endsWith(path));
      if (last >= 0) this.calls[last] = { ...this.calls[last]!, status };
      return Response.json(
        {
          message,
          code,
          ...(retryAfterSeconds !== undefined && { retry_after: retryAfterSeconds, global: false }),
        },
        {
          status,
          headers:
            retryAfterSeconds === undefined
              ? {}
              : { 'retry-after': String(retryAfterSeconds), 'x-ratelimit-scope': 'user' },
        },
      );
    });
    this.app.notFound((c) => c.json({ message: '404: Not Found', code: 0 }, 404));
  }

  /** Discord refuses what is not as it describes it, and tests fail for it. */
  async #checkSent(c: Context, path: string): Promise<void> {
    if (c.req.header('content-type') === undefined) return;
    const fault = faultInSent(c.req.method, path, (await read(c)).body);
    if (fault === null) return;
    this.#parts.world.faults.push(`sent ${c.req.method} ${path}: ${fault}`);
    throw refusal.invalidForm(fault);
  }

  /** The double holds to the description too. */
  async #checkAnswer(c: Context, path: string): Promise<void> {
    const { status } = c.res;
    if (status < 200 || status >= 300 || status === 204) return;
    const fault = faultInAnswer(c.req.method, path, status, await c.res.clone().json());
    if (fault !== null)
      this.#parts.world.faults.push(`answered ${c.req.method} ${path} ${status}: ${fault}`);
  }

  #checkRate(line: string): void {
    const now = performance.now();
    for (const { pattern, limit, perMs } of this.limits) {
      if (!pattern.test(line)) continue;
      const recent = this.calls.filter(
        ({ method, path, at, status }) =>
          pattern.test(`${method} ${path}`) && now - at < perMs && status !== 429,
      );
      // The request itself is already among the calls.
      if (recent.length > limit) throw refusal.rateLimited((perMs - (now - recent[0]!.at)) / 1_000);
    }
  }

  #applicationRoutes(): void {
    const { world, messageContent, payloads } = this.#parts;
    this.app.get('/api/v10/gateway/bot', (c) =>
      c.json({
        url: this.#parts.gatewayUrl(),
        shards: this.#parts.shards,
        session_start_limit: { total: 1_000, remaining: 999, reset_after: 0, max_concurrency: 16 },
      }),
    );
    this.app.get('/api/v10/applications/@me', (c) => c.json(payloads.application(messageContent)));
    const deploy = async (c: Context, scope: string) => {
      const commands = parseBody(z.array(Command).max(105), await c.req.json());
      for (const { type, name, options } of commands) {
        if (type === 1 && (!COMMAND_NAME.test(name) || name !== name.toLowerCase()))
          throw refusal.invalidForm(`name: ${name}`);
        const required = options.map((option) => option.required === true);
        if (required.lastIndexOf(true) > required.indexOf(false) && required.includes(false))
          throw refusal.invalidForm('options: required options come first');
      }
      this.commands.set(scope, commands);
      return c.json(
        commands.map((command) => ({
          id: world.newId(),
          application_id: world.bot.id,
          version: world.newId(),
          default_member_permissions: null,
          ...command,
        })),
      );
    };
    this.app.put('/api/v10/applications/:app/commands', (c) => deploy(c, 'global'));
    this.app.put('/api/v10/applications/:app/guilds/:guild/commands', (c) => {
      const guild = c.req.param('guild');
      if (!world.guilds.has(guild)) throw refusal.missingAccess();
      return deploy(c, guild);
    });
    this.app.get('/api/v10/guilds/:guild/members/:user', (c) => {
      const guild = world.guilds.get(c.req.param('guild'));
      const user = world.users.get(c.req.param('user'));
      if (!guild || !user || !guild.members.has(user.id)) throw refusal.unknown.user();
      return c.json(payloads.member(guild, user));
    });
    this.app.get('/api/v10/users/:user', (c) => {
      const user = world.users.get(c.req.param('user'));
      if (!user) throw refusal.unknown.user();
      return c.json(payloads.user(user));
    });
  }

  #interactionRoutes(): void {
    const { interactions, payloads } = this.#parts;
    this.app.post('/api/v10/interactions/:id/:token/callback', async (c) => {
      const { id, token } = c.req.param();
      const message = interactions.acknowledge(id, token, await read(c));
      if (c.req.query('with_response') !== 'true') return c.body(null, 204);
      return c.json({
        interaction: { id, type: 2, response_message_id: message?.id },
        ...(message && { resource: { type: 4, message: payloads.message(message) } }),
      });
    });
    this.app.post('/api/v10/webhooks/:app/:token', async (c) =>
      c.json(
        payloads.message(
          interactions.followUp(interactions.byToken(c.req.param('token')), await read(c)),
        ),
      ),
    );
    const path = '/api/v10/webhooks/:app/:token/messages/:message';
    const named = (c: Context<object, typeof path>) => {
      const interaction = interactions.byToken(c.req.param('token'));
      return { interaction, message: interactions.message(interaction, c.req.param('message')) };
    };
    this.app.get(path, (c) => c.json(payloads.message(named(c).message)));
    this.app.patch(path, async (c) => {
      const { interaction, message } = named(c);
      return c.json(payloads.message(interactions.edit(interaction, message, await read(c))));
    });
    this.app.delete(path, (c) => {
      const { interaction, message } = named(c);
      interactions.delete(interaction, message);
      return c.body(null, 204);
    });
  }

  #channelRoutes(): void {
    const { world, payloads, interactions, messageContent, fileLimit } = this.#parts;
    const base = '/api/v10/channels/:channel';
    const open = (id: string): Channel => {
      const channel = world.channel(id);
      if (!world.may(world.bot, channel, 'ViewChannel')) throw refusal.missingAccess();
      return channel;
    };
    const need = (channel: Channel, ...permissions: readonly PermissionsString[]) => {
      if (!world.permissionsOf(world.bot, channel).has(permissions))
        throw refusal.missingPermissions();
    };
    /** A message as the bot token reaches it: not those that one person alone sees. */
    const find = (channel: Channel, id: string): Message => {
      const message = world.message(channel, id);
      if (message.onlyFor !== null) throw refusal.unknown.message();
      return message;
    };

    this.app.get(base, (c) => c.json(payloads.channel(open(c.req.param('channel')))));
    this.app.patch(base, async (c) => {
      const channel = open(c.req.param('channel'));
      const { archived, name } = parseBody(
        z.looseObject({
          archived: z.boolean().optional(),
          name: z.string().min(1).max(100).optional(),
        }),
        await c.req.json(),
      );
      need(channel, 'SendMessagesInThreads');
      if (channel.locked) need(channel, 'ManageThreads');
      if (archived !== undefined) channel.archived = archived;
      if (name !== undefined) channel.name = name;
      world.emit({ name: 'THREAD_UPDATE', channel, data: payloads.channel(channel) });
      return c.json(payloads.channel(channel));
    });
    this.app.delete(base, (c) => {
      const channel = open(c.req.param('channel'));
      need(channel, channel.kind === 'thread' ? 'ManageThreads' : 'ManageChannels');
      const answer = payloads.channel(channel);
      world.removeChannel(channel);
      world.emit({ name: 'THREAD_DELETE', channel, data: answer });
      return c.json(answer);
    });
    this.app.post(`${base}/typing`, (c) => {
      need(open(c.req.param('channel')), 'SendMessages');
      return c.body(null, 204);
    });

    this.app.post(`${base}/messages`, async (c) => {
      const channel = open(c.req.param('channel'));
      const sent = await read(c);
      need(channel, channel.kind === 'thread' ? 'SendMessagesInThreads' : 'SendMessages');
      if (sent.files.size > 0) need(channel, 'AttachFiles');
      if (channel.archived && channel.locked) throw refusal.archivedThread();
      const { nonce, enforce_nonce, message_reference } = parseBody(MessageBody, sent.body);
      // What was created before with it is what is answered.
      const created = enforce_nonce ? this.#byNonce.get(String(nonce)) : undefined;
      if (created) return c.json(payloads.message(created));
      const replyTo = message_reference?.message_id ?? null;
      if (replyTo !== null) need(channel, 'ReadMessageHistory');
      const message = world.draft({
        channel,
        author: world.bot,
        type: replyTo === null ? 0 : 19,
        replyTo,
      });
      applyBody(world, message, sent, fileLimit);
      interactions.ping(sent);
      if (nonce != null) this.#byNonce.set(String(nonce), message);
      world.show(message);
      channel.archived = false; // a new message opens an archived thread
      world.emit({ name: 'MESSAGE_CREATE', channel, data: {}, message });
      return c.json(payloads.message(message));
    });
    this.app.get(`${base}/messages`, (c) => {
      const channel = open(c.req.param('channel'));
      need(channel, 'ReadMessageHistory');
      const before = BigInt(c.req.query('before') ?? 2n ** 63n);
      const page = [...channel.messages.values()]
        .filter(({ id, onlyFor }) => onlyFor === null && BigInt(id) < before)
        .sort((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1))
        .slice(0, Math.min(100, Number(c.req.query('limit') ?? 50)));
      return c.json(
        page.map((message) =>
          payloads.message(message, { hidden: isHidden(world, message, messageContent) }),
        ),
      );
    });
    this.app.get(`${base}/messages/:message`, (c) => {
      const channel = open(c.req.param('channel'));
      need(channel, 'ReadMessageHistory');
      const message = find(channel, c.req.param('message'));
      return c.json(
        payloads.message(message, { hidden: isHidden(world, message, messageContent) }),
      );
    });
    this.app.patch(`${base}/messages/:message`, async (c) => {
      const channel = open(c.req.param('channel'));
      const message = find(channel, c.req.param('message'));
      const sent = await read(c);
      if (message.author !== world.bot)
        throw new Refusal(403, 50005, 'Cannot edit a message authored by another user');
      if (channel.archived) throw refusal.archivedThread();
      if (sent.files.size > 0) need(channel, 'AttachFiles');
      applyBody(world, message, sent, fileLimit);
      interactions.ping(sent);
      message.edits += 1;
      world.emit({ name: 'MESSAGE_UPDATE', channel, data: {}, message });
      return c.json(payloads.message(message));
    });
    this.app.delete(`${base}/messages/:message`, (c) => {
      const channel = open(c.req.param('channel'));
      const message = find(channel, c.req.param('message'));
      if (message.author !== world.bot) need(channel, 'ManageMessages');
      channel.messages.delete(message.id);
      world.emit({ name: 'MESSAGE_DELETE', channel, data: {}, message });
      return c.body(null, 204);
    });

    this.app.post(`${base}/messages/:message/threads`, async (c) => {
      const channel = open(c.req.param('channel'));
      const { name } = parseBody(
        z.looseObject({ name: z.string().min(1).max(100) }),
        await c.req.json(),
      );
      if (channel.kind !== 'text')
        throw new Refusal(400, 50024, 'Cannot execute action on this channel type');
      need(channel, 'CreatePublicThreads');
      const message = find(channel, c.req.param('message'));
      if (message.thread)
        throw new Refusal(400, 160004, 'A thread has already been created for this message');
      const thread = world.addChannel({
        kind: 'thread',
        id: message.id,
        name,
        guild: channel.guild,
        parent: channel,
      });
      message.thread = thread;
      world.emit({ name: 'THREAD_CREATE', channel: thread, data: payloads.channel(thread) });
      const starter = world.addMessage({ channel: thread, author: world.bot, type: 21 });
      world.emit({ name: 'MESSAGE_CREATE', channel: thread, data: {}, message: starter });
      return c.json(payloads.channel(thread), 201);
    });

    this.app.put(`${base}/messages/:message/reactions/:emoji/@me`, (c) => {
      const channel = open(c.req.param('channel'));
      const message = find(channel, c.req.param('message'));
      need(channel, 'ReadMessageHistory');
      if (channel.archived) throw refusal.archivedThread();
      const emoji = decodeURIComponent(c.req.param('emoji'));
      if (!/\p{Emoji}/u.test(emoji)) throw new Refusal(400, 10014, 'Unknown Emoji');
      // Adding to what others put there needs no permission.
      if (!message.reactions.has(emoji)) need(channel, 'AddReactions');
      if (!message.reactions.has(emoji) && message.reactions.size === 20)
        throw new Refusal(403, 30010, 'Maximum number of reactions reached (20)');
      const users = message.reactions.get(emoji) ?? new Set();
      message.reactions.set(emoji, users.add(world.bot.id));
      world.emit({
        name: 'MESSAGE_REACTION_ADD',
        channel,
        data: {
          user_id: world.bot.id,
          message_id: message.id,
          channel_id: channel.id,
          guild_id: channel.guild?.id,
          emoji: { id: null, name: emoji },
          burst: false,
          type: 0,
        },
      });
      return c.body(null, 204);
    });
  }

  #cdnRoute(): void {
    this.app.get('/attachments/*', (c) => {
      const file = this.#parts.cdn.open(new URL(c.req.url));
      if (!file) return c.text('This content is no longer available.', 404);
      return new Response(Buffer.from(file.bytes), {
        headers: { 'content-type': file.contentType },
      });
    });
  }
}

/** JSON, or `payload_json` with `files[n]` in a form. */
async function read(c: Context): Promise<Sent> {
  if (!c.req.header('content-type')?.startsWith('multipart/form-data'))
    return { body: await c.req.json(), files: new Map() };
  const form = await c.req.formData();
  const files = new Map<string, { name: string; bytes: Uint8Array }>();
  let body: unknown = {};
  for (const [key, value] of form) {
    if (key === 'payload_json' && typeof value === 'string') body = JSON.parse(value);
    const index = /^files\[(\d+)\]$/.exec(key)?.[1];
    if (index !== undefined && typeof value !== 'string')
      files.set(index, { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  // What a reply carries lies one level deeper in a callback.
  return { body, files };
}
