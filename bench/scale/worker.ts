/**
 * A worker's process of `npm run bench:scale`: what `wordbrush worker` runs, with the pipeline or,
 * as its stand-in, a timer. It says when it is ready; `arguments: <redis> <stand-in | model folder>`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { jobWorker } from '../../src/bot/job/job-worker.ts';
import { BullWorker } from '../../src/bot/queue/bull-worker.ts';
import { openStores } from '../../src/bot/store/stores.ts';
import { pixelsOf } from '../../src/bot/view/pictures.ts';
import { type Pipeline, PipelineClient } from '../../src/pipeline/process/supervisor.ts';
import { STAND_IN_MS } from './workload.ts';

const PROGRESS_STEPS = 10;

const notHere = (): never => {
  throw new Error('The stand-in for the pipeline only edits.');
};
const standIn: Pipeline = {
  invert: notHere,
  learn: notHere,
  words: notHere,
  reconstruct: notHere,
  caption: notHere,
  async edit(inversion, specs, { onProgress } = {}) {
    for (let done = 1; done <= PROGRESS_STEPS; done++) {
      await sleep(STAND_IN_MS / PROGRESS_STEPS);
      onProgress?.({ phase: 'edit', done, total: PROGRESS_STEPS });
    }
    const picture = await pixelsOf(inversion.picture);
    return specs.map(({ targetPrompt }) => ({
      picture,
      method: 'prompt-to-prompt',
      kind: 'replace',
      mask: null,
      sourcePrompt: inversion.prompt,
      targetPrompt,
      unetRows: 0,
      seconds: STAND_IN_MS / 1_000,
    }));
  },
};

const [url = '', model = ''] = process.argv.slice(2);
const client = model === 'stand-in' ? null : new PipelineClient({ folder: model });
const stores = openStores(url, 60 * 60 * 1_000);
const worker = await BullWorker.open({
  url,
  work: jobWorker({ stores, pipeline: client ?? standIn, steps: 50 }),
  lostAfterMs: 30_000,
  onError: (error) => console.error(error),
});
process.once('disconnect', async () => {
  await worker.close(0);
  await client?.close();
  await stores.close();
});
process.send?.('ready');
