import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { Bot } from '../../src/bot/bot.ts';
import { Gallery } from '../../src/bot/gallery.ts';
import { jobWorker } from '../../src/bot/job/job-worker.ts';
import { InProcessQueue } from '../../src/bot/queue/in-process-queue.ts';
import { openStores, type Stores } from '../../src/bot/store/stores.ts';
import { PipelineClient } from '../../src/pipeline/process/supervisor.ts';
import { temporaryPath } from '../temporary.ts';

const MODEL =
  process.env.MODEL ?? fileURLToPath(new URL('../../models/emoji-world', import.meta.url));
/** Enough to see an edit, and quick. */
const STEPS = 8;

/** The bot on its real parts: stores in a file, the queue, and the bundled model in its process. */
export interface ContractBot {
  readonly bot: Bot;
  readonly stores: Stores;
  readonly gallery: Gallery;
  close(): Promise<void>;
}

export async function openContractBot(): Promise<ContractBot> {
  const stores = openStores(temporaryPath('wordbrush.sqlite'), 60 * 60 * 1_000);
  const pipeline = new PipelineClient({ folder: MODEL });
  const gallery = await Gallery.open(MODEL);
  const bot = new Bot({
    stores,
    queue: new InProcessQueue(jobWorker({ stores, pipeline, steps: STEPS, captions: true })),
    gallery,
    policy: {
      jobsPerPerson: 10,
      maxPictureBytes: 2 ** 20,
      allowedChannels: [],
      allowedRoles: [],
      blockedPeople: [],
      blockedWords: [],
    },
    defaults: { fidelity: 'quick' },
    captions: true,
    log: pino({ level: 'error' }, pino.destination(2)),
    reactionBurstMs: 300,
  });
  return {
    bot,
    stores,
    gallery,
    async close() {
      await bot.close();
      await pipeline.close();
      await stores.close();
    },
  };
}
