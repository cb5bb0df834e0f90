import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Adapter } from './adapters/adapter.ts';
import { WebAdapter } from './adapters/web/web-adapter.ts';
import { Bot } from './bot/bot.ts';
import { Gallery } from './bot/gallery.ts';
import { withSafety } from './bot/job/holding-back.ts';
import { jobWorker } from './bot/job/job-worker.ts';
import { InProcessQueue } from './bot/queue/in-process-queue.ts';
import type { PlatformName } from './bot/request/requests.ts';
import { claimStores } from './bot/store/claim/claim-stores.ts';
import { storeLog } from './bot/store/store-log.ts';
import { openStores, type Stores } from './bot/store/stores.ts';
import { type Config, readConfig } from './config.ts';
import { maskedMethod } from './edit-language/edit-methods.ts';
import { createLog, type Logger, redact, secretsIn } from './log.ts';
import { Metrics } from './metrics/metrics.ts';
import { MetricsServer } from './metrics/server.ts';
import { EDIT_METHODS } from './pipeline/edit-types.ts';
import { openModelFolder } from './pipeline/model/folder.ts';
import { readModelWords } from './pipeline/model/words.ts';
import { offersOf } from './pipeline/offers.ts';
import { PipelineClient } from './pipeline/process/supervisor.ts';

export interface Running {
  /** Where each adapter can be found, as sentences. */
  readonly places: readonly string[];
  /** Closes everything within WORDBRUSH_STOP_SECONDS; what was not done is taken up by the next start. */
  stop(): Promise<void>;
}

/**
 * The composition root: settings → stores → pipeline → bot → adapters.
 *
 * @throws Error with a sentence when a setting, the model folder or a platform is not right
 */
