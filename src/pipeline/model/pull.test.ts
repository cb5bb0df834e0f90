import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Handler, HubDouble } from '../../../test/hub-double.ts';
import { WordbrushError } from '../errors.ts';
import { openModelFolder } from './folder.ts';
import { type PullOptions, pullModel } from './pull.ts';
import { HUB_MODELS, type HubModel, modelFolder } from './registry.ts';

const model: HubModel = HUB_MODELS.find(({ name }) => name === 'stable-diffusion-v1-4')!;
const weights = randomBytes(300_000);
const files = {
  'model_index.json': Buffer.from('{}'),
  'unet/model.onnx': Buffer.from('graph'),
  'unet/weights.pb': weights,
  'unet/diffusion_pytorch_model.bin': randomBytes(2_000),
  'unet/diffusion_pytorch_model.safetensors': randomBytes(2_000),
  'unet/more_weights.bin': Buffer.from('weights'),
  'text_encoder/model.onnx': randomBytes(2_000),
  'vae_encoder/model.onnx': randomBytes(2_000),
  'vae_decoder/model.onnx': randomBytes(2_000),
  'tokenizer/vocab.json': Buffer.from('{"a":0}'),
  'scheduler/scheduler_config.json': Buffer.from('{}'),
  'safety_checker/model.onnx': randomBytes(2_000),
  'README.md': Buffer.from('# A model'),
};

let home: string;
let hub: HubDouble;
let waits: number[];
const start = async (content: Record<string, Buffer> = files): Promise<void> => {
  hub = await HubDouble.start({
    repository: model.repository,
    revision: model.revision,
    files: content,
  });
};
const pull = (options: Partial<PullOptions> = {}): Promise<string> =>
  pullModel(model, {
    hub: hub.url,
    home,
    acceptLicence: async () => true,
    sleep: async (milliseconds) => waits.push(milliseconds),
    ...options,
  });

/** Bytes of the weights that have reached the disk. */
async function partSize(): Promise<number> {
  const unet = join(home, `${model.name}.partial`, 'unet');
  const part = (await readdir(unet)).find((name) => name.startsWith('weights.pb.'));
  return part === undefined ? 0 : (await stat(join(unet, part))).size;
}

/** Sends so many more bytes of the weights and breaks the connection once they are on the disk. */
function cutAfter(length: number): Handler {
  return async (request, response) => {
    const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
    const { length: whole } = weights;
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': whole - start });
    response.write(weights.subarray(start, start + length));
    await vi.waitFor(async () => expect(await partSize()).toBe(start + length));
    response.destroy();
  };
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'wordbrush-'));
  waits = [];
  await start();
});
afterEach(async () => {
  await hub.close();
  await rm(home, { recursive: true });
});

