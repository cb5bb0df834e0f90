import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect, ScriptedBot } from '../../../test/doubles/discord/connected.ts';
import { DiscordDouble } from '../../../test/doubles/discord/discord-double.ts';
import { eventually } from '../../../test/doubles/discord/screen.ts';
import { temporaryFolder } from '../../../test/temporary.ts';
import { text, view } from '../../bot/view/views.ts';
import { main } from '../../cli.ts';
import { DiscordAdapter } from './discord-adapter.ts';
import { attachmentFrom } from './incoming/attachments.ts';
import { INVITE_PERMISSIONS } from './outgoing/permissions.ts';

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const each of opened.splice(0)) await each[Symbol.asyncDispose]();
});

async function discordDouble(...options: Parameters<typeof DiscordDouble.start>) {
  const discord = await DiscordDouble.start(...options);
  opened.push({ [Symbol.asyncDispose]: () => discord.stop() });
  return discord;
}

describe('wordbrush discord deploy', () => {
  /** Runs the command, and gives what it printed. */
  async function deploy(discord: DiscordDouble, ...args: readonly string[]) {
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)));
    vi.spyOn(console, 'error').mockImplementation((line) => void printed.push(String(line)));
    const code = await main(['discord', 'deploy', '--api', discord.apiUrl, ...args]);
    return { code, printed: printed.join('\n') };
  }

  it('registers the table of commands in one server or everywhere, and prints the invitation', async () => {
    const discord = await discordDouble();
    vi.stubEnv('DISCORD_TOKEN', discord.token);
    const everywhere = await deploy(discord);
    expect(everywhere.code).toBe(0);
    expect(everywhere.printed).toContain(`permissions=${INVITE_PERMISSIONS}`);
    expect(discord.rest.commands.get('global')?.map(({ name }) => name)).toContain('invert');
    expect(discord.rest.commands.get('global')?.at(-1)).toMatchObject({
      type: 3,
      name: 'Edit this picture',
    });
    const here = await deploy(discord, '--guild', discord.guild.id);
    expect(here.code).toBe(0);
    expect(discord.rest.commands.get(discord.guild.id)).toHaveLength(
      discord.rest.commands.get('global')?.length ?? 0,
    );
  });

  it('reads the token from .env, as npm start does', async () => {
    const discord = await discordDouble();
    vi.stubEnv('DISCORD_TOKEN', undefined); // what is read goes with it
    const folder = temporaryFolder();
    await writeFile(join(folder, '.env'), `DISCORD_TOKEN=${discord.token}\n`);
    const before = process.cwd();
    process.chdir(folder);
    expect((await deploy(discord)).code).toBe(0);
    process.chdir(before);
  });

  it('says what to do about a wrong token, a missing one, and a server without the bot', async () => {
    const discord = await discordDouble();
    expect((await deploy(discord)).printed).toContain('DISCORD_TOKEN is not set');
    vi.stubEnv('DISCORD_TOKEN', 'wrong');
    expect((await deploy(discord)).printed).toContain('Reset Token');
    vi.stubEnv('DISCORD_TOKEN', discord.token);
    const stranger = await deploy(discord, '--guild', '123456789012345678');
    expect(stranger).toMatchObject({ code: 1 });
    expect(stranger.printed).toContain('Add it first with https://discord.com/oauth2/authorize?');
  });
});

