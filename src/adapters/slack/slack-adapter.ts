import type { BotFace } from '../../bot/chat/chat.ts';
import { type Logger, redact } from '../../log.ts';
import { ConnectedAdapter } from '../connected-adapter.ts';
import { type Credentials, connectSlack, type SlackConnection } from './connection.ts';
import { FILE_ORIGINS } from './incoming/attachments.ts';
import { Deliveries, type TakenEvents } from './incoming/deliveries.ts';
import { Events } from './incoming/events.ts';
import { Interactions } from './incoming/interactions.ts';
import { People } from './incoming/people.ts';
import { LIMITS } from './limits.ts';
import { SlackChat } from './outgoing/slack-chat.ts';

export interface SlackAdapterOptions extends Credentials {
  readonly log: Logger;
  /** Where files may come from; only tests have others. */
  readonly fileOrigins?: readonly string[];
  /** Remembers events beyond a restart. */
  readonly taken?: TakenEvents;
}

/** Slack, by Bolt: what happens there goes to the bot, and views come back as messages. */
export class SlackAdapter extends ConnectedAdapter<SlackChat> {
  readonly platform = 'slack';
  readonly limits = LIMITS;
  protected readonly title = 'Slack';
  readonly #options: SlackAdapterOptions;
  #connection: SlackConnection | null = null;
  #chat: SlackChat | null = null;
  #listening = false;
  /** Where signed HTTP is awaited, or null in Socket Mode. */
  address: string | null = null;

  constructor(options: SlackAdapterOptions) {
    super();
    this.#options = options;
  }

  protected chat(): SlackChat | null {
    return this.#chat;
  }

  async start(bot: BotFace): Promise<void> {
    const { log, botToken, fileOrigins = FILE_ORIGINS } = this.#options;
    const connection = await connectSlack(this.#options, log);
    const { app, hasty, teamId, botUserId } = connection;
    const { client } = app;
    const chat = new SlackChat({ client, hasty, botUserId });
    const deliveries = new Deliveries({
      store: this.#options.taken,
      isListening: () => this.#listening,
      onFault: (err) => log.warn({ err }, 'Slack: what was taken cannot be looked up or kept'),
    });
    deliveries.acknowledgeWhenTaken(app);
    const parts = {
      app,
      bot,
      deliveries,
      chat,
      people: new People(client, teamId),
      workspace: teamId,
      botUserId,
      files: {
        origins: fileOrigins,
        token: botToken,
        info: async (file: string) => {
          const found = (await client.files.info({ file }).catch(() => null))?.file;
          return found?.id === undefined ? null : { ...found, id: found.id };
        },
      },
      run: (work: () => Promise<void>) => this.#run(work),
    };
    new Interactions(parts).listen();
    new Events(parts).listen();
    this.#connection = connection;
    this.#chat = chat;
    this.#listening = true;
    const server = await connection.listen();
    const bound = server?.address();
    if (bound && typeof bound === 'object')
      this.address = `http://${this.#options.host ?? '127.0.0.1'}:${bound.port}/slack/events`;
    log.info({ mode: server ? 'signed HTTP' : 'Socket Mode' }, 'Slack: connected');
  }

  async stop(): Promise<void> {
    this.#listening = false;
    await this.settled();
    await this.#connection?.close();
    this.#connection = null;
    this.#chat = null;
  }

  /** Work that an event caused; events that come while stopping are left. */
  async #run(work: () => Promise<void>): Promise<void> {
    if (!this.#listening) return;
    await this.track(work()).catch((error: unknown) => {
      const reason = redact(error instanceof Error ? error.message : String(error));
      this.#options.log.error({ reason }, 'Slack: an event was lost');
    });
  }
}