describe('pullModel', () => {
  it('fetches the parts of the pipeline and nothing else', async () => {
    const folder = await pull();
    expect(folder).toBe(join(home, model.name));
    expect((await readdir(folder)).sort()).toEqual([
      'model_index.json',
      'scheduler',
      'text_encoder',
      'tokenizer',
      'unet',
      'vae_decoder',
      'vae_encoder',
    ]);
    expect((await readdir(join(folder, 'unet'))).sort()).toEqual([
      'config.json',
      'model.onnx',
      'more_weights.bin',
      'weights.pb',
    ]);
    expect(weights.equals(await readFile(join(folder, 'unet', 'weights.pb')))).toBe(true);
    expect(await readdir(home)).toEqual([model.name]);
  });

  it('adds the configs that a repository lacks, and keeps the ones that it has', async () => {
    await hub.close();
    const own = Buffer.from('{"hidden_size":768,"max_position_embeddings":77,"own":true}');
    await start({ ...files, 'text_encoder/config.json': own });
    const folder = await pull();
    expect(await openModelFolder(folder)).toMatchObject({
      latent: { channels: 4, side: 64, factor: 8, scale: 0.18215 },
      tokens: 77,
    });
    expect(own.equals(await readFile(join(folder, 'text_encoder', 'config.json')))).toBe(true);
  });

  it('reports growing bytes up to the whole', async () => {
    const seen: number[] = [];
    let total = 0;
    await pull({
      onProgress: (progress) => {
        seen.push(progress.done);
        total = progress.total;
      },
    });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(total);
  });

  it('asks the hub nothing when the model is there', async () => {
    await pull();
    const count = hub.requests.length;
    await pull({ acceptLicence: async () => false });
    expect(hub.requests.length).toBe(count);
  });

  it('downloads nothing without the licence', async () => {
    await expect(pull({ acceptLicence: async () => false })).rejects.toMatchObject({
      code: 'cancelled',
      message: expect.stringContaining('CreativeML OpenRAIL-M'),
    });
    expect(hub.requests).toEqual([]);
  });

  it('goes on where a cut connection stopped', async () => {
    hub.once('unet/weights.pb', cutAfter(200_000));
    const folder = await pull();
    expect(weights.equals(await readFile(join(folder, 'unet', 'weights.pb')))).toBe(true);
    const storage = hub.requests.filter(({ url }) => url === '/unet/weights.pb');
    expect(storage.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=200000-']);
  });

  it('is patient with a connection that is cut again and again, as long as bytes arrive', async () => {
    for (let i = 0; i < 10; i++) hub.once('unet/weights.pb', cutAfter(20_000));
    const folder = await pull();
    expect(weights.equals(await readFile(join(folder, 'unet', 'weights.pb')))).toBe(true);
  });

  it('goes on where an earlier pull was stopped', async () => {
    const canceller = new AbortController();
    hub.once('unet/weights.pb', (_, response) => {
      response.writeHead(200, { 'content-length': weights.length });
      response.write(weights.subarray(0, 200_000));
    });
    const stopped = pull({ signal: canceller.signal });
    stopped.catch(() => {});
    await vi.waitFor(async () => expect(await partSize()).toBe(200_000));
    canceller.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(join(home, model.name))).toBe(false);

    const folder = await pull();
    expect(weights.equals(await readFile(join(folder, 'unet', 'weights.pb')))).toBe(true);
    const last = hub.requests.filter(({ url }) => url.endsWith('weights.pb')).at(-1)!;
    expect(last.headers.range).toBe('bytes=200000-');
    const indexRequests = hub.requests.filter(({ url }) => url.endsWith('model_index.json'));
    expect(indexRequests.length).toBe(1);
  });

  it('starts a file again when the server ignores the range', async () => {
    hub.once('unet/weights.pb', cutAfter(100_000));
    hub.once('unet/weights.pb', (_, response) => response.writeHead(200).end(weights));
    const folder = await pull();
    expect(weights.equals(await readFile(join(folder, 'unet', 'weights.pb')))).toBe(true);
  });

  it.each(['unet/weights.pb', 'unet/model.onnx'] as const)(
    'refuses %s with a wrong checksum and keeps no trace of it',
    async (path) => {
      const forged = Buffer.alloc(files[path].length, 7);
      hub.once(path, (_, response) => response.end(forged));
      await expect(pull()).rejects.toMatchObject({
        code: 'io',
        message: expect.stringMatching(`^${path} arrived damaged`),
      });
      const left = await readdir(join(home, `${model.name}.partial`), { recursive: true });
      expect(left.filter((name) => name.startsWith(path))).toEqual([]);
      await expect(pull()).resolves.toBe(join(home, model.name));
    },
  );

  it('waits as long as a busy hub asks', async () => {
    hub.once('description', (_, response) => response.writeHead(429, { 'retry-after': '7' }).end());
    hub.once('description', (_, response) => response.writeHead(503).end());
    await pull();
    expect(waits).toEqual([7_000, 2_000]);
  });

  it('gives up on a hub that never answers', async () => {
    for (let i = 0; i < 10; i++)
      hub.once('description', (_, response) => response.socket!.destroy());
    await expect(pull()).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('did not answer after'),
    });
    expect(waits.length).toBeLessThan(10);
  });

  it.each([
    [404, undefined, 'no such repository'],
    [401, undefined, 'set HF_TOKEN'],
    [403, 'hf_secret', 'refused the token in HF_TOKEN'],
  ])('answers status %i with a sentence', async (status, token, sentence) => {
    hub.once('description', (_, response) => response.writeHead(status).end('no'));
    const error = await pull({ token }).catch((reason) => reason);
    expect(error).toBeInstanceOf(WordbrushError);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain('hf_secret');
    expect(waits).toEqual([]);
  });

  it('sends the token to the hub and not to the storage that it redirects to', async () => {
    await pull({ token: 'hf_secret' });
    const authorised = (host: string) =>
      hub.requests.filter((request) => request.host === host).map((r) => r.headers.authorization);
    expect(new Set(authorised('hub'))).toEqual(new Set(['Bearer hf_secret']));
    expect(new Set(authorised('storage'))).toEqual(new Set([undefined]));
  });

  it.each(['../outside', 'unet/../../outside', '/etc/outside', 'unet\\..\\outside', 'C:outside'])(
    'refuses a list that holds %s, before writing anything',
    async (path) => {
      await hub.close();
      await start({ ...files, [path]: Buffer.from('x') });
      await expect(pull()).rejects.toMatchObject({
        code: 'io',
        message: expect.stringContaining('unsafe path'),
      });
      expect(await readdir(home)).toEqual([]);
    },
  );

  it('refuses a repository without the graphs', async () => {
    await hub.close();
    const { 'vae_encoder/model.onnx': _, ...rest } = files;
    await start(rest);
    await expect(pull()).rejects.toMatchObject({
      message: expect.stringContaining('vae_encoder/model.onnx'),
    });
  });

  it('refuses a model that the disk has no room for', async () => {
    const pebibytes = {
      sha: 'c0ffee00',
      siblings: Object.keys(files).map((rfilename) => ({
        rfilename,
        size: 2 ** 50,
        blobId: '0'.repeat(40),
      })),
    };
    hub.once('description', (_, response) => response.end(JSON.stringify(pebibytes)));
    await expect(pull()).rejects.toMatchObject({
      code: 'io',
      message: expect.stringMatching(/ free and the model still needs .* WORDBRUSH_HOME/),
    });
  });

  it('says so when the address is not a hub', async () => {
    hub.once('description', (_, response) => response.end('<html>Welcome to the hotel</html>'));
    await expect(pull()).rejects.toMatchObject({
      message: expect.stringContaining('as the Hugging Face hub does'),
    });
  });
});

describe('modelFolder', () => {
  const environment = () => ({ WORDBRUSH_HOME: home });

  it('is the bundled model when nothing is named', () => {
    expect(modelFolder(undefined, environment())).toMatch(/models.emoji-world$/);
  });

  it('finds a pulled model by name, and says how to pull one that is not here', async () => {
    expect(() => modelFolder(model.name, environment())).toThrow(
      `npx wordbrush models pull ${model.name}`,
    );
    await mkdir(join(home, 'models', model.name), { recursive: true });
    await writeFile(join(home, 'models', model.name, 'model_index.json'), '{}');
    expect(modelFolder(model.name, environment())).toBe(join(home, 'models', model.name));
  });

  it('takes everything else as a path', () => {
    expect(modelFolder('/some/folder', environment())).toBe('/some/folder');
  });
});
