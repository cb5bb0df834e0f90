import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BotRequest } from '../../src/bot/request/requests.ts';
import { ANN, CHANNEL, Conversation, command, PROMPT } from './conversation.ts';

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation();
});
afterEach(() => talk.close());

/** Gives /invert without a picture, and fills in the form that opens. */
async function invertByForm(options: Record<string, string>): Promise<void> {
  const asked: BotRequest = { ...command('invert', options), place: CHANNEL, person: ANN };
  const form = await talk.bot.form(asked);
  await talk.act({
    kind: 'form',
    id: form?.id ?? '',
    values: { prompt: PROMPT },
    attachments: [talk.picture],
  });
  await talk.bot.settled();
}

it.each([
  ['full', { fidelity: 'full' }, ['pivotal', 'null-text']],
  ['quick', { fidelity: 'quick' }, ['pivotal']],
  ['no fidelity, so the default', {}, ['pivotal']],
  ['one that there is not', { fidelity: 'best' }, ['pivotal']],
])('inverts a picture by a form as the command asked: %s', async (_, options, kinds) => {
  await invertByForm({ prompt: PROMPT, ...options });
  expect(talk.model.calls.map(({ kind }) => kind)).toEqual(kinds);
});

it('inverts it quickly where the command says so and the channel does not', async () => {
  await talk.act(command('settings', { fidelity: 'full' }));
  await invertByForm({ fidelity: 'quick' });
  expect(talk.model.calls.map(({ kind }) => kind)).toEqual(['pivotal']);
});
