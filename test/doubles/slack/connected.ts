import type { TakenEvents } from '../../../src/adapters/slack/incoming/deliveries.ts';
import { SlackAdapter } from '../../../src/adapters/slack/slack-adapter.ts';
import type { BotFace } from '../../../src/bot/chat/chat.ts';
import { createLog } from '../../../src/log.ts';
import { SlackDouble, type SlackOptions } from './slack-double.ts';

export interface ConnectedSlack extends AsyncDisposable {
  readonly slack: SlackDouble;
  readonly adapter: SlackAdapter;
}

/** Slack, with the adapter logged in. */
export async function connectSlack(
  bot: (adapter: SlackAdapter) => BotFace,
  {
    transport = 'socket',
    taken,
    ...options
  }: SlackOptions & { transport?: 'socket' | 'http'; taken?: TakenEvents } = {},
): Promise<ConnectedSlack> {
  const slack = await SlackDouble.start(options);
  const adapter = adapterTo(slack, transport, taken);
  await adapter.start(bot(adapter));
  slack.eventsUrl = adapter.address;
  return {
    slack,
    adapter,
    async [Symbol.asyncDispose]() {
      await adapter.stop();
      await slack.stop();
    },
  };
}

/** An adapter that has not connected yet, such as the one of the bot's next run. */
export function adapterTo(
  slack: SlackDouble,
  transport: 'socket' | 'http',
  taken?: TakenEvents,
): SlackAdapter {
  return new SlackAdapter({
    botToken: slack.botToken,
    ...(transport === 'socket'
      ? { appToken: slack.appToken }
      : { signingSecret: slack.signingSecret, port: 0 }),
    api: slack.apiUrl,
    fileOrigins: [slack.fileOrigin],
    log: createLog(process.env.SLACK_TEST_LOG ?? 'silent'),
    ...(taken && { taken }),
  });
}
