import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord.js';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { faultInEvent } from './description.ts';
import type { Payloads } from './payloads.ts';
import type { Channel, Message, World, WorldEvent } from './world.ts';

const HEARTBEAT_MS = 41_250;

const Packet = z.object({ op: z.number(), d: z.unknown() });
const Identify = z.looseObject({
  token: z.string(),
  intents: z.number(),
  shard: z.tuple([z.number(), z.number()]).default([0, 1]),
});
const Resume = z.looseObject({ token: z.string(), session_id: z.string(), seq: z.number() });

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [number, number];
  socket: WebSocket | null;
  readonly sent: { readonly t: string; readonly s: number; readonly d: unknown }[];
}

export interface GatewayOptions {
  readonly token: string;
  /** Whether the developer portal's switch for the message content intent is on. */
  readonly messageContent: boolean;
}

/** The websocket on which a bot hears what happens. */
export class Gateway {
  readonly #world: World;
  readonly #payloads: Payloads;
  readonly #options: GatewayOptions;
  readonly #server: WebSocketServer;
  readonly #sessions = new Map<string, Session>();
  /** Events held back by `hold`, in order. */
  #held: { readonly name: string; readonly events: WorldEvent[] } | null = null;
  /** Sends every event twice, as a network may. */
  twice = false;
  url = '';

  constructor(server: Server, world: World, payloads: Payloads, options: GatewayOptions) {
    this.#world = world;
    this.#payloads = payloads;
    this.#options = options;
    this.#server = new WebSocketServer({ server });
    this.#server.on('connection', (socket) => this.#accept(socket));
    world.emit = (event) => this.#hear(event);
  }

  get sessions(): number {
    return [...this.#sessions.values()].filter(({ socket }) => socket !== null).length;
  }

  /** Keeps events of one name back; the function lets them out, later than what came after them. */
  hold(name: string): () => void {
    const held = { name, events: [] };
    this.#held = held;
    return () => {
      this.#held = null;
      for (const event of held.events) this.#send(event);
    };
  }

  /** Breaks the connections, as happens every few hours; bots resume and hear what they missed. */
  drop(): void {
    for (const { socket } of this.#sessions.values()) socket?.close(4_000, 'Unknown error');
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: WebSocket): void {
    send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: HEARTBEAT_MS } });
    socket.on('message', (raw) => {
      const { op, d } = Packet.parse(JSON.parse(raw.toString()));
      if (op === GatewayOpcodes.Heartbeat)
        send(socket, { op: GatewayOpcodes.HeartbeatAck, d: null });
      if (op === GatewayOpcodes.Identify) this.#identify(socket, Identify.parse(d));
      if (op === GatewayOpcodes.Resume) this.#resume(socket, Resume.parse(d));
    });
    socket.on('close', () => {
      for (const session of this.#sessions.values())
        if (session.socket === socket) session.socket = null;
    });
  }

  #identify(socket: WebSocket, { token, intents, shard }: z.infer<typeof Identify>): void {
    if (token !== this.#options.token) {
      socket.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
      return;
    }
    if (!this.#options.messageContent && (intents & GatewayIntentBits.MessageContent) !== 0) {
      socket.close(GatewayCloseCodes.DisallowedIntents, 'Disallowed intent(s).');
      return;
    }
    const session: Session = { id: randomUUID(), intents, shard, socket, sent: [] };
    this.#sessions.set(session.id, session);
    const guilds = [...this.#world.guilds.values()].filter(({ id }) => onShard(id, shard));
    this.#dispatch(session, 'READY', {
      v: 10,
      user: { ...this.#payloads.user(this.#world.bot), verified: true, mfa_enabled: true },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.url,
      shard,
      application: { id: this.#world.bot.id, flags: 0 },
    });
    if ((intents & GatewayIntentBits.Guilds) !== 0)
      for (const guild of guilds)
        this.#dispatch(session, 'GUILD_CREATE', this.#payloads.guild(guild));
  }

  #resume(socket: WebSocket, { token, session_id, seq }: z.infer<typeof Resume>): void {
    const session = this.#sessions.get(session_id);
    if (!session || token !== this.#options.token) {
      send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
      return;
    }
    session.socket = socket;
    for (const event of session.sent.filter(({ s }) => s > seq))
      send(socket, { op: GatewayOpcodes.Dispatch, ...event });
    this.#dispatch(session, 'RESUMED', {});
  }

  #hear(event: WorldEvent): void {
    if (this.#held?.name === event.name) this.#held.events.push(event);
    else this.#send(event);
  }

  #send(event: WorldEvent): void {
    for (const session of this.#sessions.values()) {
      if (!this.#wants(session, event)) continue;
      const data = { ...this.#messageData(session, event), ...event.data };
      this.#dispatch(session, event.name, data);
      if (this.twice) this.#dispatch(session, event.name, data);
    }
  }

  #messageData({ intents }: Session, { name, message }: WorldEvent): object {
    if (!message) return {};
    const { channel } = message;
    if (name === 'MESSAGE_DELETE')
      return { id: message.id, channel_id: channel.id, guild_id: channel.guild?.id };
    return {
      ...this.#payloads.message(message, {
        hidden: isHidden(this.#world, message, (intents & GatewayIntentBits.MessageContent) !== 0),
      }),
      channel_type: this.#payloads.channel(channel).type,
    };
  }

  #wants({ intents, shard }: Session, { name, channel }: WorldEvent): boolean {
    const { guild } = channel;
    if (guild ? !onShard(guild.id, shard) : shard[0] !== 0) return false;
    if (!this.#world.may(this.#world.bot, channel, 'ViewChannel'))
      return name.startsWith('CHANNEL');
    const needed = name.startsWith('MESSAGE_REACTION')
      ? guild
        ? GatewayIntentBits.GuildMessageReactions
        : GatewayIntentBits.DirectMessageReactions
      : name.startsWith('MESSAGE')
        ? guild
          ? GatewayIntentBits.GuildMessages
          : GatewayIntentBits.DirectMessages
        : name === 'INTERACTION_CREATE'
          ? 0
          : GatewayIntentBits.Guilds;
    return (intents & needed) === needed;
  }

  #dispatch(session: Session, t: string, d: unknown): void {
    const fault = faultInEvent(t, d);
    if (fault !== null) this.#world.faults.push(`told ${t}: ${fault}`);
    const event = { t, s: session.sent.length + 1, d };
    session.sent.push(event);
    if (session.socket) send(session.socket, { op: GatewayOpcodes.Dispatch, ...event });
  }
}

/** Content that is not meant for a bot without the intent: neither its own, nor a mention, nor a DM. */
export function isHidden(world: World, message: Message, hasIntent: boolean): boolean {
  const isMeant =
    message.author === world.bot ||
    isDirect(message.channel) ||
    message.mentions.includes(world.bot);
  return !hasIntent && !isMeant;
}

function isDirect({ kind }: Channel): boolean {
  return kind === 'dm';
}

function onShard(guildId: string, [shard, count]: readonly [number, number]): boolean {
  return Number((BigInt(guildId) >> 22n) % BigInt(count)) === shard;
}

function send(socket: WebSocket, packet: unknown): void {
  socket.send(JSON.stringify(packet));
}
