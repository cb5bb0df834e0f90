import { join } from 'node:path';
import { WebAdapter } from './adapters/web/web-adapter.ts';
import { Bot } from './bot/bot.ts';
import { Gallery } from './bot/gallery.ts';
import { openStores } from './bot/store/stores.ts';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { PipelineClient } from './pipeline/process/supervisor.ts';

/** The composition root: settings → stores → pipeline → bot → adapters. */
export async function start(environment: Readonly<Record<string, string | undefined>>) {
  const config = readConfig(environment);
  const log = createLog(config.logLevel);
  const stores = openStores(join(config.dataFolder, 'wordbrush.sqlite'), config.keepMs);
  const pipeline = new PipelineClient({ folder: config.model });
  const gallery = await Gallery.open(config.model);
  const { policy, fidelity, steps } = config;
  const bot = new Bot({ stores, pipeline, gallery, policy, defaults: { fidelity }, steps, log });

  const web = new WebAdapter({
    ...config.web,
    maxPictureBytes: policy.maxPictureBytes,
    stores,
    gallery,
  });
  const adapters = [web];
  for (const adapter of adapters) {
    bot.connect(adapter);
    await adapter.start(bot);
  }
  await bot.resume();

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    for (const adapter of adapters) await adapter.stop();
    await bot.close();
    await pipeline.close();
    await stores.close();
  };
  return { address: web.address, log, stop: () => (stopping ??= stop()) };
}

if (import.meta.main) {
  try {
    const { address, stop } = await start(process.env);
    process.stdout.write(`Wordbrush is at ${address}\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void stop().then(() => process.exit(0)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
