import { setTimeout as sleep } from 'node:timers/promises';
import { WebAdapter } from './adapters/web/web-adapter.js';
import { Bot } from './bot/bot.js';
import { Gallery } from './bot/commands/gallery.js';
import { withSafety } from './bot/job/holding-back.js';
import { jobWorker } from './bot/job/job-worker.js';
import { InProcessQueue } from './bot/queue/in-process-queue.js';
import { openStores } from './bot/store/stores.js';
import { readConfig } from './config.js';
import { createLog, redact, secretsIn } from './log.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsServer } from './metrics/server.js';
import { openModelFolder } from './pipeline/model/folder.js';
import { PipelineClient } from './pipeline/process/supervisor.js';
/**
 * The composition root: settings → stores → pipeline → bot → adapters.
 *
 * @throws Error with a sentence when a setting, the model folder or a platform is not right
 */
export async function start(environment) {
    const config = readConfig(environment);
    const log = createLog(config.logLevel, secretsIn(environment));
    const stores = openStores(config.store, config.keepMs);
    const gallery = await Gallery.open(config.model);
    const { policy, fidelity } = config;
    const metrics = new Metrics();
    const jobs = await openQueue(config, stores, log);
    const queue = metrics.measured(jobs.queue, log);
    const bot = new Bot({ stores, queue, gallery, policy, defaults: { fidelity }, log });
    const adapters = [];
    const places = [...jobs.places];
    let monitor;
    const stop = async () => {
        const parts = [
            ...adapters.map((adapter) => () => adapter.stop()),
            () => bot.close(),
            () => jobs.close(),
            () => monitor?.close(),
            () => stores.close(),
        ];
        for (const close of parts)
            await close()?.catch((err) => log.warn({ err }, 'a part did not close'));
    };
    /** All work is written down, so that a part which cannot close (its Redis is away) costs nothing. */
    const stopInTime = async () => {
        const late = sleep(config.stopMs, 'late', { ref: false });
        if ((await Promise.race([stop(), late])) === 'late')
            log.warn('not everything closed in time');
    };
    const add = async (adapter) => {
        bot.connect(adapter);
        await adapter.start(bot);
        adapters.push(adapter);
    };
    try {
        if (config.discord) {
            const { DiscordAdapter } = await import('./adapters/discord/discord-adapter.js');
            await add(new DiscordAdapter({ ...config.discord, log }));
            places.push('Wordbrush is on Discord.');
        }
        if (config.slack) {
            const { SlackAdapter } = await import('./adapters/slack/slack-adapter.js');
            const slack = new SlackAdapter({ ...config.slack, log });
            await add(slack);
            places.push(slack.address === null
                ? 'Wordbrush is on Slack.'
                : `Wordbrush awaits Slack at ${slack.address}`);
        }
        if (config.web.enabled) {
            const { maxPictureBytes } = policy;
            const web = new WebAdapter({ ...config.web, maxPictureBytes, stores, gallery, log });
            await add(web);
            places.push(`Wordbrush is at ${web.address}`);
        }
        if (config.metrics) {
            const { registry } = metrics;
            const check = () => stores.check();
            monitor = await MetricsServer.open({ ...config.metrics, registry, check });
            places.push(`Metrics are at ${monitor.address}/metrics`);
        }
        await bot.resume();
    }
    catch (error) {
        await stopInTime();
        throw error;
    }
    let stopping;
    return {
        places,
        stop() {
            stopping ??= stopInTime();
            return stopping;
        },
    };
}
/** Where jobs go: to workers through Redis, or to a pipeline of this process's own. */
async function openQueue(config, stores, log) {
    const { queue: shared, model, steps, safety } = config;
    if (shared) {
        const { BullQueue } = await import('./bot/queue/bull-queue.js');
        const onError = (err) => log.warn({ err }, 'the queue is in trouble');
        return {
            queue: await BullQueue.open({ url: shared.url, onError }),
            places: ['Jobs wait for workers: start `npx wordbrush worker` on each machine that draws.'],
            close: async () => { },
        };
    }
    await openModelFolder(model); // a folder that is no model is told now, not at the first job
    const pipeline = new PipelineClient({ folder: model });
    const work = await withSafety(jobWorker({ stores, pipeline, steps }), safety, stores);
    return {
        queue: new InProcessQueue(work),
        places: [],
        close: () => pipeline.close(),
    };
}
/** `npm start` and `npx wordbrush`: starts, says where, and stops when a signal asks for it. */
export async function serve() {
    try {
        const { places, stop } = await start(process.env);
        process.stdout.write(`${places.join('\n')}\n`);
        for (const signal of ['SIGINT', 'SIGTERM'])
            process.once(signal, () => void stop().then(() => process.exit(0)));
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        process.stderr.write(`${redact(reason, secretsIn(process.env))}\n`);
        process.exitCode = 1;
    }
}
if (import.meta.main)
    await serve();
