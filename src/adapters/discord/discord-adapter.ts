import {
  type Channel,
  type Client,
  Events,
  type Message,
  type MessageReaction,
  type PartialMessageReaction,
  type PartialUser,
  type User,
} from 'discord.js';
import type { Answer, BotFace } from '../../bot/chat/chat.ts';
import type { Person, Place } from '../../bot/request/requests.ts';
import type { Logger } from '../../log.ts';
import { Recent } from '../../pipeline/recent.ts';
import { onClockStep } from '../../turns/clock-steps.ts';
import { LoopTurns } from '../../turns/loop-turns.ts';
import { Turns } from '../../turns/turns.ts';
import { ConnectedAdapter } from '../connected-adapter.ts';
import { attachmentFrom, FILE_ORIGINS } from './incoming/attachments.ts';
import { Interactions } from './incoming/interactions.ts';
import {
  type Files,
  messageRequest,
  personOfMember,
  reactionRequest,
} from './incoming/requests.ts';
import { LIMITS } from './limits.ts';
import {
  type Credentials,
  createClient,
  fetchApplication,
  forgetLimits,
  login,
  restFor,
} from './login.ts';
import { type MessageFile, picturesInMessage } from './message-files.ts';
import { DiscordChat } from './outgoing/discord-chat.ts';
import { chatErrorFrom } from './outgoing/failures.ts';

const REMEMBERED_EVENTS = 1_000;

export interface DiscordAdapterOptions extends Credentials {
  readonly log: Logger;
  /** Where attachments may come from; only tests have others. */
  readonly fileOrigins?: readonly string[];
}

interface Connection {
  readonly client: Client<true>;
  readonly bot: BotFace;
  readonly chat: DiscordChat;
  readonly interactions: Interactions;
}

/** Discord, by discord.js: what happens there goes to the bot, and views come back as messages. */
export class DiscordAdapter extends ConnectedAdapter<DiscordChat> {
  readonly platform = 'discord';
  readonly limits = LIMITS;
  protected readonly title = 'Discord';
  readonly #options: DiscordAdapterOptions;
  readonly #loop = new LoopTurns();
  readonly #heard = new Recent<true>(REMEMBERED_EVENTS);
  /** By message: reactions go to the bot in the order in which they came. */
  readonly #reactions = new Turns();
  #connection: Connection | null = null;
  #listening = false;
  #unwatch = (): void => {};

  constructor(options: DiscordAdapterOptions) {
    super();
    this.#options = options;
  }

  protected chat(): DiscordChat | null {
    return this.#connection?.chat ?? null;
  }

  async start(bot: BotFace): Promise<void> {
    const { log } = this.#options;
    const application = await fetchApplication(restFor(this.#options));
    if (!application.seesMessages)
      log.info(
        'Discord: edits typed without a mention are not seen. Switch on “Message Content Intent” in the developer portal to have them.',
      );
    const client = createClient(this.#options, application);
    client.on(Events.Error, (error) => log.warn({ reason: error.message }, 'Discord: an error'));
    client.on(Events.ShardError, (error, shard) =>
      log.warn({ reason: error.message, shard }, 'Discord: the connection failed'),
    );
    client.on(Events.ShardDisconnect, ({ code }, shard) =>
      log.error({ code, shard }, 'Discord: the connection is closed for good'),
    );
    const connected = await login(client, this.#options);
    this.#unwatch = onClockStep(() => forgetLimits(connected.rest));
    const chat = new DiscordChat(connected);
    const interactions = new Interactions({ bot, chat, files: this.#files, log });
    this.#connection = { client: connected, bot, chat, interactions };
    this.#listening = true;
    this.#listen(this.#connection);
    log.info({ servers: connected.guilds.cache.size }, 'Discord: connected');
  }

  async stop(): Promise<void> {
    this.#listening = false;
    await this.settled();
    this.#unwatch();
    await this.#connection?.client.destroy();
    this.#connection = null;
  }

  typing(place: Place): Promise<void> {
    return this.through((chat) => chat.typing(place));
  }

  #listen({ client, bot, chat, interactions }: Connection): void {
    /**
     * Events come in bursts over one connection, and are taken one a turn of the event loop. Those
     * that come while stopping are left; what goes wrong is logged, without its address.
     */
    const on = (work: () => Promise<void>): void => {
      if (!this.#listening) return;
      this.track(this.#loop.next().then(work)).catch((error: unknown) => {
        const reason = chatErrorFrom(error, () => 'a permission is missing');
        this.#options.log.error({ reason: String(reason) }, 'Discord: an event was lost');
      });
    };
    client.on(Events.InteractionCreate, (interaction) => on(() => interactions.take(interaction)));
    client.on(Events.MessageCreate, (message) => on(() => this.#talk(message, bot, chat)));
    client.on(Events.MessageReactionAdd, (reaction, user) =>
      on(() => this.#reaction(reaction, user, true)),
    );
    client.on(Events.MessageReactionRemove, (reaction, user) =>
      on(() => this.#reaction(reaction, user, false)),
    );
  }

  async #talk(message: Message, bot: BotFace, chat: DiscordChat): Promise<void> {
    if (this.#heard.has(message.id)) return; // delivered twice
    this.#heard.set(message.id, true);
    const request = messageRequest(message, message.client.user.id, this.#files);
    if (!request) return;
    await bot.handle(request, (view, _, nonce) =>
      chat.post(request.place, view, nonce, message.id),
    );
  }

  async #reaction(
    reaction: MessageReaction | PartialMessageReaction,
    user: User | PartialUser,
    added: boolean,
  ): Promise<void> {
    if (user.id === reaction.client.user.id || user.bot) return;
    await this.#reactions.take(reaction.message.id, () =>
      this.#handleReaction(reaction, user, added),
    );
  }

  async #handleReaction(
    reaction: MessageReaction | PartialMessageReaction,
    user: User | PartialUser,
    added: boolean,
  ): Promise<void> {
    if (!this.#connection) return;
    const { bot, chat } = this.#connection;
    const person = await personBehind(user, reaction.message.channel);
    const request = reactionRequest(reaction, person, added);
    if (!request) return;
    const answer: Answer = (view, _, nonce) => chat.post(request.place, view, nonce);
    await bot.handle(request, answer);
  }

  readonly #files: Files = (files, message) =>
    files.map((file) =>
      attachmentFrom(file, {
        origins: this.#options.fileOrigins ?? FILE_ORIGINS,
        refresh: async () => (message ? await this.#freshLink(file, message) : null),
      }),
    );

  /** Links are signed for about a day; the message always has a fresh one. */
  async #freshLink(
    { id }: MessageFile,
    message: { readonly channelId: string; readonly id: string },
  ): Promise<string | null> {
    const channel = await this.#connection?.client.channels.fetch(message.channelId);
    if (!channel?.isTextBased()) return null;
    const found = await channel.messages.fetch(message.id).catch(() => null);
    return (found && picturesInMessage(found).find((file) => file.id === id)?.url) ?? null;
  }
}

/** A reaction that is taken back comes without its member. */
async function personBehind(user: User | PartialUser, channel: Channel): Promise<Person> {
  if (!channel.isDMBased()) {
    const member = await channel.guild.members.fetch(user.id).catch(() => null);
    if (member) return personOfMember(member, channel);
  }
  const known = user.partial ? await user.fetch().catch(() => null) : user;
  return { id: user.id, name: known?.displayName ?? 'somebody', moderator: false };
}
