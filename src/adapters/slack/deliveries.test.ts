import { setTimeout as sleep } from 'node:timers/promises';
import Keyv from 'keyv';
import { describe, expect, it } from 'vitest';
import { ScriptedBot } from '../../../test/doubles/discord/connected.ts';
import { eventually } from '../../../test/doubles/discord/screen.ts';
import { adapterTo, connectSlack } from '../../../test/doubles/slack/connected.ts';

describe.each(['socket', 'http'] as const)('an event that Slack sends again by %s', (transport) => {
  /** A first run of the bot, and what the next one is asked when the first event comes again. */
  async function restarted(taken: Keyv<true>, firstRun: (bot: ScriptedBot) => void) {
    const first = new ScriptedBot();
    firstRun(first);
    const { slack, adapter } = await connectSlack(() => first, { transport, taken });
    const ada = slack.person('ada');
    const channel = slack.addChannel();
    const said = ada.say(channel, 'a cat').catch(() => {});
    await first.next('message');
    return { slack, adapter, said, first };
  }

  async function nextRun({ slack }: Awaited<ReturnType<typeof restarted>>, taken: Keyv<true>) {
    const next = new ScriptedBot();
    const adapter = adapterTo(slack, transport, taken);
    await adapter.start(next);
    slack.eventsUrl = adapter.address;
    await slack.again(slack.told[0]);
    await sleep(50);
    await adapter.stop();
    await slack.stop();
    return next.requests.length;
  }

  it('is left by the next run where the one before took it', async () => {
    const taken = new Keyv<true>();
    const run = await restarted(taken, () => {});
    await run.said;
    await run.adapter.stop();
    expect(await nextRun(run, taken)).toBe(0);
  });

  it('is taken by the next run where the one before was killed first, and was not acknowledged', async () => {
    const taken = new Keyv<true>();
    const run = await restarted(taken, (bot) => {
      bot.take = () => new Promise(() => {});
    });
    expect(run.slack.ackMs).toEqual([]);
    run.slack.disconnect();
    expect(await nextRun(run, taken)).toBe(1);
  });

  it('is acknowledged in time although it takes long to write it down', async () => {
    const taken = new Keyv<true>();
    const run = await restarted(taken, (bot) => {
      bot.take = () => sleep(2_800);
    });
    const ackMs = await eventually(() => run.slack.ackMs[0]);
    expect(ackMs).toBeLessThan(2_800);
    await run.adapter.stop();
    await run.slack.stop();
  });
});

it('an event is taken although the store is in trouble', async () => {
  const bot = new ScriptedBot();
  const broken = () => Promise.reject(new Error('the disk is full'));
  await using connected = await connectSlack(() => bot, { taken: { get: broken, set: broken } });
  const { slack } = connected;
  await slack.person('ada').say(slack.addChannel(), 'a cat');
  expect(await bot.next('message')).toMatchObject({ text: 'a cat' });
});
