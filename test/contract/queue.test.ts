import { InProcessQueue } from '../../src/bot/queue/in-process-queue.ts';
import { describeQueue } from './queue-contract.ts';

describeQueue('a queue inside one process', async (worker) => {
  const queue = new InProcessQueue(worker);
  return { queue, close: () => queue.close() };
});
