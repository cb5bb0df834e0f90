import { existsSync } from 'node:fs';
import { readConfig } from '../config.js';
import { WordbrushError } from '../pipeline/errors.js';
import { chosenModel } from './session.js';
export function addWorker(program) {
    program
        .command('worker')
        .description('Take jobs from the queue at QUEUE_URL and draw them on this machine.')
        .action(async (_, command) => {
        if (existsSync('.env'))
            process.loadEnvFile('.env'); // as `npm start` does
        const config = settings();
        const { queue } = config;
        if (!queue)
            throw new WordbrushError('bad-option', 'QUEUE_URL is not set. Put the address of the queue’s Redis, and STORE_URL, into the ' +
                'environment or into .env, the same as for the bot; docs/operate.md tells how.');
        const model = chosenModel(command);
        // Loaded here, because the other commands do without them.
        const { openModelFolder } = await import('../pipeline/model/folder.js');
        await openModelFolder(model); // a folder that is no model is told now, not at the first job
        const [{ addressOf }, { BullWorker }, { withSafety }, { jobWorker }, { openStores }, { PipelineClient }, logs,] = await Promise.all([
            import('../bot/queue/bull.js'),
            import('../bot/queue/bull-worker.js'),
            import('../bot/job/holding-back.js'),
            import('../bot/job/job-worker.js'),
            import('../bot/store/stores.js'),
            import('../pipeline/process/supervisor.js'),
            import('../log.js'),
        ]);
        const log = logs.createLog(config.logLevel, logs.secretsIn(process.env));
        const [{ Metrics }, { MetricsServer }] = await Promise.all([
            import('../metrics/metrics.js'),
            import('../metrics/server.js'),
        ]);
        const stores = openStores(config.store, config.keepMs);
        const pipeline = new PipelineClient({ folder: model });
        const monitor = config.metrics &&
            (await MetricsServer.open({
                ...config.metrics,
                registry: new Metrics().registry,
                check: () => stores.check(),
            }));
        try {
            const worker = await BullWorker.open({
                url: queue.url,
                work: await withSafety(jobWorker({ stores, pipeline, steps: config.steps }), config.safety, stores),
                lostAfterMs: queue.lostAfterMs,
                onError: (err) => log.warn({ err }, 'the queue is in trouble'),
            });
            console.log(`Taking jobs from ${addressOf(queue.url)}. Ctrl-C lets the running one end first.`);
            await stopSignal();
            await worker.close(config.stopMs);
        }
        finally {
            await monitor?.close();
            await pipeline.close();
            await stores.close();
        }
    });
}
function settings() {
    try {
        return readConfig(process.env);
    }
    catch (error) {
        throw new WordbrushError('bad-option', error instanceof Error ? error.message : String(error));
    }
}
async function stopSignal() {
    await new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'])
            process.once(signal, () => resolve());
    });
}
