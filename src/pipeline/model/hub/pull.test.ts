import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Handler, HubDouble } from '../../../../test/hub-double.ts';
import { soon } from '../../../../test/soon.ts';
import { temporaryFolder } from '../../../../test/temporary.ts';
import { WordbrushError } from '../../errors.ts';
import { Graph, serializeGraph } from '../../graph/index.ts';
import { openModelFolder } from '../folder.ts';
import { HUB_MODELS, type HubModel, modelFolder } from '../registry.ts';
import { hubAddress, hubToken } from './hub-environment.ts';
import { type PullOptions, pullModel } from './pull.ts';

const captioner: HubModel = HUB_MODELS.find(({ layout }) => layout === 'captioner')!;
const clip: HubModel = HUB_MODELS.find(({ layout }) => layout === 'clip')!;
const model: HubModel = HUB_MODELS.find(({ name }) => name === 'stable-diffusion-v1-4')!;
const weights = randomBytes(300_000);

/** A graph that names the files of its weights. */
function graph(...locations: string[]): Buffer {
  const made = new Graph();
  const input = made.addInput('sample', 'float32', [1]);
  for (const location of locations)
    made.initializers.set(location, {
      type: 'float32',
      dims: [1],
      data: { location, offset: 0, length: 4 },
    });
  made.addOutput('out', made.add('Sum', [input, ...locations]));
  return Buffer.from(serializeGraph(made));
}

const files = {
  'model_index.json': Buffer.from('{}'),
  'unet/model.onnx': graph('weights.pb', 'more_weights.bin'),
  'unet/model_fp16.onnx': randomBytes(2_000),
  'unet/other_weights.pb': randomBytes(2_000),
  'unet/weights.pb': weights,
  'unet/diffusion_pytorch_model.bin': randomBytes(2_000),
  'unet/diffusion_pytorch_model.safetensors': randomBytes(2_000),
  'unet/more_weights.bin': Buffer.from('weights'),
  'text_encoder/model.onnx': graph(),
  'vae_encoder/model.onnx': graph(),
  'vae_decoder/model.onnx': graph(),
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
    await soon(async () => expect(await partSize()).toBe(start + length));
    response.destroy();
  };
}

beforeEach(async () => {
  home = temporaryFolder();
  waits = [];
  await start();
});
afterEach(async () => {
  await hub.close();
});

