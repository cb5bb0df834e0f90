import { constants, existsSync } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { readConfig } from '../config.js';
import { redact, secretsIn } from '../log.js';
import { WordbrushError } from '../pipeline/errors.js';
import { openModelFolder } from '../pipeline/model/folder.js';
import { sharp } from '../pipeline/picture/sharp.js';
import { describeDiscord, describeQueue, describeSafety, describeSlack, describeStore, describeWeb, } from './doctor-services.js';
import { explain } from './explain.js';
import { chosenModel } from './session.js';
export function addDoctor(program) {
    program
        .command('doctor')
        .description('Say what this machine can do and what is missing.')
        .action(async (_, command) => {
        const checks = {
            Node: () => process.version, // bin/wordbrush.js has checked it
            processor: () => `${availableParallelism()} × ${cpus()[0]?.model ?? process.arch}`,
            memory: () => `${gibibytes(totalmem())}, ${gibibytes(freemem())} of it free`,
            pictures: () => `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
            runtime: runtimeProviders,
            model: () => describeModel(chosenModel(command)),
            cache: checkCache,
            ...servicesOf(readSettings()),
        };
        const secrets = secretsIn(process.env);
        let healthy = true;
        for (const [name, check] of Object.entries(checks)) {
            try {
                console.log(`✓ ${name.padEnd(10)} ${await check()}`);
            }
            catch (error) {
                healthy = false;
                console.log(`✗ ${name.padEnd(10)} ${redact(explain(error), secrets)}`);
            }
        }
        if (!healthy)
            throw new WordbrushError('io', 'The lines marked ✗ say what is missing.');
    });
}
/** The settings that `npm start` has, or what is wrong with them. */
function readSettings() {
    if (existsSync('.env'))
        process.loadEnvFile('.env');
    try {
        return readConfig(process.env);
    }
    catch (error) {
        return new WordbrushError('bad-option', error instanceof Error ? error.message : String(error));
    }
}
function servicesOf(config) {
    if (config instanceof WordbrushError)
        return { settings: () => Promise.reject(config) };
    return {
        store: () => describeStore(config),
        queue: () => describeQueue(config),
        discord: () => describeDiscord(config),
        slack: () => describeSlack(config),
        'web chat': () => describeWeb(config),
        safety: () => describeSafety(config),
    };
}
/** Loaded here and not at the top, so that a broken runtime is a line of the report. */
async function runtimeProviders() {
    const ort = await import('../pipeline/runtime.js').catch((cause) => {
        throw new WordbrushError('bad-model', 'It cannot be loaded: run `npm ci` again.', { cause });
    });
    const providers = ort
        .listSupportedBackends()
        .map(({ name, bundled }) => (bundled ? name : `${name} (its libraries are not bundled)`));
    return `onnxruntime ${ort.env.versions.node}: ${providers.join(', ')}`;
}
async function describeModel(path) {
    const { settings, latent, tokens } = await openModelFolder(path);
    const side = latent.side * latent.factor;
    return `${settings.name}: ${side} × ${side} pixels, prompts of up to ${tokens - 2} tokens, ${path}`;
}
async function checkCache() {
    const { defaultCacheFolder } = await import('../pipeline/model/compile.js');
    const folder = defaultCacheFolder();
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return `${folder}, ${gibibytes(bavail * bsize)} free`;
}
function gibibytes(bytes) {
    return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
