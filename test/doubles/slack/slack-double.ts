import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { eventually } from '../discord/screen.ts';
import { Person } from './person.ts';
import { faultsIn } from './samples.ts';
import { Refusal, WebApi } from './web-api.ts';
import { APP, BOT_USER, type Message, TEAM, VERIFICATION_TOKEN, World } from './world.ts';

export interface SlackOptions {
  readonly scopes?: readonly string[];
  readonly shareDelayMs?: number;
  readonly fileLimit?: number;
}

export const ALL_SCOPES: readonly string[] = [
  'commands',
  'app_mentions:read',
  'chat:write',
  'files:read',
  'files:write',
  'reactions:read',
  'reactions:write',
  'channels:history',
  'users:read',
];
const LOGIN_PAGE = '<!DOCTYPE html><html><head><title>Slack: sign in</title></head></html>';
const ACK_MS = 3_000;

/**
 * A Slack on the loopback address that the real Bolt talks to: the Web API, Socket Mode, signed
 * HTTP, uploads and downloads, with the rules that Slack enforces.
 */
export class SlackDouble {
  readonly botToken = 'xoxb-1-double';
  appToken = 'xapp-1-double';
  readonly signingSecret = 'a-signing-secret';
  readonly world = new World();
  readonly api: WebApi;
  /** Where signed HTTP goes; else events go through the socket. */
  eventsUrl: string | null = null;
  /** Send every event so many times, as Slack does when it thinks that nobody heard. */
  deliveries = 1;
  /** How long each acknowledgement took, in milliseconds. */
  readonly ackMs: number[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<WebSocket>();
  readonly #acks = new Map<string, (payload: unknown) => void>();
  readonly #privateReplies = new Map<
    string,
    { channel: string; user: string; message?: Message }
  >();
  #origin = '';

  private constructor(options: SlackOptions) {
    this.api = new WebApi(this.world, {
      scopes: new Set(options.scopes ?? ALL_SCOPES),
      shareDelayMs: options.shareDelayMs ?? 150,
      fileLimit: options.fileLimit ?? 100 * 2 ** 20,
      origin: () => this.#origin,
      socketUrl: () => `${this.#origin.replace('http', 'ws')}/link/?ticket=${randomUUID()}`,
    });
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    const sockets = new WebSocketServer({ server: this.#server });
    sockets.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('message', (data) => {
        const { envelope_id, payload }: { envelope_id: string; payload?: unknown } = JSON.parse(
          String(data),
        );
        this.#acks.get(envelope_id)?.(payload);
      });
      socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
    });
  }

  static async start(options: SlackOptions = {}): Promise<SlackDouble> {
    const double = new SlackDouble(options);
    await new Promise<void>((resolve) => double.#server.listen(0, '127.0.0.1', resolve));
    const address = double.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    double.#origin = `http://127.0.0.1:${address.port}`;
    return double;
  }

  get apiUrl(): string {
    return `${this.#origin}/api/`;
  }

  get fileOrigin(): string {
    return this.#origin;
  }

  /** As if every bot were killed: its connection breaks, and it never comes back. */
  disconnect(): void {
    this.appToken = 'xapp-2-double';
    for (const socket of this.#sockets) {
      socket.removeAllListeners('message');
      socket.terminate();
    }
  }

  /** @throws Error when something was not as in Slack's own samples */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    const { faults } = this.world;
    if (faults.length > 0)
      throw new Error(
        `Not as Slack does it (${faults.length}):\n${[...new Set(faults)].join('\n')}`,
      );
  }

  /** A channel with the bot in it. */
  addChannel(): string {
    const id = this.world.newId('C');
    this.world.channels.add(id);
    return id;
  }

  person(name: string, { admin = false, team = TEAM } = {}): Person {
    const member = { id: this.world.newId('U'), name, admin, team };
    this.world.members.set(member.id, member);
    return new Person(member, this);
  }

  /** The bodies of all events, for sending one again. */
  readonly told: Readonly<Record<string, unknown>>[] = [];

  async emit(event: Readonly<Record<string, unknown>>, team = TEAM): Promise<void> {
    const authorization = { enterprise_id: null, team_id: TEAM, user_id: BOT_USER };
    const body = {
      token: VERIFICATION_TOKEN,
      type: 'event_callback',
      team_id: team,
      api_app_id: APP,
      event_id: this.world.newId('Ev'),
      event_time: Math.floor(Date.now() / 1_000),
      event_context: this.world.newId('4-'),
      is_ext_shared_channel: team !== TEAM,
      authorizations: [{ ...authorization, is_bot: true, is_enterprise_install: false }],
      event,
    };
    this.told.push(body);
    for (let i = 0; i < this.deliveries; i++) await this.deliver('events_api', body);
  }

  /** Sends an event again, as Slack does when nobody acknowledged it. */
  async again(body: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    if (!body) throw new Error('There is no such event');
    await this.deliver('events_api', body, 1);
  }

  /** Sends one payload and waits for its acknowledgement, which Slack wants within 3 s. */
  async deliver(
    type: string,
    payload: Readonly<Record<string, unknown>>,
    retry = 0,
  ): Promise<void> {
    this.world.faults.push(...faultsIn(sampleOf(type, payload), payload));
    const start = performance.now();
    const heard =
      this.eventsUrl === null
        ? this.#overSocket(type, payload, retry)
        : this.#overHttp(type, payload, retry);
    const late = sleep(ACK_MS, 'late', { ref: false });
    if ((await Promise.race([heard, late])) === 'late')
      throw new Error(`${type} was not acknowledged within 3 s`);
    this.ackMs.push(performance.now() - start);
  }

  /** Posts to the bot's address as Slack does, signed at a time. */
  async postSigned(
    body: string,
    { type = 'application/json', at = Date.now(), secret = this.signingSecret, retry = 0 } = {},
  ): Promise<Response> {
    const timestamp = String(Math.floor(at / 1_000));
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return await fetch(this.eventsUrl ?? '', {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${hash}`,
        ...(retry > 0 && {
          'x-slack-retry-num': String(retry),
          'x-slack-retry-reason': 'http_timeout',
        }),
      },
      body,
    });
  }

  /** An address for answers to one person's command or button. */
  responseUrl(channel: string, user: string, message?: Message): string {
    const id = randomUUID();
    this.#privateReplies.set(id, { channel, user, ...(message && { message }) });
    return `${this.#origin}/response/${id}`;
  }

  /** Half an hour goes by: no such address is good any more. */
  expireResponses(): void {
    this.#privateReplies.clear();
  }

  fileUrl(id: string): string {
    return `${this.#origin}/files-pri/${TEAM}-${id}/file`;
  }

  async #overSocket(
    type: string,
    payload: Readonly<Record<string, unknown>>,
    retry: number,
  ): Promise<void> {
    // Slack holds back what comes while a bot connects anew.
    const socket = await eventually(() => [...this.#sockets][0], { what: 'a bot’s connection' });
    const envelope_id = randomUUID();
    const acknowledged = new Promise((resolve) => this.#acks.set(envelope_id, resolve));
    const accepts_response_payload = type !== 'events_api';
    const retried =
      type === 'events_api'
        ? { retry_attempt: retry, retry_reason: retry > 0 ? 'timeout' : '' }
        : {};
    socket.send(
      JSON.stringify({ envelope_id, type, payload, accepts_response_payload, ...retried }),
    );
    await acknowledged;
    this.#acks.delete(envelope_id);
  }

  async #overHttp(
    type: string,
    payload: Readonly<Record<string, unknown>>,
    retry: number,
  ): Promise<void> {
    const form = 'application/x-www-form-urlencoded';
    const response =
      type === 'events_api'
        ? await this.postSigned(JSON.stringify(payload), { retry })
        : type === 'slash_commands'
          ? await this.postSigned(
              new URLSearchParams(
                Object.entries(payload).map(([key, value]): [string, string] => [
                  key,
                  String(value),
                ]),
              ).toString(),
              { type: form },
            )
          : await this.postSigned(
              new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
              { type: form },
            );
    if (!response.ok) throw new Error(`The bot answered ${response.status}`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.#origin);
    const body = await bodyOf(request);
    const [, first = '', second = ''] = pathname.split('/');
    if (first === 'api') return await this.#method(second, request, body, response);
    if (first === 'upload') {
      const file = this.world.files.get(second);
      if (file) file.bytes = await uploaded(request, body);
      response.writeHead(file ? 200 : 404).end('OK');
    } else if (first === 'files-pri') this.#download(second, request, response);
    else if (first === 'response') this.#answer(second, body, response);
    else response.writeHead(404).end();
  }

  async #method(
    method: string,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const slow = this.api.slowDown.get(method) ?? 0;
    if (slow > 0) {
      this.api.slowDown.set(method, slow - 1);
      response.writeHead(429, { 'retry-after': '1' }).end();
      return;
    }
    const token = method === 'apps.connections.open' ? this.appToken : this.botToken;
    const call = Object.fromEntries(new URLSearchParams(body.toString()));
    const answer = (): object => {
      try {
        const given = request.headers.authorization?.replace('Bearer ', '') ?? call.token;
        if (given !== token) throw new Refusal('invalid_auth');
        return this.api.call(method, call);
      } catch (error) {
        if (error instanceof Refusal) return { ok: false, error: error.message };
        throw error;
      }
    };
    const given = answer();
    if ('ok' in given && given.ok === true) this.world.faults.push(...faultsIn(method, given));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(given));
  }

  /** Without the token Slack shows a page to sign in, with status 200. */
  #download(name: string, request: IncomingMessage, response: ServerResponse): void {
    const file = this.world.files.get(name.replace(`${TEAM}-`, ''));
    if (request.headers.authorization !== `Bearer ${this.botToken}`)
      response.writeHead(200, { 'content-type': 'text/html' }).end(LOGIN_PAGE);
    else if (file) response.writeHead(200, { 'content-type': 'image/png' }).end(file.bytes);
    else response.writeHead(404).end();
  }

  #answer(id: string, body: Buffer, response: ServerResponse): void {
    const reply = this.#privateReplies.get(id);
    if (!reply) return void response.writeHead(404).end();
    const { message, channel, user } = reply;
    const given = JSON.parse(body.toString());
    if (given.delete_original === true) message && this.world.remove(message);
    else if (given.replace_original === true && message)
      Object.assign(message, { text: given.text, blocks: given.blocks });
    else {
      const { text, blocks } = given;
      this.world.add({ channel, user: BOT_USER, text, blocks, onlyFor: user });
    }
    response.writeHead(200).end('ok');
  }
}

/** The name of the sample that a payload is held against. */
function sampleOf(type: string, payload: Readonly<Record<string, unknown>>): string {
  if (type === 'slash_commands') return type;
  if (type === 'interactive') return String(payload.type);
  const { event } = z
    .looseObject({ event: z.looseObject({ type: z.string(), subtype: z.string().optional() }) })
    .parse(payload);
  return event.subtype === undefined ? event.type : `${event.type}/${event.subtype}`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function uploaded(request: IncomingMessage, body: Buffer): Promise<Uint8Array> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return body;
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': type },
  }).formData();
  for (const value of form.values())
    if (typeof value !== 'string') return new Uint8Array(await value.arrayBuffer());
  return new Uint8Array();
}
