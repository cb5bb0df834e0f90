import { readFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { BUNDLED_MODEL } from '../model/registry.ts';
import { PipelineClient } from './supervisor.ts';

const image = await readFile(new URL('../fixtures/cat-on-red.png', import.meta.url));
const prompt = 'a cat on a red background';
const quick = { method: 'negative-prompt', steps: 3 } as const;

const client = new PipelineClient({ folder: BUNDLED_MODEL });
afterAll(() => client.close());

/** Ends this process's only child the way the system does when memory runs out. */
async function killChild(): Promise<void> {
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  process.kill(Number(children.trim()), 'SIGKILL');
}

it('a real inversion whose process is killed half-way comes out as if nothing had happened', async () => {
  const undisturbed = await client.invert(image, prompt, quick);
  let kills = 0;
  const disturbed = await client.invert(image, prompt, {
    ...quick,
    onProgress: ({ phase }) => {
      if (phase === 'invert' && kills++ === 0) void killChild();
    },
  });
  expect(kills).toBeGreaterThan(1);
  expect(disturbed.trajectory).toEqual(undisturbed.trajectory);
  expect(disturbed.report.psnr).toBe(undisturbed.report.psnr);
});

it('a real inversion stops soon after its signal', async () => {
  const canceller = new AbortController();
  let after = 0;
  const job = client.invert(image, prompt, {
    ...quick,
    steps: 200,
    signal: canceller.signal,
    onProgress: ({ phase }) => {
      if (canceller.signal.aborted) after++;
      else if (phase === 'invert') canceller.abort();
    },
  });
  await expect(job).rejects.toMatchObject({ code: 'cancelled' });
  expect(after).toBeLessThan(100);
});
