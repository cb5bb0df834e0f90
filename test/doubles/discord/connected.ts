import { deployCommands } from '../../../src/adapters/discord/deploy.ts';
import { DiscordAdapter } from '../../../src/adapters/discord/discord-adapter.ts';
import { INVITE_PERMISSIONS } from '../../../src/adapters/discord/outgoing/permissions.ts';
import type { Answer, BotFace, Choice, SuggestRequest } from '../../../src/bot/chat/chat.ts';
import type {
  Action,
  BotRequest,
  MessageRef,
  Place,
  Visibility,
} from '../../../src/bot/request/requests.ts';
import type { Form, View } from '../../../src/bot/view/views.ts';
import { createLog } from '../../../src/log.ts';
import { DiscordDouble, type DiscordOptions } from './discord-double.ts';
import { eventually } from './screen.ts';

/** A bot that notes what it is asked and does what a test tells it. */
export class ScriptedBot implements BotFace {
  /** What was asked and not yet looked at. */
  requests: BotRequest[] = [];
  suggested: SuggestRequest[] = [];
  forgotten: Place[] = [];
  choices: readonly Choice[] = [];
  formFor: (request: BotRequest) => Promise<Form | null> = async () => null;
  /** How long it takes until a request is written down. */
  take: (request: BotRequest) => Promise<unknown> = async () => {};
  reply: (request: BotRequest, answer: Answer) => Promise<unknown> = async () => {};

  reset(): void {
    Object.assign(this, new ScriptedBot());
  }

  /** Answers everything with a view; the message of the first answer. */
  answers(view: View, visibility?: Visibility): Promise<MessageRef> {
    return new Promise((resolve, reject) => {
      this.reply = (_, answer) => answer(view, visibility).then(resolve, reject);
    });
  }

  /** The next request, which has to be of this kind. */
  async next<Kind extends Action['kind']>(
    kind: Kind,
  ): Promise<Extract<BotRequest, { kind: Kind }>> {
    const isWanted = (request: BotRequest): request is Extract<BotRequest, { kind: Kind }> =>
      request.kind === kind;
    const request = await eventually(() => this.requests[0], { what: `a ${kind}` });
    if (!isWanted(request)) throw new Error(`Expected a ${kind}, got a ${request.kind}`);
    this.requests.shift();
    return request;
  }

  async handle(request: BotRequest, answer: Answer, onTaken?: () => void): Promise<void> {
    this.requests.push(request);
    await this.take(request);
    onTaken?.();
    await this.reply(request, answer);
  }

  async sentence(): Promise<readonly never[]> {
    return [];
  }

  async suggest(request: SuggestRequest): Promise<readonly Choice[]> {
    this.suggested.push(request);
    return this.choices;
  }

  async form(request: BotRequest): Promise<Form | null> {
    return await this.formFor(request);
  }

  async forgetWorkspace(place: Place): Promise<void> {
    this.forgotten.push(place);
  }
}

export interface Connected extends AsyncDisposable {
  readonly discord: DiscordDouble;
  readonly adapter: DiscordAdapter;
}

/** Discord, with the adapter logged in and the commands deployed. */
export async function connect(
  bot: (adapter: DiscordAdapter) => BotFace,
  options: DiscordOptions = {},
): Promise<Connected> {
  const discord = await DiscordDouble.start({ botPermissions: INVITE_PERMISSIONS, ...options });
  const credentials = { token: discord.token, api: discord.apiUrl };
  const adapter = new DiscordAdapter({
    ...credentials,
    log: createLog('silent'),
    fileOrigins: [discord.fileOrigin],
  });
  await adapter.start(bot(adapter));
  await deployCommands(credentials, undefined);
  return {
    discord,
    adapter,
    async [Symbol.asyncDispose]() {
      await adapter.stop();
      await discord.stop();
    },
  };
}
