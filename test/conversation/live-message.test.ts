import { expect, it } from 'vitest';
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