export async function start(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Running> {
  const config = readConfig(environment);
  const log = createLog(config.logLevel, secretsIn(environment));
  const gallery = await Gallery.open(config.model);
  const words = await readModelWords(config.model);
  // A bot may do without the model's files; then the workers say what their model lacks.
  const { edits: methods, spares } = await openModelFolder(config.model, config.loras).then(
    offersOf,
    () => ({ edits: EDIT_METHODS, spares: 0 }),
  );
  const claim = await claimStores(config.store, platformsOf(config), (rival) => log.error(rival));
  const stores = openStores(config.store, config.keepMs, storeLog(log));
  const giveUp = async (error: unknown): Promise<never> => {
    await stores.close();
    await claim.release();
    throw error;
  };
  const upgraded = await stores.migrate().catch(giveUp);
  if (upgraded > 0) log.info({ versions: upgraded }, 'the store was brought up to date');
  const { policy, fidelity } = config;
  const metrics = new Metrics();
  const jobs = await openQueue(config, stores, log).catch(giveUp);
  const queue = metrics.measured(jobs.queue, log);
  const { captions } = config;
  const loras = config.loras.flatMap(({ name }) => name ?? []);
  const bot = new Bot({
    ...{ stores, queue, gallery, words, methods, spares, policy, captions, loras, log },
    defaults: { fidelity },
  });

  const adapters: Adapter[] = [];
  const places: string[] = [...jobs.places];
  let monitor: MetricsServer | undefined;
  const stop = async (): Promise<void> => {
    const parts: readonly (() => Promise<void> | undefined)[] = [
      ...adapters.map((adapter) => () => adapter.stop()),
      () => bot.close(),
      () => jobs.close(),
      () => monitor?.close(),
      () => stores.close(),
      () => claim.release(),
    ];
    for (const close of parts)
      await close()?.catch((err: unknown) => log.warn({ err }, 'a part did not close'));
  };
  /** All work is written down, so that a part which cannot close (its Redis is away) costs nothing. */
  const stopInTime = async (): Promise<void> => {
    const late = sleep(config.stopMs, 'late', { ref: false });
    if ((await Promise.race([stop(), late])) === 'late') log.warn('not everything closed in time');
  };
  const add = async (adapter: Adapter): Promise<void> => {
    bot.connect(adapter);
    await adapter.start(bot);
    adapters.push(adapter);
  };
  try {
    if (config.discord) {
      const { DiscordAdapter } = await import('./adapters/discord/discord-adapter.ts');
      await add(new DiscordAdapter({ ...config.discord, log }));
      places.push('Wordbrush is on Discord.');
    }
    if (config.slack) {
      const { SlackAdapter } = await import('./adapters/slack/slack-adapter.ts');
      const slack = new SlackAdapter({ ...config.slack, log, taken: stores.open('slack-taken') });
      await add(slack);
      places.push(
        slack.address === null
          ? 'Wordbrush is on Slack.'
          : `Wordbrush awaits Slack at ${slack.address}`,
      );
    }
    if (config.web.enabled) {
      const { maxPictureBytes } = policy;
      const redraws = maskedMethod(methods);
      const web = new WebAdapter({ ...config.web, maxPictureBytes, redraws, stores, gallery, log });
      await add(web);
      places.push(`Wordbrush is at ${web.address}`);
    }
    if (config.metrics) {
      const { registry } = metrics;
      const check = (): Promise<void> => stores.check();
      monitor = await MetricsServer.open({ ...config.metrics, registry, check, log });
      places.push(`Metrics are at ${monitor.address}/metrics`);
    }
    await bot.resume();
  } catch (error) {
    await stopInTime();
    throw error;
  }
  let stopping: Promise<void> | undefined;
  return {
    places,
    stop() {
      stopping ??= stopInTime();
      return stopping;
    },
  };
}

function platformsOf({ discord, slack, web }: Config): PlatformName[] {
  return [
    ...(discord ? ['discord' as const] : []),
    ...(slack ? ['slack' as const] : []),
    ...(web.enabled ? ['web' as const] : []),
  ];
}

/** Where jobs go: to workers through Redis, or to a pipeline of this process's own. */
async function openQueue(config: Config, stores: Stores, log: Logger) {
  const { queue: shared, model, loras, steps, safety, policy } = config;
  if (shared) {
    const { BullQueue } = await import('./bot/queue/bull-queue.ts');
    const onError = (err: unknown): void => log.warn({ err }, 'the queue is in trouble');
    // A bot may do without the model's files; then it cannot say which one they have to be.
    const fingerprint = await openModelFolder(model, loras).then(
      (folder) => folder.fingerprint,
      () => null,
    );
    const wanted = fingerprint === null ? {} : { model: { fingerprint, name: basename(model) } };
    return {
      queue: await BullQueue.open({
        ...{ url: shared.url, onError, store: await stores.identity() },
        ...wanted,
      }),
      places: ['Jobs wait for workers: start `npx wordbrush worker` on each machine that draws.'],
      close: async () => {},
    };
  }
  const folder = await openModelFolder(model, loras); // one that is no model is refused now, not at the first job
  const pipeline = new PipelineClient({
    ...{ folder: model, loras, blockedWords: policy.blockedWords },
    attentionMiB: config.attentionMiB,
  });
  const work = await withSafety(
    jobWorker({ stores, pipeline, steps, captions: config.captions, offers: offersOf(folder) }),
    safety,
    stores,
  );
  return {
    queue: new InProcessQueue(work, (err) => log.error({ err }, 'a job was not reported')),
    places: [],
    close: () => pipeline.close(),
  };
}

/** Starts, says where, and stops when the system asks; what fails is a sentence and an exit code. */
export async function run(environment: Parameters<typeof start>[0]): Promise<void> {
  process.umask(0o077); // what people send is for nobody else on this machine
  try {
    const { places, stop } = await start(environment);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        stop().then(
          () => process.exit(0),
          () => process.exit(1),
        );
      });
    // Only now: who reads it may ask it to stop at once.
    process.stdout.write(`${places.join('\n')}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${redact(reason, secretsIn(environment))}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await run(process.env);
