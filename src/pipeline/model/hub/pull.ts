import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { WordbrushError } from '../../errors.ts';
import { checkExternalData, isExternal, readGraph } from '../../graph/index.ts';
import { gibibytes } from '../../text/bytes.ts';
import { GRAPHS, openModelFolder } from '../folder.ts';
import type { HubModel, Licence } from '../registry.ts';
import { Hub, type HubOptions } from './hub.ts';
import { HubFile, isIntact } from './hub-file.ts';
import { LAYOUTS } from './layouts.ts';
import { alone } from './lock.ts';

/** Where a model comes from, where it goes, and who agrees to its licence. */
export interface PullOptions extends Omit<HubOptions, 'url'> {
  /** Address of the hub. */
  readonly hub: string;
  /** The folder that holds a folder for each model. */
  readonly home: string;
  /** Shows the licence and asks; without a yes nothing is downloaded. */
  readonly acceptLicence: (licence: Licence) => Promise<boolean>;
  /** Called as bytes arrive. */
  readonly onProgress?: (progress: PullProgress) => void;
}

/** Bytes of the whole pull. */
export interface PullProgress {
  readonly file: string;
  readonly done: number;
  readonly total: number;
}

/** In a pulled folder: which files it was made of, so that damage is found without the hub. */
const RECEIPT = 'pulled.json';
const Receipt = z.strictObject({ commit: z.string(), files: z.array(HubFile).readonly() });

/**
 * Downloads a model into `home`/NAME and gives that folder. The folder appears only when it is
 * complete; until then its files gather in NAME.partial, where a later pull goes on. A folder that is
 * there already is looked through, and what is damaged in it fetched again. Of two pulls at once the
 * second waits.
 *
 * @throws WordbrushError `cancelled` without the licence's acceptance, `io` with what to do when
 * the hub refuses, a file arrives damaged, or the disk has no room.
 */
export async function pullModel(model: HubModel, options: PullOptions): Promise<string> {
  const folder = join(options.home, model.name);
  if (await isWhole(folder)) return folder;
  if (!(await options.acceptLicence(model.licence)))
    throw new WordbrushError(
      'cancelled',
      `Nothing was downloaded: ${model.name} needs its licence (${model.licence.name}) accepted.`,
    );
  try {
    await mkdir(options.home, { recursive: true });
    return await alone(`${folder}.lock`, options.signal, async () => {
      if (await isWhole(folder)) return folder; // by the pull that went before
      return await fetchModel(model, folder, options);
    });
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new WordbrushError(
      'io',
      `${model.name} cannot be kept in ${options.home} (${cause.message}): set WORDBRUSH_HOME to a ` +
        'folder that can be written.',
      { cause },
    );
  }
}

async function fetchModel(model: HubModel, folder: string, options: PullOptions): Promise<string> {
  const hub = new Hub({ ...options, url: options.hub });
  const { commit, files } = await hub.list(model.repository, model.revision);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const { isWanted, needed } = LAYOUTS[model.layout ?? 'diffusion'];
  const wanted = files.filter(isWanted);
  refuseIncomplete(model, wanted, needed);

  const staging = `${folder}.partial`;
  // What is intact of a damaged folder need not come again.
  if (existsSync(staging)) await rm(folder, { recursive: true, force: true });
  else if (existsSync(folder)) await rename(folder, staging);
  await mkdir(staging, { recursive: true });

  let done = 0;
  const fetchAll = async (some: readonly HubFile[], total: number) => {
    await refuseFullDisk(staging, total);
    for (const file of some) {
      const target = join(staging, ...file.path.split('/'));
      await hub.download(model.repository, commit, file, target, (onDisk) =>
        options.onProgress?.({ file: file.path, done: done + onDisk, total }),
      );
      done += file.size;
    }
  };
  const size = sum(wanted.map((file) => file.size));
  await fetchAll(wanted, size);
  const weights: HubFile[] = [];
  for (const { path } of wanted.filter((file) => file.path.endsWith('/model.onnx')))
    for (const location of await weightFiles(join(staging, ...path.split('/')))) {
      const name = `${path.slice(0, path.lastIndexOf('/'))}/${location}`;
      const file = byPath.get(name);
      if (!file)
        throw new WordbrushError(
          'io',
          `${path} of ${model.repository} keeps its weights in ${location}, which is not at the hub: ` +
            `${model.name} cannot be pulled from there.`,
        );
      weights.push(file);
    }
  await fetchAll(weights, size + sum(weights.map((file) => file.size)));

  const all = [...wanted, ...weights];
  await removeLeftovers(staging, all);
  await addConfigs(staging, model);
  const receipt = { commit, files: all } satisfies z.infer<typeof Receipt>;
  await writeFile(join(staging, RECEIPT), JSON.stringify(receipt));
  await rename(staging, folder);
  return folder;
}

/** The files beside a graph that its weights lie in. */
async function weightFiles(path: string): Promise<string[]> {
  const { initializers } = await readGraph(path);
  const locations = [...initializers.values()].flatMap(({ data }) =>
    isExternal(data) && data.location !== basename(path) ? [data.location] : [],
  );
  return [...new Set(locations)];
}

/** Whether a folder has every file that it was pulled with; without a receipt, all that it needs. */
async function isWhole(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const text = await readFile(join(folder, RECEIPT), 'utf8').catch(() => null);
  try {
    if (text === null) {
      await openModelFolder(folder);
      for (const part of GRAPHS) {
        const path = join(folder, part, 'model.onnx');
        await checkExternalData(await readGraph(path), dirname(path));
      }
      return true;
    }
    for (const file of Receipt.parse(JSON.parse(text)).files)
      if (!(await isIntact(join(folder, ...file.path.split('/')), file))) return false;
    return true;
  } catch {
    return false;
  }
}

function refuseIncomplete(
  { name, repository }: HubModel,
  files: readonly HubFile[],
  needed: readonly string[],
): void {
  const missing = needed.find((path) => !files.some((file) => file.path === path));
  if (missing)
    throw new WordbrushError(
      'io',
      `${repository} has no ${missing} at the hub, so ${name} cannot be pulled from there.`,
    );
}

async function refuseFullDisk(staging: string, total: number): Promise<void> {
  const entries = await readdir(staging, { recursive: true, withFileTypes: true });
  const onDisk = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  const needed = total - sum(onDisk);
  const { bavail, bsize } = await statfs(staging);
  if (needed > bavail * bsize)
    throw new WordbrushError(
      'io',
      `The disk of ${staging} has ${gibibytes(bavail * bsize)} free and the model still needs ` +
        `${gibibytes(needed)}. Make room, or set WORDBRUSH_HOME to a folder on another disk.`,
    );
}

/** Parts of an older version that this pull did not continue. */
async function removeLeftovers(staging: string, wanted: readonly HubFile[]): Promise<void> {
  const paths = new Set(wanted.map(({ path }) => join(staging, ...path.split('/'))));
  const entries = await readdir(staging, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !paths.has(path)) await rm(path);
  }
}

async function addConfigs(staging: string, { configs }: HubModel): Promise<void> {
  for (const [path, config] of Object.entries(configs)) {
    const target = join(staging, ...path.split('/'));
    if (!existsSync(target)) await writeFile(target, JSON.stringify(config, null, 2));
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
