import { afterAll, beforeAll, describe } from 'vitest';
import type { Place } from '../../src/bot/request/requests.ts';
import { text, view } from '../../src/bot/view/views.ts';
import { connect, ScriptedBot } from '../doubles/discord/connected.ts';
import { buttonsOf as discordButtons, eventually } from '../doubles/discord/screen.ts';
import { connectSlack } from '../doubles/slack/connected.ts';
import { BOT_USER, buttonsOf as slackButtons, TEAM } from '../doubles/slack/world.ts';
import { type ContractBot, openContractBot } from './contract-bot.ts';
import { itShowsTheLongest, type Presenter } from './longest.ts';

let real: ContractBot;
beforeAll(async () => {
  real = await openContractBot();
});
afterAll(async () => await real.close());

/** A scripted bot for what is shown, the real one for what it shows by itself. */
interface Opened {
  readonly presenter: Presenter;
  close(): Promise<void>;
}

async function openDiscord(): Promise<Opened> {
  const bot = new ScriptedBot();
  const scripted = await connect(() => bot);
  const { discord, adapter } = scripted;
  const channel = discord.addChannel('pictures');
  const ada = discord.person('ada');
  const place: Place = { platform: 'discord', workspace: discord.guild.id, channel: channel.id };
  const presenter: Presenter = {
    async show(first, then) {
      await adapter.update(await adapter.post(place, first), then);
    },
    async openThread(name) {
      const opener = await adapter.post(place, view('plain', text('A picture')));
      await adapter.openThread(opener, name);
    },
    async openForm(form) {
      bot.formFor = async () => form;
      const { modal } = await ada.slash(channel, 'invert');
      if (!modal) throw new Error('no form');
    },
    async suggest(choices) {
      bot.choices = choices;
      await ada.typing(channel, 'edit', 'edit', 'a');
    },
    async gallery() {
      await using connected = await connect((chat) => {
        real.bot.connect(chat);
        return real.bot;
      });
      const there = connected.discord.addChannel('pictures');
      const visitor = connected.discord.person('visitor');
      const answer = await visitor.answerTo(await visitor.slash(there, 'gallery'));
      return discordButtons(answer).map(({ label }) => label);
    },
  };
  return { presenter, close: async () => await scripted[Symbol.asyncDispose]() };
}

async function openSlack(): Promise<Opened> {
  const bot = new ScriptedBot();
  const scripted = await connectSlack(() => bot);
  const { slack, adapter } = scripted;
  const channel = slack.addChannel();
  const ada = slack.person('ada');
  const place: Place = { platform: 'slack', workspace: TEAM, channel };
  const presenter: Presenter = {
    async show(first, then) {
      await adapter.update(await adapter.post(place, first), then);
    },
    async openThread() {}, // they have no names here
    async openForm(form) {
      bot.formFor = async () => form;
      await ada.slash(channel, '/invert');
      await ada.form();
    },
    async suggest() {}, // nothing is suggested here
    async gallery() {
      await using connected = await connectSlack((chat) => {
        real.bot.connect(chat);
        return real.bot;
      });
      const there = connected.slack.addChannel();
      await connected.slack.person('visitor').slash(there, '/wordbrush', 'gallery');
      const answer = await eventually(() =>
        connected.slack.world.messages.find(
          ({ channel: where, user, blocks }) =>
            where === there && user === BOT_USER && blocks.length > 0,
        ),
      );
      return slackButtons(answer).map(({ label }) => label);
    },
  };
  return { presenter, close: async () => await scripted[Symbol.asyncDispose]() };
}

describe('Discord', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openDiscord();
  });
  afterAll(async () => await opened.close());
  itShowsTheLongest(() => opened.presenter);
});

describe('Slack', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openSlack();
  });
  afterAll(async () => await opened.close());
  itShowsTheLongest(() => opened.presenter);
});
