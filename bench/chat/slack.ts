import { z } from 'zod';
import { eventually } from '../../test/doubles/discord/screen.ts';
import type { SlackDouble } from '../../test/doubles/slack/slack-double.ts';
import type { OpenView } from '../../test/doubles/slack/web-api.ts';
import { BOT_USER, buttonsOf, type Message } from '../../test/doubles/slack/world.ts';
import { PATIENCE_MS, type Platform, type Subject } from './conversation.ts';

const Carried = z.object({ channel: z.string() });

/** People in channels of their own, in Socket Mode: the form, typed messages, buttons. */
export function slackPlatform(slack: SlackDouble, { picture, prompt, edit }: Subject): Platform {
  return {
    name: 'Slack',
    ackMs: slack.ackMs,
    async join(name) {
      const person = slack.person(name);
      const channel = slack.addChannel();
      const patience = { timeoutMs: PATIENCE_MS };
      let thread: string | undefined;
      const answers = (): Message[] =>
        slack.world.messages.filter(
          (message) => message.channel === channel && message.thread && message.user === BOT_USER,
        );
      return {
        async post() {
          await person.slash(channel, '/invert');
          const form = await eventually(() => formIn(slack, channel), {
            what: 'a form',
            ...patience,
          });
          await person.submit(form, { picture: { name: 'picture.png', bytes: picture }, prompt });
          thread = await eventually(() => answers()[0]?.thread, { what: 'a thread', ...patience });
        },
        async edit() {
          await person.say(channel, edit, { thread });
        },
        async ask() {
          await person.say(channel, '!queue', { thread });
        },
        async cancel() {
          const waiting = await eventually(
            () =>
              answers().findLast((message) =>
                buttonsOf(message).some(({ label }) => label === 'Cancel'),
              ),
            { what: 'a Cancel', ...patience },
          );
          await person.press(waiting, 'Cancel');
        },
      };
    },
  };
}

/** The form that was opened from a channel. */
function formIn({ api: { views } }: SlackDouble, channel: string): OpenView | undefined {
  const i = views.findIndex(
    ({ view }) => Carried.parse(JSON.parse(view.private_metadata)).channel === channel,
  );
  return i < 0 ? undefined : views.splice(i, 1)[0];
}
