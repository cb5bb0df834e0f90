import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { JobMessages } from '../../src/bot/job/job-messages.ts';
import type { Job } from '../../src/bot/queue/job-queue.ts';
import { messageKey } from '../../src/bot/request/requests.ts';
import { AtWork } from '../../src/bot/store/at-work.ts';
import { LearnedSubjects } from '../../src/bot/store/learned-subjects.ts';
import { openStores } from '../../src/bot/store/stores.ts';
import { Threads } from '../../src/bot/store/threads.ts';
import { plainText, text, view } from '../../src/bot/view/views.ts';
import { FakeChat } from './fake-chat.ts';

it('tells those far behind of their place now and then, and those in front every time', async () => {
  const stores = openStores(':memory:', 60_000);
  const chat = new FakeChat();
  const place = { platform: 'discord', workspace: 'guild', channel: 'pictures' } as const;
  const message = await chat.post(place, view('working', text('taken in')));
  const messages = new JobMessages({
    ...{ stores, threads: new Threads(stores), learned: new LearnedSubjects(stores) },
    ...{ atWork: new AtWork(stores), chatOf: () => chat, onMove: async () => {} },
    onFault: () => {},
  });
  const job: Job = {
    ...{ id: 'j', kind: 'edit', thread: 't', result: 'r', title: 'cat -> lion', message },
    requester: { key: 'discord/ann', name: 'Ann' },
  };
  for (let number = 60; number > 1; number--) {
    messages.waiting(job, number);
    await sleep(20);
  }
  await sleep(100);
  // It had begun, and was put back.
  messages.started(job);
  messages.waiting(job, 2);
  await sleep(100);
  const told =
    chat.messages
      .get(messageKey(message))
      ?.views.flatMap((shown) => /Number (\d+)/.exec(plainText(shown))?.[1] ?? [])
      .map(Number) ?? [];
  expect(told[0]).toBe(60);
  expect(told.slice(-2)).toEqual([2, 2]);
  // A slow machine may leave some out; none is told too often.
  for (const [i, place] of told.slice(1, -1).entries())
    expect(told[i]! - place).toBeGreaterThanOrEqual(Math.max(1, Math.floor(told[i]! / 10)));
  await messages.close();
  await stores.close();
});
