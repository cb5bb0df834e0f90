import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ScriptedBot } from '../../../test/doubles/discord/connected.ts';
import { DiscordDouble } from '../../../test/doubles/discord/discord-double.ts';
import { eventually, textOf } from '../../../test/doubles/discord/screen.ts';
import type { Channel } from '../../../test/doubles/discord/world.ts';
import { text, view } from '../../bot/view/views.ts';
import { createLog } from '../../log.ts';
import { deployCommands } from './deploy.ts';
import { DiscordAdapter } from './discord-adapter.ts';
import { INVITE_PERMISSIONS } from './outgoing/permissions.ts';

const SHARDS = 3;
const bot = new ScriptedBot();
let discord: DiscordDouble;
let adapter: DiscordAdapter;
/** One in a server of each shard. */
let channels: Channel[];

beforeAll(async () => {
  discord = await DiscordDouble.start({ botPermissions: INVITE_PERMISSIONS, shards: SHARDS });
  const { world } = discord;
  const shardOf = (id: string): number => Number((BigInt(id) >> 22n) % BigInt(SHARDS));
  const servers = new Map([[shardOf(discord.guild.id), discord.guild]]);
  while (servers.size < SHARDS) {
    await sleep(1); // a server's id is made of the time
    const server = world.addGuild('More painters', INVITE_PERMISSIONS);
    servers.set(shardOf(server.id), server);
  }
  channels = [...servers.values()].map((guild) =>
    world.addChannel({ kind: 'text', name: 'pictures', guild }),
  );
  const credentials = { token: discord.token, api: discord.apiUrl };
  adapter = new DiscordAdapter({
    ...credentials,
    log: createLog('silent'),
    fileOrigins: [discord.fileOrigin],
  });
  await adapter.start(bot);
  await deployCommands(credentials, undefined);
}, 60_000);
afterAll(async () => {
  await adapter.stop();
  await discord.stop();
});

it('opens as many connections as Discord recommends, and answers on each', async () => {
  expect(discord.gateway.sessions).toBe(SHARDS);
  const ada = discord.person('ada');
  for (const channel of channels) {
    void bot.answers(view('done', text(`here in ${channel.guild?.id}`)));
    const interaction = await ada.slash(channel, 'queue');
    expect((await bot.next('command')).place.workspace).toBe(channel.guild?.id);
    expect(textOf(await ada.answerTo(interaction))).toBe(`here in ${channel.guild?.id}`);
  }
});

it('comes back on all of them', async () => {
  discord.gateway.drop();
  await eventually(() => discord.gateway.sessions === SHARDS || null, {
    what: 'every connection',
    timeoutMs: 30_000,
  });
  const ada = discord.person('bob');
  for (const channel of channels) {
    await ada.slash(channel, 'queue');
    expect((await bot.next('command')).place.workspace).toBe(channel.guild?.id);
  }
}, 60_000);