describe('connecting', () => {
  const silent = pino({ level: 'silent' });

  function adapterFor(discord: DiscordDouble, token: string, log: Logger = silent) {
    return new DiscordAdapter({ token, api: discord.apiUrl, log });
  }

  it('refuses a wrong token with a sentence that does not repeat it', async () => {
    const discord = await discordDouble();
    const failure = await adapterFor(discord, 'bad.secret.token')
      .start(new ScriptedBot())
      .then(() => '', String);
    expect(failure).toContain('does not accept the DISCORD_TOKEN');
    expect(failure).not.toContain('bad.secret.token');
  });

  it('does without the message content where the portal’s switch is off', async () => {
    const bot = new ScriptedBot();
    const connected = await connect(() => bot, { messageContent: false });
    opened.push(connected);
    const { discord } = connected;
    const ada = discord.person('ada');
    const channel = discord.addChannel('pictures');
    ada.say(channel, 'not for the bot');
    ada.say(channel, `<@${discord.world.bot.id}> help`);
    expect((await bot.next('message')).text).toBe('help');
  });

  it('serves several shards from one process', async () => {
    const bot = new ScriptedBot();
    const connected = await connect(() => bot, { shards: 2 });
    opened.push(connected);
    const { discord } = connected;
    expect(discord.gateway.sessions).toBe(2);
    discord.person('ada').say(discord.addChannel('pictures'), 'hello');
    await bot.next('message');
    expect(bot.requests).toEqual([]);
  });

  it('never logs a token, the bot’s or an interaction’s', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (entry: string) => void lines.push(entry) });
    const discord = await discordDouble({ botPermissions: INVITE_PERMISSIONS });
    const adapter = adapterFor(discord, discord.token, log);
    const bot = new ScriptedBot();
    opened.push({ [Symbol.asyncDispose]: () => adapter.stop() });
    await adapter.start(bot);
    vi.stubEnv('DISCORD_TOKEN', discord.token);
    vi.spyOn(console, 'log').mockImplementation(() => {});
    await main(['discord', 'deploy', '--api', discord.apiUrl]);
    // A failure that the bot does not catch: the library's error holds the interaction's address.
    bot.reply = (_, answer) =>
      answer(view('done', { kind: 'buttons', buttons: [{ id: '', label: '', style: 'normal' }] }));
    const ada = discord.person('ada');
    const interaction = await ada.slash(discord.addChannel('pictures'), 'words');
    await eventually(() => lines.some((entry) => entry.includes('an event was lost')));
    expect(lines.join('')).not.toContain(discord.token);
    expect(lines.join('')).not.toContain(interaction.token);
    // Discord describes a button without an id as wrong, and so does its double.
    expect(discord.world.faults.splice(0)).toEqual([expect.stringContaining('custom_id')]);
  });

  it('finishes what is under way before it closes', async () => {
    const bot = new ScriptedBot();
    const connected = await connect(() => bot);
    opened.push(connected);
    const { discord, adapter } = connected;
    const ada = discord.person('ada');
    const answered = bot.answers(view('done', text('just in time')));
    const channel = discord.addChannel('pictures');
    await ada.slash(channel, 'words');
    await adapter.stop();
    await answered;
    expect(discord.gateway.sessions).toBe(0);
  });
});

describe('attachments', () => {
  async function host(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push({
      [Symbol.asyncDispose]: () =>
        new Promise((resolve) => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }
  const read = (
    url: string,
    origins: readonly string[],
    refresh: () => Promise<string | null> = async () => null,
    maxBytes = 1_000,
  ) =>
    attachmentFrom(
      { id: '1', name: 'cat.png', size: 3, contentType: null, url },
      { origins, refresh },
    ).read(maxBytes);

  it.each([
    'http://cdn.discordapp.com/a.png',
    'https://cdn.discordapp.com:8443/a.png',
    'https://cdn.discordapp.com.evil.example/a.png',
    'https://ada@cdn.discordapp.com/a.png',
    'https://127.0.0.1/a.png',
    'file:///etc/passwd',
    'nonsense',
  ])('come from Discord’s hosts alone: %s is refused', async (url) => {
    await expect(
      read(url, ['https://cdn.discordapp.com', 'https://media.discordapp.net']),
    ).rejects.toThrow('which is not Discord’s');
  });

  it('are not followed to another host', async () => {
    let visits = 0;
    const inside = await host((_, response) => {
      visits++;
      response.end('secret');
    });
    const outside = await host((request, response) => {
      if (request.url === '/ok') response.end('cat');
      else response.writeHead(302, { location: request.url === '/a' ? '/ok' : inside }).end();
    });
    expect(Buffer.from(await read(`${outside}/a`, [outside])).toString()).toBe('cat');
    await expect(read(`${outside}/b`, [outside])).rejects.toThrow('which is not Discord’s');
    expect(visits).toBe(0);
  });

  it('stop at the limit, whatever the claimed size', async () => {
    let sent = 0;
    const endless = await host((_, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(10_000)) && !response.destroyed) sent += 10_000;
      };
      response.on('drain', more);
      more();
    });
    await expect(read(endless, [endless], undefined, 2 ** 20)).rejects.toThrow('larger than 1 MiB');
    await eventually(() => sent > 0);
    const stopped = sent;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent - stopped).toBeLessThan(2 ** 20);
  });

  it('whose link has expired are fetched by the message’s fresh one', async () => {
    const bot = new ScriptedBot();
    const connected = await connect(() => bot);
    opened.push(connected);
    const { discord } = connected;
    const channel = discord.addChannel('pictures');
    const ada = discord.person('ada');
    const bytes = new Uint8Array([1, 2, 3]);
    ada.say(channel, 'a cat', { pictures: [{ name: 'cat.png', bytes }] });
    const [attachment] = (await bot.next('message')).attachments;
    discord.clock.advance(25 * 60 * 60 * 1_000);
    expect(new Uint8Array((await attachment?.read(100)) ?? [])).toEqual(bytes);
    channel.messages.clear();
    await expect(attachment?.read(100)).rejects.toThrow('the message with it was deleted');
  });
});
