import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import type { Progress } from '../types.ts';
import { PipelineClient } from './supervisor.ts';

const worker = new URL('fixtures/odd-worker.ts', import.meta.url);
const image = Uint8Array.of(1, 2, 3);

let folder: string;
let client: PipelineClient;
async function open(): Promise<void> {
  folder = temporaryFolder();
  client = new PipelineClient({ folder, worker, graceMs: 200 });
}
async function close(): Promise<void> {
  await client.close();
}

async function log(): Promise<string[]> {
  return (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n');
}

describe('a job in the child process', () => {
  beforeAll(open);
  afterAll(close);

  it('carries options there and typed arrays back', async () => {
    const inversion = await client.invert(image, 'answer', { steps: 12 });
    expect(inversion.picture).toEqual(image);
    expect(inversion.trajectory).toEqual({ data: Float32Array.of(2, 3), dims: [2] });
    expect(inversion.report).toMatchObject({ steps: 12, vaePsnr: Number.POSITIVE_INFINITY });
    const [result] = await client.edit(inversion, [{ targetPrompt: 'a lion' }]);
    expect(result).toMatchObject({ sourcePrompt: 'answer', targetPrompt: 'a lion', unetRows: 3 });
    expect(await client.words(inversion)).toEqual([]);
    expect((await client.reconstruct(inversion)).data).toEqual(image);
  });

  it('reports progress as plain objects', async () => {
    const seen: Progress[] = [];
    await client.invert(image, 'answer', { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { phase: 'invert', done: 1, total: 2 },
      { phase: 'optimise', done: 2, total: 2, loss: 0.5 },
    ]);
  });

  it('shows the picture on its way to whoever asks for it', async () => {
    const inversion = await client.invert(image, 'answer');
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => seen.push(progress);
    const specs = [{ targetPrompt: 'a lion' }];
    await client.edit(inversion, specs, { onProgress, previews: true });
    await client.edit(inversion, specs, { onProgress });
    expect(seen.map(({ preview }) => preview)).toEqual(['AQID', undefined]);
  });

  it('loads the model once and runs jobs one at a time, in order', async () => {
    await writeFile(join(folder, 'log'), '');
    const jobs = ['answer', 'refuse', 'answer'].map((prompt) => client.invert(image, prompt));
    await Promise.allSettled(jobs);
    expect(await log()).toEqual(['invert answer', 'invert refuse', 'invert answer']);
  });

  it('leaves the event loop of the parent free while its own thread is blocked', async () => {
    // Were the parent blocked too, nobody would ever write the file.
    const job = client.invert(image, 'block', {
      onProgress: ({ done }) => {
        if (done === 1) setImmediate(() => writeFile(join(folder, 'go'), ''));
      },
    });
    await expect(job).resolves.toMatchObject({ prompt: 'block' });
  });

  it('throws what the job throws, with its code or its stack', async () => {
    await expect(client.invert(image, 'refuse')).rejects.toMatchObject({
      code: 'bad-prompt',
      message: 'The prompt is empty.',
    });
    await expect(client.invert(image, 'fail')).rejects.toMatchObject({
      message: 'index 7 is out of range',
      cause: { stack: expect.stringContaining('odd-worker.ts') },
    });
  });

  it('throws what loading throws', async () => {
    const badClient = new PipelineClient({ folder: `${folder}/bad`, worker });
    await expect(badClient.invert(image, 'answer')).rejects.toMatchObject({ code: 'bad-model' });
    await badClient.close();
  });

  it('tells its peak memory', async () => {
    await client.invert(image, 'answer');
    expect(await client.peakRssMiB()).toBeGreaterThan(10);
  });
});

describe('cancellation', () => {
  beforeEach(open);
  afterEach(close);

  it('stops a job between two units of work and keeps the child', async () => {
    const canceller = new AbortController();
    const job = client.invert(image, 'until cancelled', {
      signal: canceller.signal,
      onProgress: () => canceller.abort(),
    });
    await expect(job).rejects.toMatchObject({ code: 'cancelled' });
    await client.invert(image, 'answer');
    expect(await log()).toEqual(['load', 'invert until cancelled', 'invert answer']);
  });

  it('kills a child that does not listen, without trying its job again', async () => {
    const canceller = new AbortController();
    const job = client.invert(image, 'hang', {
      signal: canceller.signal,
      onProgress: () => canceller.abort(),
    });
    await expect(job).rejects.toMatchObject({ code: 'cancelled' });
    await client.invert(image, 'answer');
    expect(await log()).toEqual(['load', 'invert hang', 'load', 'invert answer']);
  });

  it('never starts a job that was cancelled while it waited', async () => {
    const canceller = new AbortController();
    const first = client.invert(image, 'answer', { onProgress: () => canceller.abort() });
    const second = client.invert(image, 'refuse', { signal: canceller.signal });
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await first;
    expect(await log()).toEqual(['load', 'invert answer']);
  });

  it('of everything, by closing', async () => {
    const job = client.invert(image, 'hang', { onProgress: () => client.close() });
    await expect(job).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a child that dies', () => {
  beforeEach(open);
  afterEach(close);

  it('is started again and its job tried once more', async () => {
    await expect(client.invert(image, 'die once')).resolves.toMatchObject({ prompt: 'die once' });
    expect(await log()).toEqual(['load', 'invert die once', 'load', 'invert die once']);
  });

  it('twice ends its job with a sentence, and the next job has a new child', async () => {
    await expect(client.invert(image, 'die')).rejects.toMatchObject({
      code: 'process-lost',
      message: expect.stringMatching(/stopped twice during this job \(SIGKILL\).*memory\.$/),
    });
    await expect(client.invert(image, 'answer')).resolves.toMatchObject({ prompt: 'answer' });
  });
});
