/**
 * The bot's process of `npm run bench:chat`: the real bot with its three adapters, on the doubles
 * whose addresses are its argument, with the pipeline in the usual process of its own. It tells
 * where the web chat is, and at a word the worst stall of its event loop since it was last asked.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Adapter } from '../../src/adapters/adapter.ts';
import { DiscordAdapter } from '../../src/adapters/discord/discord-adapter.ts';
import { SlackAdapter } from '../../src/adapters/slack/slack-adapter.ts';
import { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { Bot } from '../../src/bot/bot.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { jobWorker } from '../../src/bot/job/job-worker.ts';
import { InProcessQueue } from '../../src/bot/queue/in-process-queue.ts';
import { openStores } from '../../src/bot/store/stores.ts';
import { createLog } from '../../src/log.ts';
import { PipelineClient } from '../../src/pipeline/process/supervisor.ts';
import { MODEL } from '../lib.ts';
import { BotOrder, type BotReport, Doubles } from './protocol.ts';

const STEPS = 50;
const CLOSING_MS = 20_000;
/** Of the timer that looks for stalls; a stall is told this much too long. */
const RESOLUTION_MS = 2;

const { discord, slack } = Doubles.parse(JSON.parse(process.argv[2] ?? ''));
const folder = await mkdtemp(join(tmpdir(), 'wordbrush-bench-'));
const log = createLog('error');
const stores = openStores(join(folder, 'chat.sqlite'), 60 * 60 * 1_000);
const pipeline = new PipelineClient({ folder: MODEL });
const gallery = await Gallery.open(MODEL);
const bot = new Bot({
  stores,
  queue: new InProcessQueue(jobWorker({ stores, pipeline, steps: STEPS })),
  gallery,
  policy: {
    jobsPerPerson: 1_000, // the web chat has one person, who has many conversations here
    maxPictureBytes: 2 ** 20,
    owners: [],
    allowedChannels: [],
    allowedRoles: [],
    blockedPeople: [],
    blockedWords: [],
  },
  defaults: { fidelity: 'quick' },
  log,
});
const web = new WebAdapter({
  host: '127.0.0.1',
  port: 0,
  allowedHosts: [],
  maxPictureBytes: 2 ** 20,
  stores,
  gallery,
  log,
});
const adapters: readonly Adapter[] = [
  new DiscordAdapter({ ...discord, log }),
  new SlackAdapter({ ...slack, log }),
  web,
];
for (const adapter of adapters) {
  bot.connect(adapter);
  await adapter.start(bot);
}

const stalls = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let cpu = process.cpuUsage();
stalls.enable();
process.on('message', (message) => {
  const order = BotOrder.parse(message);
  const { user, system } = process.cpuUsage(cpu);
  if (order === 'figures')
    tell({ worstStallMs: stalls.max / 1e6, cpuSeconds: (user + system) / 1e6 });
  stalls.reset();
  cpu = process.cpuUsage();
});
tell({ address: web.address });

await once(process, 'disconnect');
setTimeout(() => process.exit(1), CLOSING_MS).unref(); // the doubles may be gone already
await bot.close();
await pipeline.close();
await Promise.all(adapters.map((adapter) => adapter.stop()));
await stores.close();
await rm(folder, { recursive: true });

function tell(report: BotReport): void {
  process.send?.(report);
}
