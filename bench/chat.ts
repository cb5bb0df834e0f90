/**
 * How the bot keeps up with people: 200 conversations act at once, on the three platforms, while
 * inversions run. This process holds the doubles of Discord and Slack and everybody who talks; the
 * bot has a process of its own (`chat/bot.ts`), and the pipeline one below that, as always.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { INVITE_PERMISSIONS } from '../src/adapters/discord/outgoing/permissions.ts';
import { Gallery } from '../src/bot/gallery.ts';
import { DiscordDouble } from '../test/doubles/discord/discord-double.ts';
import { SlackDouble } from '../test/doubles/slack/slack-double.ts';
import type { Conversation, Platform, Subject } from './chat/conversation.ts';
import { discordPlatform } from './chat/discord.ts';
import { type BotOrder, type Doubles, Figures, Ready } from './chat/protocol.ts';
import { slackPlatform } from './chat/slack.ts';
import { webPlatform } from './chat/web.ts';
import { MODEL, markdownTable, report } from './lib.ts';

/** Spread evenly over the platforms. */
const CONVERSATIONS = 200;
const PROMPT = 'a cat on a blue background in light snow';
const EDIT = '"a cat" -> "a lion"';
/** Everybody takes the same step at the same moment; then the next. */
const STEPS = ['post', 'edit', 'ask', 'cancel'] as const satisfies (keyof Conversation)[];
/** How long the model has been at work when everybody begins. */
const HEAD_START_MS = 1_000;

/** The bot's process. */
class BotProcess {
  readonly #child: ChildProcess;

  constructor(doubles: Doubles) {
    this.#child = fork(join(import.meta.dirname, 'chat', 'bot.ts'), [JSON.stringify(doubles)], {
      stdio: ['ignore', 2, 2, 'ipc'],
    });
  }

  /** What it says next; rejects when it ends instead. */
  async hears(): Promise<unknown> {
    const gone = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`The bot's process ended with ${code}.`);
    });
    const [message] = await Promise.race([once(this.#child, 'message'), gone]);
    return message;
  }

  tell(order: BotOrder): void {
    this.#child.send(order);
  }

  async close(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}

async function measure() {
  const subject = await subjectOf(PROMPT);
  const discord = await DiscordDouble.start({ botPermissions: INVITE_PERMISSIONS });
  const slack = await SlackDouble.start();
  const bot = new BotProcess({
    discord: { token: discord.token, api: discord.apiUrl, fileOrigins: [discord.fileOrigin] },
    slack: {
      botToken: slack.botToken,
      appToken: slack.appToken,
      api: slack.apiUrl,
      fileOrigins: [slack.fileOrigin],
    },
  });
  const leaving = new AbortController();
  const { address } = Ready.parse(await bot.hears());
  const platforms = [
    await discordPlatform(discord, subject),
    slackPlatform(slack, subject),
    webPlatform(address, subject, leaving.signal),
  ];

  // One of each goes ahead: the model is at work, and everything has been done once.
  for (const platform of platforms) {
    const first = await platform.join('ahead');
    for (const step of STEPS.slice(0, -1)) await first[step]();
  }
  await sleep(HEAD_START_MS);
  const everybody = await Promise.all(
    Array.from({ length: CONVERSATIONS }, (_, i) =>
      platforms[i % platforms.length]!.join(`person-${i}`),
    ),
  );
  const before = platforms.map(({ ackMs }) => ackMs.length);
  const failed = new Map<Conversation, unknown>();
  bot.tell('begin');
  const start = performance.now();
  for (const step of STEPS)
    await Promise.all(
      everybody
        .filter((conversation) => !failed.has(conversation))
        .map((conversation) =>
          conversation[step]().catch((error: unknown) => {
            failed.set(conversation, error);
          }),
        ),
    );
  const seconds = (performance.now() - start) / 1_000;
  bot.tell('figures');
  const { worstStallMs, cpuSeconds } = Figures.parse(await bot.hears());
  leaving.abort();
  await bot.close();
  await discord.stop();
  await slack.stop();

  for (const reason of new Set([...failed.values()].map(String)))
    process.stderr.write(`A conversation failed: ${reason}\n`);
  const acks = platforms.map((platform, i) => acksOf(platform, before[i] ?? 0));
  const slowest = acks.map(({ slowestMs }) => slowestMs);
  return {
    figures: {
      conversations: CONVERSATIONS,
      slowestAckMs: rounded(Math.max(...slowest)),
      worstStallMs: rounded(worstStallMs),
      failed: failed.size,
    },
    acks,
    seconds,
    cpuSeconds,
  };
}

async function subjectOf(prompt: string): Promise<Subject> {
  const gallery = await Gallery.open(MODEL);
  const [example] = gallery.matching(prompt);
  if (!example) throw new Error(`The examples of the bundled model have no “${prompt}”.`);
  return { picture: await gallery.read(example), prompt, edit: EDIT };
}

function acksOf({ name, ackMs }: Platform, from: number) {
  const sorted = ackMs.slice(from).toSorted((a, b) => a - b);
  return {
    name,
    count: sorted.length,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    slowestMs: sorted.at(-1) ?? Number.NaN,
  };
}

function rounded(ms: number): number {
  return Math.round(10 * ms) / 10;
}

function tableOf({ figures, acks, seconds, cpuSeconds }: Awaited<ReturnType<typeof measure>>) {
  const table = markdownTable(
    ['', 'acknowledgements', 'median ms', 'slowest ms'],
    acks.map(({ name, count, medianMs, slowestMs }) => [
      name,
      String(count),
      medianMs.toFixed(0),
      slowestMs.toFixed(0),
    ]),
  );
  const { conversations, worstStallMs, failed } = figures;
  return [
    table,
    '',
    `${conversations} conversations at once in ${seconds.toFixed(0)} s, ${failed} failed. The event`,
    `loop's worst stall was **${worstStallMs.toFixed(0)} ms**; the bot's process took`,
    `${cpuSeconds.toFixed(1)} s of CPU.`,
  ].join('\n');
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, write: { type: 'boolean' } },
});
const measured = await measure();
await report(
  'chat',
  'npm run bench:chat',
  { figures: measured.figures, table: tableOf(measured) },
  values,
);