describe('pullModel', () => {
  it('fetches the parts of the pipeline and nothing else', async () => {
    const folder = await pull();
    expect(folder).toBe(join(home, model.name));
    expect((await readdir(folder)).sort()).toEqual([
      'model_index.json',
      'pulled.json',
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
    await soon(async () => expect(await partSize()).toBe(200_000));
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

  it('fetches again what an older pull of the same length left behind', async () => {
    await mkdir(join(home, `${model.name}.partial`, 'unet'), { recursive: true });
    const old = join(home, `${model.name}.partial`, 'unet', 'weights.pb');
    await writeFile(old, Buffer.alloc(weights.length));
    const folder = await pull();
    expect(weights.equals(await readFile(join(folder, 'unet', 'weights.pb')))).toBe(true);
  });

  it.each([
    ['missing', (path: string) => rm(path)],
    ['full of zeros', (path: string) => writeFile(path, Buffer.alloc(weights.length))],
  ])('mends a pulled folder whose weights are %s, and fetches nothing else', async (_, damage) => {
    const folder = await pull();
    await damage(join(folder, 'unet', 'weights.pb'));
    const before = hub.requests.length;
    expect(await pull()).toBe(folder);
    expect(weights.equals(await readFile(join(folder, 'unet', 'weights.pb')))).toBe(true);
    const asked = hub.requests.slice(before).filter(({ url }) => !url.startsWith('/api/'));
    expect(new Set(asked.map(({ url }) => url.split('/').at(-1)))).toEqual(new Set(['weights.pb']));
  });

  it('of two at once downloads one, and both have the folder', async () => {
    const folders = await Promise.all([pull(), pull()]);
    expect(folders).toEqual([join(home, model.name), join(home, model.name)]);
    expect(
      hub.requests.filter(({ url }) => url.endsWith('weights.pb') && url.startsWith('/unet')),
    ).toHaveLength(1);
    expect(await readdir(home)).toEqual([model.name]);
  });

  it('takes no heed of the lock of a process that is gone', async () => {
    await writeFile(join(home, `${model.name}.lock`), '999999999');
    await expect(pull()).resolves.toBe(join(home, model.name));
  });

  it('names the file that a full disk stopped, and says that what has arrived is kept', async () => {
    const unet = join(home, `${model.name}.partial`, 'unet');
    await mkdir(unet, { recursive: true });
    const digest = createHash('sha256').update(weights).digest('hex');
    await symlink('/dev/full', join(unet, `weights.pb.${digest.slice(0, 12)}.part`));
    await expect(pull()).rejects.toMatchObject({
      code: 'io',
      message: expect.stringMatching(/disk is full: unet\/weights.pb.*does not fit.*is kept/),
    });
    expect(existsSync(join(unet, 'model.onnx'))).toBe(true);
  });

  it('names the weights that a graph wants and the hub lacks', async () => {
    await hub.close();
    const { 'unet/weights.pb': _, ...rest } = files;
    await start(rest);
    await expect(pull()).rejects.toThrow(
      /unet\/model.onnx .* weights in weights.pb, which is not at/,
    );
  });

  it('goes through the proxy that the environment names', async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(404).end();
    }).on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 502 no\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = proxy.address();
    if (!address || typeof address === 'string') throw new Error('The proxy is not listening.');
    vi.stubEnv('http_proxy', `http://127.0.0.1:${address.port}`);
    vi.stubEnv('no_proxy', '');
    await pull({ hub: 'http://hub.invalid' }).catch(() => {});
    vi.unstubAllEnvs();
    proxy.closeAllConnections();
    proxy.close();
    expect(asked.join()).toMatch(/hub\.invalid/);
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

it.each([
  [
    captioner,
    ['generation_config.json'],
    ['onnx/encoder_model_quantized.onnx', 'onnx/decoder_model_merged_quantized.onnx'],
    'onnx/encoder_model.onnx',
  ],
  [
    clip,
    ['special_tokens_map.json'],
    ['onnx/text_model_quantized.onnx', 'onnx/vision_model_quantized.onnx'],
    'onnx/vision_model.onnx',
  ],
])(
  'takes of $layout its configs and the weights in eight bits',
  async (model, own, graphs, other) => {
    const configs = [
      'config.json',
      'preprocessor_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ];
    const wanted = Object.fromEntries([
      ...[...configs, ...own].map((name) => [name, Buffer.from('{}')] as const),
      ...graphs.map((name) => [name, randomBytes(500)] as const),
    ]);
    const others = { [other]: randomBytes(500), 'README.md': Buffer.from('#') };
    const { repository, revision } = model;
    hub = await HubDouble.start({ repository, revision, files: { ...wanted, ...others } });
    const folder = await pullModel(model, {
      ...{ hub: hub.url, home, acceptLicence: async () => true },
    });
    const found = await readdir(folder, { recursive: true });
    const expected = [...Object.keys(wanted), 'onnx', 'pulled.json'];
    expect(found.sort()).toEqual(expected.sort());
  },
);

describe('the hub’s environment', () => {
  it('has its address, and a token of its own or of its tools', async () => {
    expect(hubAddress({})).toBe('https://huggingface.co');
    expect(hubAddress({ HF_ENDPOINT: 'https://mirror.example' })).toBe('https://mirror.example');
    await writeFile(join(home, 'token'), 'hf_kept\n');
    expect(hubToken({ HF_HOME: home })).toBe('hf_kept');
    expect(hubToken({ HF_HOME: home, HF_TOKEN: 'hf_set' })).toBe('hf_set');
    expect(hubToken({ HF_HOME: join(home, 'none') })).toBeUndefined();
  });
});
