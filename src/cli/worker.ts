import { basename } from 'node:path';
import type { Command } from 'commander';
import { WordbrushError } from '../pipeline/errors.ts';
import { chosenLoras, chosenModel } from './terminal/session.ts';
import { readSettings } from './terminal/settings.ts';

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('Take jobs from the queue at QUEUE_URL and draw them on this machine.')
    .action(async (_: unknown, command: Command) => {
      const config = readSettings();
      process.umask(0o077);
      const { queue } = config;
      if (!queue)
        throw new WordbrushError(
          'bad-option',
          'QUEUE_URL is not set. Put the address of the queue’s Redis, and STORE_URL, into the ' +
            'environment or into .env, the same as for the bot; docs/operate.md says how.',
        );
      const model = chosenModel(command);
      const loras = chosenLoras(command);
      // Loaded here, because the other commands do without them.
      const { openModelFolder } = await import('../pipeline/model/folder.ts');
      const { offersOf } = await import('../pipeline/offers.ts');
      const folder = await openModelFolder(model, loras); // one that is no model is refused now, not at the first job
      const { fingerprint } = folder;
      const [
        { addressOf },
        { BullWorker },
        { withSafety },
        { jobWorker },
        { openStores },
        { storeLog },
        { PipelineClient },
        logs,
      ] = await Promise.all([
        import('../bot/store/redis-address.ts'),
        import('../bot/queue/bull-worker.ts'),
        import('../bot/job/holding-back.ts'),
        import('../bot/job/job-worker.ts'),
        import('../bot/store/stores.ts'),
        import('../bot/store/store-log.ts'),
        import('../pipeline/process/supervisor.ts'),
        import('../log.ts'),
      ]);
      const log = logs.createLog(config.logLevel, logs.secretsIn(process.env));
      const [{ Metrics }, { MetricsServer }] = await Promise.all([
        import('../metrics/metrics.ts'),
        import('../metrics/server.ts'),
      ]);
      const stores = openStores(config.store, config.keepMs, storeLog(log));
      const { attentionMiB, policy } = config;
      await stores.checkVersion();
      const pipeline = new PipelineClient({
        ...{ folder: model, loras, attentionMiB },
        blockedWords: policy.blockedWords,
      });
      const monitor =
        config.metrics &&
        (await MetricsServer.open({
          ...config.metrics,
          registry: new Metrics().registry,
          check: () => stores.check(),
          log,
        }));
      try {
        const worker = await BullWorker.open({
          url: queue.url,
          work: await withSafety(
            jobWorker({
              ...{ stores, pipeline, steps: config.steps },
              captions: config.captions,
              offers: offersOf(folder),
            }),
            config.safety,
            stores,
          ),
          lostAfterMs: queue.lostAfterMs,
          model: { fingerprint, name: basename(model) },
          store: (await stores.identity()) ?? 'new',
          onError: (err) => log.warn({ err }, 'the queue is in trouble'),
        });
        // First: who reads that it is ready may ask it to stop at once.
        const stopped = stopSignal();
        console.log(
          `Taking jobs from ${addressOf(queue.url)}. Ctrl-C lets the running one end first.`,
        );
        await stopped;
        await worker.close(config.stopMs);
      } finally {
        await monitor?.close();
        await pipeline.close();
        await stores.close();
      }
    });
}

async function stopSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
