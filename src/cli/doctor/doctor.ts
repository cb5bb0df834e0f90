import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { Command } from 'commander';
import type { Config } from '../../config.ts';
import { redact, secretsIn } from '../../log.ts';
import { WordbrushError } from '../../pipeline/errors.ts';
import { openModelFolder } from '../../pipeline/model/folder.ts';
import { sharp } from '../../pipeline/picture/sharp.ts';
import { gibibytes } from '../../pipeline/text/bytes.ts';
import type { LoraChoice } from '../../pipeline/types.ts';
import { explain } from '../terminal/explain.ts';
import { chosenLoras, chosenModel } from '../terminal/session.ts';
import { readSettings } from '../terminal/settings.ts';
import {
  describeDiscord,
  describeQueue,
  describeSafety,
  describeSlack,
  describeStore,
  describeWeb,
} from './doctor-services.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Say what this machine can do and what is missing.')
    .action(async (_: unknown, command: Command) => {
      // First: it reads .env, which may name the model and its LoRAs too.
      const services = servicesOf();
      const checks: Readonly<Record<string, () => string | Promise<string>>> = {
        Node: () => process.version, // bin/wordbrush.js has checked it
        processor: () => `${availableParallelism()} × ${cpus()[0]?.model ?? process.arch}`,
        memory: () => `${gibibytes(totalmem())}, ${gibibytes(freemem())} of it free`,
        pictures: () => `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
        runtime: runtimeProviders,
        ...(await modelChecks(chosenModel(command), chosenLoras(command))),
        cache: checkCache,
        ...services,
      };
      const secrets = secretsIn(process.env);
      let healthy = true;
      for (const [name, check] of Object.entries(checks)) {
        try {
          console.log(`✓ ${name.padEnd(12)} ${await check()}`);
        } catch (error) {
          healthy = false;
          console.log(`✗ ${name.padEnd(12)} ${redact(explain(error), secrets)}`);
        }
      }
      if (!healthy) throw new WordbrushError('io', 'The lines marked ✗ say what is missing.');
    });
}

/** What the settings that `npm start` has ask for, or what is wrong with them. */
function servicesOf(): Readonly<Record<string, () => Promise<string>>> {
  let config: Config;
  try {
    config = readSettings();
  } catch (error) {
    return { settings: () => Promise.reject(error) };
  }
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
async function runtimeProviders(): Promise<string> {
  const ort = await import('../../pipeline/runtime.ts').catch((cause) => {
    throw new WordbrushError('bad-model', 'It cannot be loaded: run `npm ci` again.', { cause });
  });
  const providers = ort
    .listSupportedBackends()
    .map(({ name, bundled }) => (bundled ? name : `${name} (its libraries are not bundled)`));
  return `onnxruntime ${ort.env.versions.node}: ${providers.join(', ')}`;
}

/** The folder in a line, then its parts; of one that cannot be read the reason. */
async function modelChecks(
  path: string,
  loras: readonly LoraChoice[],
): Promise<Readonly<Record<string, () => Promise<string>>>> {
  const { inspectModel, introduce } = await import('../../pipeline/model/inspect.ts');
  const model = async () => introduce(await openModelFolder(path, loras));
  const parts = await inspectModel(path, loras).catch(() => ({}));
  return { model, ...parts };
}

async function checkCache(): Promise<string> {
  const { defaultCacheFolder } = await import('../../pipeline/model/compile.ts');
  const folder = defaultCacheFolder();
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  const { bavail, bsize } = await statfs(folder);
  return `${folder}, ${gibibytes(bavail * bsize)} free`;
}
