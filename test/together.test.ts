import { expect, it } from 'vitest';
import { type PictureFile, view } from '../src/bot/view/views.ts';
import { connect, ScriptedBot } from './doubles/discord/connected.ts';
import { picturesOf } from './doubles/discord/screen.ts';
import { connectSlack } from './doubles/slack/connected.ts';
import { blackPng } from './pictures.ts';

const CAT: PictureFile = { id: 'cat', name: 'cat.png', alt: 'A cat', bytes: blackPng(16) };

it('Discord takes pictures from a process in which Slack is too', async () => {
  await using _slack = await connectSlack(() => new ScriptedBot());
  await using connected = await connect(() => new ScriptedBot());
  const { discord, adapter } = connected;
  const { id: channel, guild } = discord.addChannel('pictures');
  const place = { platform: 'discord', workspace: guild?.id ?? '', channel } as const;
  const shown = view('plain', { kind: 'picture', picture: CAT });
  const { id } = await adapter.post(place, shown);
  const message = discord.world.message(discord.world.channel(channel), id);
  expect(picturesOf(message)).toMatchObject([{ alt: 'A cat' }]);
});
