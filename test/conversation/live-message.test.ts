import { expect, it } from 'vitest';
import { ChatError } from '../../src/bot/chat/chat.ts';
import { LiveMessage } from '../../src/bot/chat/live-message.ts';
import { messageKey } from '../../src/bot/request/requests.ts';
import { plainText, text, type View, view } from '../../src/bot/view/views.ts';
import { FakeChat } from './fake-chat.ts';

it('once stopped, nothing that it was about to show comes after what others show', async () => {
  const chat = new FakeChat();
  const place = { platform: 'discord', workspace: 'guild', channel: 'pictures' } as const;
  const message = await chat.post(place, view('working', text('taken in')));
  const live = new LiveMessage(chat, message, async () => {});
  const making = Promise.withResolvers<View>();
  const begun = Promise.withResolvers<void>();
  live.show(() => {
    begun.resolve();
    return making.promise;
  });
  await begun.promise;
  const stopped = live.stop();
  making.resolve(view('working', text('half of it')));
  await stopped;
  await chat.update(message, view('done', text('all of it')));
  await new Promise((resolve) => setImmediate(resolve));
  const shown = chat.messages.get(messageKey(message))?.views.map(plainText) ?? [];
  expect(shown.at(-1)).toContain('all of it');
  expect(shown.join()).not.toContain('half of it');
});

it('asks no more where it may not show anything, until the last view', async () => {
  const chat = new FakeChat();
  const place = { platform: 'discord', workspace: 'guild', channel: 'pictures' } as const;
  const message = await chat.post(place, view('working', text('taken in')));
  let asked = 0;
  chat.update = async () => {
    asked++;
    throw new ChatError('forbidden', 'I may not.');
  };
  const live = new LiveMessage(chat, message, async () => {});
  for (let part = 0; part < 3; part++) {
    live.show(() => view('working', text(`part ${part}`)));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(asked).toBe(1);
  await expect(live.finish(view('done', text('all of it')))).rejects.toThrow('I may not.');
  expect(asked).toBe(2);
});
