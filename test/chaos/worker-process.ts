import { jobWorker } from '../../src/bot/job/job-worker.ts';
import { BullWorker } from '../../src/bot/queue/bull-worker.ts';
import { openStores } from '../../src/bot/store/stores.ts';
import { KEEP_MS } from './keep.ts';
import { letClockBeSet } from './settable-clock.ts';
import { standIn } from './stand-in.ts';

/** A worker with a stand-in for the pipeline, as a process to be frozen and killed. */
const [url = '', unitMs, lostAfterMs] = process.argv.slice(2);
letClockBeSet();
const stores = openStores(url, KEEP_MS);
await BullWorker.open({
  url,
  work: jobWorker({ stores, pipeline: standIn(Number(unitMs)) }),
  lostAfterMs: Number(lostAfterMs),
  onError: () => {},
});
process.stdout.write('ready\n');
