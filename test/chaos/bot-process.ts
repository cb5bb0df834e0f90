import { fileURLToPath } from 'node:url';
import { WebAdapter } from '../../src/adapters/web/web-adapter.ts';
import { Bot } from '../../src/bot/bot.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { jobWorker } from '../../src/bot/job/job-worker.ts';
import { BullQueue } from '../../src/bot/queue/bull-queue.ts';
import { InProcessQueue } from '../../src/bot/queue/in-process-queue.ts';
import { claimStores } from '../../src/bot/store/claim/claim-stores.ts';
import { storeLog } from '../../src/bot/store/store-log.ts';
import { openStores } from '../../src/bot/store/stores.ts';
import { createLog } from '../../src/log.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { MetricsServer } from '../../src/metrics/server.ts';
import { PipelineClient } from '../../src/pipeline/process/supervisor.ts';
import { KEEP_MS } from './keep.ts';
import { letClockBeSet } from './settable-clock.ts';

const MODEL = fileURLToPath(new URL('../../models/emoji-world', import.meta.url));
const STAND_IN = new URL('stand-in-worker.ts', import.meta.url);

/** The bot with the web chat, as a process to be killed; says where it and its health are. */
const [where = '', pipelineKind] = process.argv.slice(2);
letClockBeSet();
const log = createLog('error');
await claimStores(where, ['web'], (rival) => log.error(rival));
const stores = openStores(where, KEEP_MS, storeLog(log));
await stores.migrate();
const pipeline = new PipelineClient({
  folder: MODEL,
  ...(pipelineKind === 'stand-in' && { worker: STAND_IN }),
});
const gallery = await Gallery.open(MODEL);
const bot = new Bot({
  stores,
  queue:
    pipelineKind === 'workers'
      ? await BullQueue.open({ url: where, onError: (err) => log.warn({ err }, 'the queue') })
      : new InProcessQueue(jobWorker({ stores, pipeline, steps: 2 })),
  gallery,
  policy: {
    jobsPerPerson: 1_000,
    maxPictureBytes: 2 ** 20,
    allowedChannels: [],
    allowedRoles: [],
    blockedPeople: [],
    blockedWords: [],
  },
  defaults: { fidelity: 'full' },
  log,
  reactionBurstMs: 50,
});
const web = new WebAdapter({
  ...{ host: '127.0.0.1', port: 0, allowedHosts: [], maxPictureBytes: 2 ** 20 },
  ...{ stores, gallery, log },
});
bot.connect(web);
await web.start(bot);
const monitor = await MetricsServer.open({
  ...{ host: '127.0.0.1', port: 0, registry: new Metrics().registry },
  check: () => stores.check(),
  log,
});
process.stdout.write(`${web.address} ${monitor.address}\n`);
await bot.resume();
