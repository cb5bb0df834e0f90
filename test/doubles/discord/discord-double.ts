import { once } from 'node:events';
import { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { PermissionFlagsBits, PermissionsBitField, type PermissionsString } from 'discord.js';
import { Cdn } from './cdn.ts';
import { Gateway } from './gateway.ts';
import { Interactions } from './interactions.ts';
import { Payloads } from './payloads.ts';
import { Person } from './person.ts';
import { Rest } from './rest.ts';
import { type Channel, Clock, type Guild, type Message, type Role, World } from './world.ts';

export interface DiscordOptions {
  /** Whether the message content switch of the developer portal is on. */
  readonly messageContent?: boolean;
  /** Bytes of one file. */
  readonly fileLimit?: number;
  readonly shards?: number;
  /** What the bot was invited with. */
  readonly botPermissions?: bigint;
}

const TOKEN = 'MTIzNDU2Nzg5.only-for.tests-on-the-loopback-address';

/**
 * Discord on the loopback address: the REST API, the gateway and the file host, as far as a bot
 * like ours meets them, with their limits. The real discord.js logs in to it.
 */
export class DiscordDouble {
  readonly token = TOKEN;
  readonly clock = new Clock();
  readonly world = new World(this.clock);
  readonly guild: Guild;
  readonly rest: Rest;
  readonly gateway: Gateway;
  readonly interactions: Interactions;
  readonly #cdn = new Cdn(this.clock);
  readonly #payloads = new Payloads(this.world, this.#cdn);
  readonly #server: Server;
  readonly #moderators: Role;
  readonly #administrators: Role;

  private constructor(options: DiscordOptions) {
    const { world, token } = this;
    const { messageContent = true, fileLimit = 10 * 2 ** 20, shards = 1 } = options;
    this.guild = world.addGuild('Painters', options.botPermissions ?? 0n);
    this.#moderators = world.addRole(this.guild, 'moderators', PermissionFlagsBits.ManageMessages);
    this.#administrators = world.addRole(this.guild, 'managers', PermissionFlagsBits.ManageGuild);
    this.interactions = new Interactions(world, fileLimit);
    this.rest = new Rest({
      world,
      payloads: this.#payloads,
      interactions: this.interactions,
      cdn: this.#cdn,
      token,
      messageContent,
      gatewayUrl: () => this.gateway.url,
      shards,
      fileLimit,
    });
    const server = createAdaptorServer({ fetch: this.rest.app.fetch });
    if (!(server instanceof Server)) throw new Error('The double needs HTTP/1.1.');
    this.#server = server;
    this.gateway = new Gateway(server, world, this.#payloads, { token, messageContent });
  }

  static async start(options: DiscordOptions = {}): Promise<DiscordDouble> {
    const double = new DiscordDouble(options);
    double.#server.listen(0, '127.0.0.1');
    await once(double.#server, 'listening');
    const address = double.#server.address();
    if (address === null || typeof address === 'string') throw new Error('No port to listen on.');
    double.#cdn.origin = `http://127.0.0.1:${address.port}`;
    double.gateway.url = `ws://127.0.0.1:${address.port}`;
    return double;
  }

  /** @throws Error when something was not as Discord describes it */
  async stop(): Promise<void> {
    await this.gateway.close();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const { faults } = this.world;
    const kinds = [
      ...new Set(faults.map((fault) => fault.replace(/\d{17,}|interaction-\w+/g, '…'))),
    ];
    if (faults.length > 0)
      throw new Error(`Not as Discord describes it (${faults.length}):\n${kinds.join('\n')}`);
  }

  /** For `rest.api` of discord.js. */
  get apiUrl(): string {
    return `${this.#cdn.origin}/api`;
  }

  /** Where attachments lie, in place of cdn.discordapp.com. */
  get fileOrigin(): string {
    return this.#cdn.origin;
  }

  addChannel(name: string): Channel {
    const channel = this.world.addChannel({ kind: 'text', name, guild: this.guild });
    this.world.emit({ name: 'CHANNEL_CREATE', channel, data: this.#payloads.channel(channel) });
    return channel;
  }

  person(name: string, { moderator = false, administrator = false, bot = false } = {}): Person {
    const user = this.world.addUser(name, bot);
    const roles = [
      ...(moderator ? [this.#moderators.id] : []),
      ...(administrator ? [this.#administrators.id] : []),
    ];
    this.guild.members.set(user.id, roles);
    return new Person(user, {
      world: this.world,
      payloads: this.#payloads,
      interactions: this.interactions,
      rest: this.rest,
    });
  }

  directMessages(person: Person): Channel {
    return this.world.addChannel({ kind: 'dm', name: '', recipient: person.user });
  }

  /** Takes permissions from the bot in a channel. */
  deny(channel: Channel, ...permissions: readonly PermissionsString[]): void {
    channel.denied.set(this.world.bot.id, PermissionsBitField.resolve(permissions));
    this.world.emit({ name: 'CHANNEL_UPDATE', channel, data: this.#payloads.channel(channel) });
  }

  /** As after days of silence; locked by a moderator, only they open it again. */
  archive(thread: Channel, { locked = false }: { locked?: boolean } = {}): void {
    Object.assign(thread, { archived: true, locked });
    this.world.emit({
      name: 'THREAD_UPDATE',
      channel: thread,
      data: this.#payloads.channel(thread),
    });
  }

  /** A channel's or thread's newest message of the bot's that everybody sees. */
  latest(channel: Channel): Message | undefined {
    return [...channel.messages.values()]
      .filter(
        ({ author, type, onlyFor }) => author === this.world.bot && type !== 21 && onlyFor === null,
      )
      .at(-1);
  }
}
